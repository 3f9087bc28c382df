"""Cases beside a platform's public ledger: each receipt is checked against the published log, then opened and compared."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from evenhand.kernel.errors import BadInputError, Place, Reject
from evenhand.monitor.matching import Rules, Shelf
from evenhand.monitor.model import Case
from evenhand.monitor.openings import published_opening
from evenhand.service.monitoring.comparing import CompareReport, report_on
from evenhand_verify.check import check_directory, read_text
from evenhand_verify.errors import VerifyError
from evenhand_verify.notes import parse_vkey
from evenhand_verify.openings import MAX_RECEIPT_BYTES, parse_receipt


def compare_with_log(cases: Sequence[Case], log: Path, vkey: str, receipts: Path) -> CompareReport:
    """Compare cases with what receipts open of a published log (`ledger publish DIR`).

    A receipt that the log does not hold is a reject that says so: a platform that gave it out and left it out of its
    log contradicts itself. Nobody else's statements can be seen, so an absent one is never called missing.
    Raises BadInputError for an unusable key, folder or log.
    """
    try:
        key = parse_vkey(vkey)
    except VerifyError as error:
        raise BadInputError(
            f"not a verifier key: {error}", hint="--vkey is what `evenhand ledger status` prints"
        ) from None
    if not receipts.is_dir():
        raise BadInputError("no such folder", hint="a folder of receipt files (*.json)", place=Place(str(receipts)))
    whole = check_directory(log, key)
    if whole.findings:
        raise BadInputError(
            f"the published log does not hold: {whole.findings[0]}", hint="keep a copy of it", place=Place(str(log))
        )
    shelf = Shelf.of(cases, Rules())
    rejects: list[Reject] = []
    for line, path in enumerate(sorted(receipts.glob("*.json")), 1):
        try:
            receipt = parse_receipt(read_text(path, MAX_RECEIPT_BYTES, "receipt"))
        except VerifyError as error:
            rejects.append(Reject(line, path.name, "a receipt", str(error)[:120]))
            continue
        found = check_directory(log, key, receipt=path).findings
        if found:
            hint = "the platform gave out a receipt for what its log does not hold"
            rejects.append(Reject(line, path.name, "an entry of the published log", str(found[0])[:120], hint))
            continue
        opened = published_opening(line, receipt.event)
        if isinstance(opened, Reject):
            rejects.append(opened)
        else:
            shelf.put(opened)
    shelf.coverage.clear()  # receipts show single entries, so what is not among them is not thereby missing
    return report_on(cases, shelf, rejects)
