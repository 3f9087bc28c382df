"""Asking witnesses for cosignatures and keeping them (c2sp.org/tlog-witness, tlog-cosignature).

How a request reaches a witness is left to the operator: nothing is sent anywhere from here.
"""

from __future__ import annotations

from collections.abc import Sequence

from evenhand.kernel.errors import BadInputError, ConflictError
from evenhand.ledger.merkle import consistency_proof, subtrees_of
from evenhand.ledger.model import SignedCheckpoint
from evenhand.service.ports import LogStore, WitnessedLog
from evenhand_verify.cosignatures import cosigned_at
from evenhand_verify.errors import VerifyError
from evenhand_verify.notes import COSIGNATURE, VerifierKey, parse_vkey
from evenhand_verify.witness import Request


def witness_request(log: LogStore, old_size: int) -> str:
    """The `add-checkpoint` body for a witness that saw `old_size` entries last. Raises ConflictError, BadInputError."""
    with log.snapshot() as view:
        last = view.latest_checkpoint()
        if last is None:
            raise ConflictError(
                "nothing is sequenced yet", hint="there is something to cosign after the first decision"
            )
        if not 0 <= old_size <= last.size:
            raise BadInputError(
                f"the log has {last.size} entries, the witness says {old_size}",
                hint="a witness answers 409 with the size it saw; if that is larger, entries were lost here",
            )
        try:
            stored = view.subtrees(subtrees_of(lambda read: consistency_proof(old_size, last.size, read)))
        except LookupError as error:
            raise ConflictError(f"the stored log does not hold: {error}", hint="run evenhand ledger verify") from error
    proof = consistency_proof(old_size, last.size, lambda level, position: stored[level, position])
    return Request(old_size, proof, last.note).to_text()


def keep_cosignatures(log: WitnessedLog, answer: str, vkeys: Sequence[str]) -> tuple[tuple[int, str], ...]:
    """Keep what witnesses answered: (size, witness) for each line that one of `vkeys` signed. Others are ignored.

    Raises BadInputError when a line of a named witness fits none of the stored checkpoints.
    """
    keys = [_witness_key(vkey) for vkey in vkeys]
    lines = [f"{line}\n" for line in answer.splitlines() if line]
    kept: list[tuple[int, str]] = []
    with log.snapshot() as view:
        heads = list(view.checkpoints())[::-1]
    for line in lines:
        for key in keys:
            if f" {key.name} " in line and (size := _cosigned_size(heads, line, key)) is not None:
                log.cosign(size, key.name, line)
                kept.append((size, key.name))
    return tuple(kept)


def _witness_key(vkey: str) -> VerifierKey:
    try:
        return parse_vkey(vkey, COSIGNATURE)
    except VerifyError as error:
        raise BadInputError(error.message, hint="a witness's key has type 4 (c2sp.org/tlog-cosignature)") from None


def _cosigned_size(heads: Sequence[SignedCheckpoint], line: str, key: VerifierKey) -> int | None:
    """The size of the newest checkpoint that this line cosigns; None when the line is of another key of that name."""
    for head in heads:
        try:
            if cosigned_at(head.note + line, key) is None:
                return None
            return head.size
        except VerifyError:
            continue
    raise BadInputError(
        f"a cosignature of {key.name} fits none of this log's checkpoints",
        hint="was it made for another log, or damaged on its way?",
    )
