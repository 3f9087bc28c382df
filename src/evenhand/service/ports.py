"""What the use cases need of the outside world, as Protocols. Adapters fulfil them; `bootstrap` chooses which."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, Protocol

from evenhand.designations.joining import JoinDecision
from evenhand.designations.model import ListRecord, SourceDocument
from evenhand.designations.parking import NameDecision
from evenhand.detection.model import Post
from evenhand.kernel.errors import Reject
from evenhand.ledger.model import Entry, Event, OutboxItem, SignedCheckpoint, StoredEffect, StoredEvent


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

    def versions_of(self, source: str, key: str) -> Sequence[tuple[SourceDocument, ListRecord]]:
        """One listing as each document of its source states it, oldest document first."""
        ...

    def decide(self, decision: JoinDecision) -> None:
        """Keep a decision on who is one with whom. A known decision changes nothing."""
        ...

    def decisions(self) -> Sequence[JoinDecision]:
        """All such decisions, by instant and id."""
        ...

    def decide_name(self, decision: NameDecision) -> None:
        """Keep a decision on a name that is found too often. A known decision changes nothing."""
        ...

    def name_decisions(self) -> Sequence[NameDecision]:
        """All decisions on names, by instant and id."""
        ...


class Journal(Protocol):
    """The event store under the ledger. Recording is durable when the transaction's context closes."""

    def record(self, events: Sequence[Event], outbox: Sequence[OutboxItem] = ()) -> None:
        """Commit events and the effects that wait for them in one transaction. Raises ConflictError on a known event id."""
        ...

    def known(self, event_ids: Sequence[str]) -> set[str]:
        """Which of these events are recorded already."""
        ...

    def events(
        self,
        *,
        kind: str | Collection[str] = "",
        subject_id: str | Collection[str] = "",
        decision_id: str = "",
        erased: bool = False,
        only: str = "",
    ) -> Iterator[Event]:
        """Recorded events in the order they were recorded, filtered; one `kind` may be a prefix ending in a dot.

        Events whose content was erased are left out; with `erased` they come with an empty payload. With `only`, that
        one field (an object) of each payload is read, for those who look at many large records.
        """
        ...

    def sequence(self, limit: int = 10_000) -> int:
        """Give recorded events their index (holding the sequencer's lock) and sign a checkpoint; how many were sequenced."""
        ...

    def entries(self) -> Iterator[Entry]:
        """All sequenced entries whose content is not erased, by index."""
        ...

    def due(self, limit: int = 1_000) -> Sequence[OutboxItem]:
        """Undelivered outbox items whose event is sequenced, oldest first."""
        ...

    def delivered(self, item_ids: Sequence[str], at: datetime) -> None:
        """Mark outbox items as carried out. Marking twice changes nothing."""
        ...


class ErasableJournal(Journal, Protocol):
    """A journal whose content can be destroyed without breaking the log's proofs."""

    def indices(self, subject_ids: Sequence[str]) -> Sequence[int]:
        """The log indices of everything sequenced about these subjects and not erased, rising."""
        ...

    def undelivered(self, subject_ids: Sequence[str]) -> Sequence[str]:
        """The ids of effects on these subjects that are not carried out yet."""
        ...

    def erase(self, subject_ids: Sequence[str], indices: Sequence[int], note: Event) -> None:
        """Destroy secret and content of these subjects' events and effects, and record `note`, in one transaction.

        Raises ConflictError when they are not exactly the entries at `indices`: something was recorded meanwhile.
        """
        ...


class LogStore(Protocol):
    """The log as it is stored, for those who check it or prove from it. Whoever keeps a Journal offers this too."""

    def snapshot(self) -> AbstractContextManager[LogStore]:
        """The log as of one instant, for several questions that must agree while others write."""
        ...

    def stored(self) -> Iterator[StoredEvent]:
        """Every event as it is stored: the sequenced by index, then the waiting as recorded."""
        ...

    def find(self, event_id: str) -> StoredEvent | None:
        """One event as it is stored."""
        ...

    def checkpoints(self) -> Iterator[SignedCheckpoint]:
        """All signed checkpoints, by size."""
        ...

    def latest_checkpoint(self) -> SignedCheckpoint | None:
        """The newest signed checkpoint."""
        ...

    def cosignatures(self, size: int) -> Sequence[str]:
        """What witnesses said of the checkpoint of a size, as note lines."""
        ...

    def tree_hashes(self) -> Iterator[tuple[int, int, bytes]]:
        """The stored complete subtrees (level >= 8, position, hash), by level and position."""
        ...

    def leaves(self) -> Iterator[bytes]:
        """The commitments of the log, by index."""
        ...

    def effects(self) -> Iterator[StoredEffect]:
        """Every outbox row beside what its event allows."""
        ...

    def damage(self) -> Sequence[str]:
        """What the store itself finds wrong with its files."""
        ...

    def counts(self) -> dict[str, int]:
        """How many events are `recorded`, `sequenced`, how many effects `undelivered`."""
        ...

    def subtrees(self, wanted: Iterable[tuple[int, int]]) -> dict[tuple[int, int], bytes]:
        """The roots over complete subtrees (level, position), for proofs; LookupError for what is not there."""
        ...


class WitnessedLog(LogStore, Protocol):
    """A log that keeps what witnesses say of it."""

    def cosign(self, size: int, witness: str, line: str) -> None:
        """Keep a witness's checked cosignature of the checkpoint of a size; a newer one takes the older one's place."""
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
