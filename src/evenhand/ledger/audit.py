"""The check of a stored log: every commitment, index, tree hash, root and signature, computed again from what is there.

Pure: it is handed the stored rows and hands back what does not hold. Reading them is left to the service. What it
cannot show: that the newest entries were not cut off together with their checkpoints; for that it takes older
checkpoints from whoever kept them (DESIGN.md, decision 8).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from evenhand.ledger.commitments import commit, effect_digest
from evenhand.ledger.erasure import ERASED, erased_indices
from evenhand.ledger.model import LedgerError, SignedCheckpoint, StoredEffect, StoredEvent
from evenhand_verify.checkpoints import Checkpoint, open_checkpoint
from evenhand_verify.errors import VerifyError
from evenhand_verify.merkle import HASH_SIZE, Tree, leaf_hash
from evenhand_verify.notes import VerifierKey
from evenhand_verify.openings import SALT_SIZE

MAX_ERRORS: Final = 1_000  # more than anybody reads; the count of all stands in a last line


class Audit:
    """One run over a log: give it the checkpoints, then the events, then the stored tree; ask for `errors`."""

    def __init__(self, key: VerifierKey) -> None:
        self._key = key
        self._heads: dict[int, list[tuple[str, Checkpoint]]] = {}
        self._subtrees: dict[tuple[int, int], bytes] = {}
        self._tree = Tree(on_subtree=lambda level, position, value: self._subtrees.update({(level, position): value}))
        self._whole = True  # False once an index is missing: from there on no root can be computed
        self._signed = 0
        self._dropped = 0
        self._effects = 0  # how many the events allow; as many must be there
        self._erased: set[int] = set()
        self._accounted: set[int] = set()
        self._errors: list[LedgerError] = []
        self.size = 0

    def note(self, index: int | None, kind: str, message: str) -> None:
        """Put down something that does not hold."""
        if len(self._errors) < MAX_ERRORS:
            self._errors.append(LedgerError(index, kind, message))
        else:
            self._dropped += 1

    def errors(self) -> tuple[LedgerError, ...]:
        """Everything found so far."""
        if not self._dropped:
            return tuple(self._errors)
        return (*self._errors, LedgerError(None, "more", f"{self._dropped} more errors are not listed"))

    def root(self) -> bytes:
        """The root over the events seen (until the first missing index)."""
        return self._tree.root()

    def checkpoints(self, stored: Iterable[SignedCheckpoint]) -> None:
        """Each stored checkpoint: signed by the log's key, and saying what its row says."""
        for row in stored:
            name = f"the checkpoint of size {row.size}"
            try:
                head = open_checkpoint(row.note, self._key)
            except VerifyError as error:
                self.note(None, "checkpoint", f"{name}: {error.message}")
                continue
            if (head.size, head.root) != (row.size, row.root):
                self.note(None, "checkpoint", f"{name}: the row says otherwise than the signed note")
            self._expect(name, head)
            self._signed = max(self._signed, head.size)

    def older(self, note: str, name: str) -> None:
        """A checkpoint that somebody kept: the log must begin with it."""
        try:
            self._expect(name, open_checkpoint(note, self._key))
        except VerifyError as error:
            self.note(None, "older", f"{name}: {error.message}")

    def _expect(self, name: str, head: Checkpoint) -> None:
        self._heads.setdefault(head.size, []).append((name, head))

    def events(self, stored: Iterable[StoredEvent]) -> None:
        """Each event against its commitment and index, the waiting ones too; each signed root as the tree passes it."""
        self._compare_roots()
        for event in stored:
            if event.erased and event.index is not None:
                self._erased.add(event.index)
            else:
                self._content(event)
            if event.leaf != event.commitment:
                what = "the log repeats another commitment" if event.leaf else "neither waits nor stands in the log"
                self.note(event.index, "place", f"event {event.event_id!a}: {what}")
            if event.index is not None:
                self._place(event, event.index)
        for index in sorted(self._erased - self._accounted):
            self.note(index, "erased", "secret and content are gone, and no recorded erasure names this entry")
        self._compare_ends()

    def _content(self, event: StoredEvent) -> None:
        name = f"event {event.event_id!a}"
        if len(event.salt) != SALT_SIZE:
            self.note(event.index, "salt", f"{name}: its salt has {len(event.salt)} bytes, not {SALT_SIZE}")
        if commit(event) != event.commitment:
            self.note(event.index, "commitment", f"{name}: its content does not fit its commitment")
            return
        self._effects += event.effects.count(",") + 1 if event.effects != "[]" else 0
        if event.kind == ERASED:
            self._accounted |= erased_indices(event.payload)

    def effects(self, stored: Iterable[StoredEffect]) -> None:
        """Each outbox row against what its event allows; call it after `events`."""
        there = 0
        for item in stored:
            if item.delivered and not item.sequenced:
                self.note(None, "outbox", f"item {item.item_id!a} left before its event was sequenced")
            if item.allowed == "" and not item.body and item.delivered:
                continue  # erased with its event
            there += 1
            if item.allowed is None or effect_digest(item.item_id, item.kind, item.body) not in item.allowed:
                self.note(None, "outbox", f"item {item.item_id!a} is not what its event allows")
        if there != self._effects:
            self.note(None, "outbox", f"the events allow {self._effects} effects, {there} are there")

    def _place(self, event: StoredEvent, index: int) -> None:
        if index != self.size:
            what = "missing" if index > self.size else "taken twice"
            self.note(index, "index", f"expected entry {self.size}, found {index}: an index is {what}")
            self._whole = False
        self.size = max(self.size, index + 1)
        if self._whole:
            self._tree.append(leaf_hash(event.leaf))
            self._compare_roots()

    def _compare_roots(self) -> None:
        heads = self._heads.get(self._tree.size)
        if heads:
            root = self._tree.root()
            for name, head in heads:
                if head.root != root:
                    self.note(None, "root", f"{name}: the entries give another root than the one that was signed")

    def _compare_ends(self) -> None:
        if self.size > self._signed:
            self.note(self._signed, "unsigned", f"{self.size} entries have an index, checkpoints sign {self._signed}")
        for size in sorted(self._heads):
            for name, _ in self._heads[size]:
                if size > self.size:
                    self.note(None, "truncated", f"{name}: {size} entries were signed, {self.size} are here")
                elif size > self._tree.size:
                    self.note(None, "root", f"{name}: its root cannot be computed past the missing index")

    def stored_tree(self, hashes: Iterable[tuple[int, int, bytes]]) -> None:
        """The stored complete subtrees against the ones that the events give."""
        missing = dict(self._subtrees)
        for level, position, value in hashes:
            if len(value) != HASH_SIZE or missing.pop((level, position), None) != value:
                self.note(None, "tree", f"the stored tree hash {level}/{position} is not what the entries give")
        for level, position in missing:
            self.note(None, "tree", f"the stored tree hash {level}/{position} is missing")
