"""A monitor's records: a case, the platform's words about it, consent, evidence and custody; observations of reach.

Days are the monitor's own days; unknown is None, never guessed. Accounts appear under pseudonyms. `community` is the
monitor's label, kept in its own sealed casebook for audits; nothing that decides ever reads it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class CaseKind(StrEnum):
    """What the platform did, or did not do."""

    TAKEN_DOWN = "taken_down"
    REACH_REDUCED = "reach_reduced"
    LEFT_UP = "left_up"  # reported, answered, still up
    PROMOTED = "promoted"


class Channel(StrEnum):
    """How the case reached the monitor. Solicited cases describe; they never yield a rate."""

    SOLICITED = "solicited"
    SAMPLED = "sampled"
    OWN_OBSERVATION = "own_observation"


class Automation(StrEnum):
    """What the platform's notice says of machines in the decision."""

    FULLY = "fully"
    PARTIALLY = "partially"
    NOT_AUTOMATED = "not_automated"
    UNKNOWN = "unknown"


class AppealOutcome(StrEnum):
    """What came of an appeal."""

    PENDING = "pending"
    STANDS = "stands"
    REVERSED = "reversed"
    PARTLY_REVERSED = "partly_reversed"
    NOT_HEARD = "not_heard"
    NO_ANSWER = "no_answer"


@dataclass(frozen=True, slots=True)
class Appeal:
    """An appeal with the platform and its outcome; `reasons` are the platform's words."""

    filed: date | None
    outcome: AppealOutcome
    decided: date | None = None
    reasons: str = ""


@dataclass(frozen=True, slots=True)
class Consent:
    """What the person agreed to: what for, until when (None: until withdrawn), and the day it was withdrawn."""

    purpose: str
    until: date | None = None
    withdrawn: date | None = None

    def stands(self, on: date) -> bool:
        """Whether the case may be kept and used on a day; `until` is the last day."""
        return self.withdrawn is None and (self.until is None or on <= self.until)


@dataclass(frozen=True, slots=True)
class Evidence:
    """One file. `key` is where the evidence store holds it; empty when only the hash is held here."""

    sha256: str  # 64 hexadecimal digits
    name: str
    size: int | None = None  # bytes
    media_type: str = ""
    captured_at: datetime | None = None
    captured_by: str = ""  # a role, never a person's name
    tool: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """One link of a case's custody chain: which role did what with what, hashed with the link before it."""

    seq: int
    at: datetime
    role: str
    act: str  # received | amended | captured | handed_over
    subject: str  # "case", or the SHA-256 of an evidence file
    digest: str  # of the case's content, or of the file
    note: str
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class Case:
    """One thing that happened to content or an account. `statement_ref` is a uuid or puid that the notice quoted."""

    case_id: str
    kind: CaseKind
    channel: Channel
    platform: str
    surface: str
    account: str
    lang: str
    content_ref: str = ""
    content_type: str = ""
    content_date: date | None = None
    notice: str = ""  # verbatim; for what was left up, the platform's answer
    clause: str = ""  # as the notice cites it
    automation: Automation = Automation.UNKNOWN
    statement_ref: str = ""
    happened: date | None = None
    noticed: date | None = None
    reported: date | None = None
    answered: date | None = None
    last_seen_up: date | None = None
    appeal: Appeal | None = None
    consent: Consent | None = None
    community: str = ""
    evidence: tuple[Evidence, ...] = ()
    custody: tuple[Link, ...] = ()

    @property
    def consent_withdrawn(self) -> bool:
        """Whether the person took their consent back."""
        return self.consent is not None and self.consent.withdrawn is not None


@dataclass(frozen=True, slots=True)
class CasebookError:
    """One thing that `cases verify` found."""

    case_id: str
    kind: str  # custody | content | evidence_missing | evidence_changed
    message: str


class Arm(StrEnum):
    """What a viewer looked for: the content in question, or a comparable control."""

    SUBJECT = "subject"
    CONTROL = "control"


@dataclass(frozen=True, slots=True)
class Observation:
    """One viewer looking for one thing once. `viewer` is a pseudonym; a `test_id` groups what is compared."""

    test_id: str
    viewer: str
    arm: Arm
    seen: bool
    at: datetime | None = None
    surface: str = ""
    lang: str = ""
