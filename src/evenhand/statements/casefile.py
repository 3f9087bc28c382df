"""The case file: all that an account holder may see of what is recorded about them, as facts. No person is named in it.

Gathered by `service.casefile`, put into words by `rendering`. Full statements and notices come along as they were sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from evenhand.decisions.model import Asker
from evenhand.statements.model import (
    AppealStated,
    ClauseStated,
    RestrictionNotice,
    RestrictionStated,
    RungStated,
    StatementOfReasons,
    StrikeStated,
)


@dataclass(frozen=True, slots=True)
class AccountHeld:
    """One of the holder's accounts. `link`: how sure it is that it is theirs (verified, declared, confirmed, stated; alone: no
    other is linked). `found`: what two persons found of it (own, evades), or nothing.
    """

    surface: str
    account_id: str
    link: str = "alone"
    found: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DisputeFiled:
    """What an out-of-court body said of a decision."""

    body: str
    reference: str
    outcome: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class AppealFiled:
    """The holder's own words in an appeal, and until when it is to be answered."""

    statement: str
    evidence: tuple[str, ...]
    due_at: datetime


@dataclass(frozen=True, slots=True)
class DecisionFiled:
    """One decision about a post of the holder's. `outcome`: upheld, dismissed, overturned, machine (alone, so far)."""

    decision_id: str
    surface: str
    account_id: str
    post_id: str
    posted_at: datetime | None
    judged_at: datetime
    ruled_at: datetime | None
    outcome: str
    text: str  # the holder's own words; what they quoted or answered is others'
    clause: ClauseStated | None
    policy: str
    asker: Asker
    appeal: AppealStated | None
    filed: AppealFiled | None
    disputes: tuple[DisputeFiled, ...]


@dataclass(frozen=True, slots=True)
class ReceiptOffered:
    """An entry of the log about the holder, which a receipt opens: `evenhand ledger receipt EVENT`."""

    event_id: str
    kind: str
    at: datetime
    index: int


@dataclass(frozen=True, slots=True)
class CaseFile:
    """All that the account holder may see, at an instant."""

    subject_id: str
    issued_at: datetime
    accounts: tuple[AccountHeld, ...]
    restrictions: tuple[RestrictionStated, ...]
    rungs: tuple[RungStated, ...]  # the penalties from strikes that hold
    strikes: tuple[StrikeStated, ...]
    decisions: tuple[DecisionFiled, ...]
    statements: tuple[StatementOfReasons, ...]
    notices: tuple[RestrictionNotice, ...]
    receipts: tuple[ReceiptOffered, ...]
    kind: str = "case_file"
