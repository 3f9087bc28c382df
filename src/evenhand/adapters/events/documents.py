"""Files of campaign records: YAML or JSON documents, and JSONL with one record a line. Bad lines come back as rejects."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import yaml

from evenhand.kernel.errors import BadInputError, Place, Reject
from evenhand.service.campaigns import documents_of

MAX_BYTES: Final = 64 * 1024 * 1024
MAX_LINE: Final = 1 << 20


class _NoAliases(yaml.CSafeLoader if hasattr(yaml, "CSafeLoader") else yaml.SafeLoader):  # type: ignore[misc]  # chosen at run time
    """YAML without aliases: nested ones expand to gigabytes."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        """Refuse an alias where one would be followed."""
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError(f"line {self.peek_event().start_mark.line + 1}: aliases are not read, write it out")
        return super().compose_node(parent, index)


def read_file(path: Path) -> tuple[list[tuple[int, str, object]], list[Reject]]:
    """(number or line, kind, document) of each record, and unreadable lines. Raises BadInputError for an unreadable file."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise BadInputError("larger than 64 MiB", hint="split it", place=Place(file=str(path)))
        if path.suffix.lower() in (".jsonl", ".ndjson"):
            return _lines(path)
        text = path.read_text(encoding="utf-8-sig")
        content = json.loads(text) if path.suffix.lower() == ".json" else yaml.load(text, _NoAliases)  # noqa: S506 - a safe loader
    except OSError as error:
        raise BadInputError(f"cannot be read: {error}", place=Place(file=str(path))) from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark is not None else getattr(error, "lineno", None)
        message = " ".join(str(error).split())[:200]
        raise BadInputError(f"not readable: {message}", place=Place(file=str(path), line=line)) from None
    return list(documents_of(content, path.name)), []


def _lines(path: Path) -> tuple[list[tuple[int, str, object]], list[Reject]]:
    documents: list[tuple[int, str, object]] = []
    rejects: list[Reject] = []
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                document = json.loads(line) if len(line) <= MAX_LINE else None
            except (ValueError, RecursionError):
                document = None
            if isinstance(document, dict):
                documents.append((number, str(document.get("kind", "incident")), document))
            else:
                rejects.append(Reject(number, "", "one JSON object of at most 1 MiB", repr(line[:60])))
    return documents, rejects
