"""A witness: it remembers the largest tree it saw of each log and cosigns only what continues it.

The rules are those of `add-checkpoint` (c2sp.org/tlog-witness), pure here: a request and what was seen before give an
answer and what is seen now. Whoever stores the state writes it *before* handing out the answer, and asks for one request
at a time (`witness_state`). Carrying requests over HTTP is left to whoever runs one.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from evenhand_verify.checkpoints import Checkpoint, open_checkpoint, parse_checkpoint
from evenhand_verify.cosignatures import Cosigner
from evenhand_verify.errors import VerifyError
from evenhand_verify.merkle import EMPTY_ROOT, HASH_SIZE, verify_consistency
from evenhand_verify.notes import MAX_NOTE_BYTES, VerifierKey, decode_base64, split_note

MAX_PROOF: Final = 63  # "MUST NOT send more than 63 consistency proof lines"
MAX_REQUEST: Final = MAX_NOTE_BYTES + 64 * 64


@dataclass(frozen=True, slots=True)
class Request:
    """An `add-checkpoint` request: the size the witness saw last, the proof from there, the signed checkpoint."""

    old_size: int
    proof: tuple[bytes, ...]
    note: str

    def to_text(self) -> str:
        """The request's body."""
        lines = [f"old {self.old_size}", *(base64.b64encode(step).decode() for step in self.proof), "", self.note]
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP status and body. `seen` is the checkpoint to store before answering; None leaves the state as it is."""

    status: int
    body: str
    seen: Checkpoint | None = None


def parse_request(text: str) -> Request:
    """A request from its body. Raises VerifyError."""
    if len(text) > MAX_REQUEST:
        raise VerifyError("request", "the request is too long")
    head, separator, note = text.partition("\n\n")
    first, *steps = head.split("\n")
    size = first.removeprefix("old ")
    if not separator or first == size or not size.isascii() or not size.isdigit() or str(int(size[:19])) != size:
        raise VerifyError("request", "a request is `old SIZE`, proof lines, an empty line, a checkpoint")
    if len(steps) > MAX_PROOF:
        raise VerifyError("request", f"a proof has at most {MAX_PROOF} lines")
    proof = tuple(decode_base64(step, "request") for step in steps)
    if any(len(step) != HASH_SIZE for step in proof):
        raise VerifyError("request", "a proof line is a hash of 32 bytes")
    return Request(int(size), proof, note)


def add_checkpoint(
    text: str, logs: Sequence[VerifierKey], seen: Mapping[str, Checkpoint], cosigner: Cosigner, now: int
) -> Answer:
    """Answer one request; `seen` has the last cosigned checkpoint of each origin, `now` is POSIX seconds."""
    try:
        request = parse_request(text)
        origin = parse_checkpoint(split_note(request.note)[0]).origin
    except VerifyError as error:
        return Answer(400, f"{error.message}\n")
    keys = [key for key in logs if key.name == origin]
    if not keys:
        return Answer(404, "this log is not known here\n")
    head = _signed(request.note, keys)
    if head is None:
        return Answer(403, "no signature of a key that is believed\n")
    if request.old_size > head.size:
        return Answer(400, "the old size is larger than the checkpoint's\n")
    last = seen.get(origin, Checkpoint(origin, 0, EMPTY_ROOT))
    if request.old_size != last.size:
        return Answer(409, f"{last.size}\n")
    if head.size == last.size and head.root != last.root:
        return Answer(409, f"{last.size}\n")  # two trees of one size, both signed: the log shows two views
    try:
        verify_consistency(last.size, last.root, head.size, head.root, request.proof)
    except VerifyError as error:
        return Answer(422, f"{error.message}\n")
    return Answer(200, cosigner.cosign(split_note(request.note)[0], now), head)


def _signed(note: str, keys: Sequence[VerifierKey]) -> Checkpoint | None:
    for key in keys:
        try:
            return open_checkpoint(note, key)
        except VerifyError:
            continue
    return None
