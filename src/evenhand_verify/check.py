"""The whole check of a published log: checkpoint, tiles, and what the checker holds from before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from evenhand_verify.checkpoints import Checkpoint, open_checkpoint
from evenhand_verify.cosignatures import cosigners
from evenhand_verify.errors import VerifyError
from evenhand_verify.notes import MAX_NOTE_BYTES, VerifierKey
from evenhand_verify.openings import MAX_RECEIPT_BYTES, Receipt, parse_receipt, verify_receipt
from evenhand_verify.tiles import TileReader

MAX_FINDINGS: Final = 1_000


@dataclass(frozen=True, slots=True)
class Witnesses:
    """Whose cosignatures a checker asks for, and how many of them are enough."""

    keys: tuple[VerifierKey, ...] = ()
    quorum: int = 0


Found = Callable[[VerifyError], None]


@dataclass(frozen=True, slots=True)
class Report:
    """What was checked and what does not hold. `head` is None when not even the checkpoint could be believed.

    `witnesses` names who of those asked for cosigned it.
    """

    head: Checkpoint | None
    findings: tuple[VerifyError, ...]
    witnesses: tuple[str, ...] = field(default=())

    @property
    def ok(self) -> bool:
        """True when everything that was asked holds."""
        return not self.findings


def read_text(path: Path, limit: int, kind: str) -> str:
    """A text file of at most `limit` bytes. Raises VerifyError."""
    try:
        if not path.is_file():
            raise VerifyError(kind, f"{path} is no file")
        with path.open("rb") as stream:
            data = stream.read(limit + 1)
        if len(data) > limit:
            raise VerifyError(kind, f"{path} is longer than {limit} bytes")
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise VerifyError(kind, f"{path} is not UTF-8") from None
    except OSError as error:
        raise VerifyError(kind, f"{path}: {error.strerror}") from None


def check_directory(
    directory: Path,
    key: VerifierKey,
    older: Path | None = None,
    receipt: Path | None = None,
    witnesses: Witnesses = Witnesses(),
) -> Report:
    """Check a directory of tiles: that it only grew since `older`, holds the event of `receipt`, was seen by witnesses."""
    findings: list[VerifyError] = []
    try:
        note = read_text(directory / "checkpoint", MAX_NOTE_BYTES, "checkpoint")
        head = open_checkpoint(note, key)
    except VerifyError as error:
        return Report(None, (error,))
    seen_by = _witnessed(note, witnesses, findings)
    before = _older(older, key, findings) if older else None
    held = _receipt(receipt, key, findings) if receipt else None
    heads = [one for one in (before, held[1] if held else None) if one is not None]

    def found(error: VerifyError) -> None:
        if len(findings) < MAX_FINDINGS:
            findings.append(error)

    reader = TileReader(directory, head.size, found)
    reader.walk((one.size for one in heads if one.size <= head.size), (held[0].index,) if held else ())
    root = reader.roots.get(head.size)
    if root is not None and root != head.root:
        found(VerifyError("root", "the entries do not give the root that the checkpoint signs"))
    for one in heads:
        _compare_heads(one, head, reader, found)
    if held:
        _find_leaf(held[0], head, reader, found)
    return Report(head, tuple(findings), seen_by)


def _witnessed(note: str, asked: Witnesses, findings: list[VerifyError]) -> tuple[str, ...]:
    """Who cosigned; a quorum that is not reached is a finding: this view may have been made for this reader only."""
    try:
        signed: Sequence[VerifierKey] = cosigners(note, asked.keys)
    except VerifyError as error:
        findings.append(error)
        return ()
    if len(signed) < asked.quorum:
        message = f"{len(signed)} of the witnesses asked for cosigned this checkpoint, {asked.quorum} are needed"
        findings.append(VerifyError("witness", message))
    return tuple(key.name for key in signed)


def _older(path: Path, key: VerifierKey, findings: list[VerifyError]) -> Checkpoint | None:
    try:
        return open_checkpoint(read_text(path, MAX_NOTE_BYTES, "older"), key)
    except VerifyError as error:
        findings.append(VerifyError("older", f"the older checkpoint cannot be used: {error.message}"))
        return None


def _receipt(path: Path, key: VerifierKey, findings: list[VerifyError]) -> tuple[Receipt, Checkpoint] | None:
    try:
        receipt = parse_receipt(read_text(path, MAX_RECEIPT_BYTES, "receipt"))
        return receipt, verify_receipt(receipt, key)
    except VerifyError as error:
        findings.append(VerifyError("receipt", f"the receipt does not hold: {error.message}", error.index))
        return None


def _compare_heads(held: Checkpoint, head: Checkpoint, reader: TileReader, found: Found) -> None:
    """The log must begin with every tree its key ever signed."""
    if held.size > head.size:
        found(
            VerifyError(
                "truncated",
                f"the log signed {held.size} entries once and now shows {head.size}: entries were taken away, "
                "or are not published yet (batches are delayed; check again after the next one)",
            )
        )
    elif (root := reader.roots.get(held.size)) is not None and root != held.root:
        found(VerifyError("split_view", f"another history was signed for the first {held.size} entries"))


def _find_leaf(receipt: Receipt, head: Checkpoint, reader: TileReader, found: Found) -> None:
    entry = reader.entries.get(receipt.index)
    if receipt.index < head.size and entry is not None and entry != receipt.commitment():
        found(VerifyError("omitted", "the log holds another entry where the receipt's was signed", receipt.index))
