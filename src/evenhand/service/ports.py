"""What the use cases need of the outside world, as Protocols. Adapters fulfil them; `bootstrap` chooses which."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, Protocol

from evenhand.designations.model import ListRecord, SourceDocument
from evenhand.detection.model import Post
from evenhand.kernel.errors import Reject
from evenhand.ledger.model import Entry, Event, OutboxItem


class ListStore(Protocol):
    """Imported list documents and their records; the registry is folded from these."""

    def add(self, document: SourceDocument, records: Iterable[ListRecord]) -> bool:
        """Store a document in one transaction; False (and no change) when that very document is there already."""
        ...

    def documents(self) -> Sequence[SourceDocument]:
        """All documents, ordered by (source, observed_at, document_id)."""
        ...

    def records(self, document_id: str) -> Iterator[ListRecord]:
        """The records of one document, in the order of their keys."""
        ...


class Journal(Protocol):
    """The event store under the ledger. Recording is durable when the transaction's context closes."""

    def record(self, events: Sequence[Event], outbox: Sequence[OutboxItem] = ()) -> None:
        """Commit events and the effects that wait for them in one transaction. Raises ConflictError on a known event id."""
        ...

    def known(self, event_ids: Sequence[str]) -> set[str]:
        """Which of these events are recorded already."""
        ...

    def events(self, *, kind: str = "", subject_id: str = "", decision_id: str = "") -> Iterator[Event]:
        """Recorded events in the order they were recorded, filtered; `kind` may be a prefix ending in a dot."""
        ...

    def sequence(self, limit: int = 10_000) -> int:
        """Give recorded events their index (holding the sequencer's lock) and sign a checkpoint; how many were sequenced."""
        ...

    def entries(self) -> Iterator[Entry]:
        """All sequenced entries, by index."""
        ...

    def due(self, limit: int = 1_000) -> Sequence[OutboxItem]:
        """Undelivered outbox items whose event is sequenced, oldest first."""
        ...

    def delivered(self, item_ids: Sequence[str], at: datetime) -> None:
        """Mark outbox items as carried out. Marking twice changes nothing."""
        ...


class Surface(Protocol):
    """A platform surface that carries actions out: adapters post to the platform's own API; the demo has a simulator."""

    def carry_out(self, item: OutboxItem) -> None:
        """Carry an action out. Must be idempotent by `item.item_id`: after a crash it may be called again."""
        ...


class PostReader(Protocol):
    """A file of posts, read in a stream."""

    def read(self) -> AbstractContextManager[Iterator[Post | Reject]]:
        """Posts in order; a bad record comes as a Reject and the rest go on."""
        ...


class DecisionWriter(Protocol):
    """Where decisions go, one line each, in input order."""

    def write(self, decision: dict[str, Any]) -> None:
        """Write one decision."""
        ...
