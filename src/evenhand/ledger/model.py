"""Ledger records: an event with an opaque payload, its commitment, its place once sequenced, and signed checkpoints."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Event:
    """What a use case records. `payload` is plain JSON (kernel.canonical.plain): no floats, ASCII keys.

    `kind` is dotted (`decision.made`); `subject_id` and `decision_id` are there to find it again; `actor` is a role or
    a person's id inside the platform and is never published.
    """

    event_id: str
    kind: str
    at: datetime
    payload: dict[str, Any]
    subject_id: str = ""
    decision_id: str = ""
    actor: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A recorded event as the log holds it. `index` is None until the sequencer gave it its place."""

    event: Event
    salt: bytes  # 16 random bytes
    commitment: bytes  # SHA-256 over salt and canonical event
    index: int | None = None


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """An event as its store holds it, text for text, so that every byte can be committed to and checked.

    `payload` is canonical JSON text, `at` RFC 3339 text, `effects` a JSON list of the digests of what waits in the outbox
    for it. `salt` is the event's secret (16 bytes). `leaf` is the commitment as the log (or the queue before it) repeats
    it; empty when the event is in neither. Text that is no UTF-8 in a damaged store comes with surrogate escapes.
    """

    event_id: str
    kind: str
    at: str
    subject_id: str
    decision_id: str
    actor: str
    payload: str
    salt: bytes
    commitment: bytes
    index: int | None = None
    effects: str = "[]"
    leaf: bytes = b""

    @property
    def erased(self) -> bool:
        """Whether secret and content were destroyed (`ledger.erased` says by what right); the commitment stays."""
        return not (self.salt or self.payload or self.subject_id or self.actor or self.effects)


@dataclass(frozen=True, slots=True)
class StoredEffect:
    """An outbox row as it stands, beside what its event allows. `body` is canonical JSON text, empty once erased."""

    item_id: str
    kind: str
    body: str
    allowed: str | None  # the event's `effects`; None when there is no such event
    sequenced: bool
    delivered: bool


@dataclass(frozen=True, slots=True)
class SignedCheckpoint:
    """A checkpoint as stored: size and root (32 bytes) beside the signed note that states both."""

    size: int
    root: bytes
    note: str
    signed_at: str


@dataclass(frozen=True, slots=True)
class OutboxItem:
    """An effect that waits for its event to be sequenced: an action to carry out, a notice to send."""

    item_id: str
    event_id: str
    kind: str  # "action", "notice"
    body: dict[str, Any]
    delivered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class LedgerError:
    """One thing that `ledger verify` found: `{index, kind, message}`; index None for the log as a whole."""

    index: int | None
    kind: str
    message: str


@dataclass(frozen=True, slots=True)
class Verification:
    """The answer of `ledger verify`."""

    ok: bool
    size: int
    root: str
    checkpoint: str
    errors: tuple[LedgerError, ...]
