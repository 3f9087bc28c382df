"""`evenhand-verify DIR --vkey KEY [--older CHECKPOINT] [--receipt FILE] [--witness KEY ...] [--quorum N] [--json]`.

Exit codes: 0 everything holds; 1 something does not (each finding is printed); 2 usage.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from evenhand_verify import __version__
from evenhand_verify.check import Report, Witnesses, check_directory
from evenhand_verify.errors import VerifyError
from evenhand_verify.notes import COSIGNATURE, ED25519, VerifierKey, parse_vkey


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="evenhand-verify",
        description="Check a published Evenhand log: every tile, the signed checkpoint, and what you hold from before.",
    )
    parser.add_argument("directory", type=Path, metavar="DIR", help="the published folder: checkpoint and tile/")
    parser.add_argument(
        "--vkey", required=True, help="the log's verifier key: name+id+base64 (from the operator, by another way)"
    )
    parser.add_argument(
        "--older", type=Path, metavar="CHECKPOINT", help="a checkpoint you kept: the log may only have grown since"
    )
    parser.add_argument(
        "--receipt", type=Path, metavar="FILE", help="a receipt you were given: the log must hold its event"
    )
    parser.add_argument(
        "--witness", action="append", default=[], metavar="KEY", help="a witness you trust: it must have cosigned"
    )
    parser.add_argument("--quorum", type=int, metavar="N", help="how many of the witnesses are enough (default: all)")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--version", action="version", version=f"evenhand-verify {__version__}")
    return parser


def main(words: list[str] | None = None) -> int:
    """Run one check; the exit code."""
    parser = _arguments()
    given = parser.parse_args(words)
    key = _key(parser, "--vkey", given.vkey)
    keys = tuple(_key(parser, "--witness", text, COSIGNATURE) for text in given.witness)
    quorum = len(keys) if given.quorum is None else given.quorum
    if not 0 <= quorum <= len(keys):
        parser.error(f"--quorum: {len(keys)} witnesses are named")
    if not given.directory.is_dir():
        parser.error(f"{given.directory} is no folder")
    report = check_directory(given.directory, key, given.older, given.receipt, Witnesses(keys, quorum))
    sys.stdout.write(_json(report) if given.json else _text(report))
    return 0 if report.ok else 1


def _key(parser: argparse.ArgumentParser, option: str, text: str, kind: int = ED25519) -> VerifierKey:
    try:
        return parse_vkey(text, kind)
    except VerifyError as error:
        parser.error(f"{option}: {error.message}")


def _json(report: Report) -> str:
    errors = [{"index": one.index, "kind": one.kind, "message": one.message} for one in report.findings]
    head = report.head
    document = {
        "ok": report.ok,
        "origin": head.origin if head else "",
        "size": head.size if head else 0,
        "root": head.root.hex() if head else "",
        "witnesses": list(report.witnesses),
        "errors": errors,
    }
    return json.dumps(document, ensure_ascii=True, indent=2) + "\n"


def _text(report: Report) -> str:
    lines = []
    if report.head:
        lines.append(f"log {report.head.origin}: {report.head.size} entries, root {report.head.root.hex()}")
    lines += [f"cosigned by {name}" for name in report.witnesses]
    for one in report.findings:
        where = f"entry {one.index}: " if one.index is not None else ""
        lines.append(f"FAILED {one.kind}: {where}{one.message}")
    lines.append("everything holds" if report.ok else f"{len(report.findings)} finding(s)")
    # What a file says is printed escaped: a log is someone else's text.
    return "\n".join(ascii(line)[1:-1] for line in lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
