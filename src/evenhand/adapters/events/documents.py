"""Files of campaign records: YAML or JSON documents, and JSONL with one record a line. Bad lines come back as rejects."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, ClassVar, Final

import yaml

from evenhand.campaigns.records import LISTS
from evenhand.kernel.errors import BadInputError, Place, Reject
from evenhand.service.campaigns import documents_of

MAX_BYTES: Final = 64 * 1024 * 1024
MAX_LINE: Final = 1 << 20


class _Loader(yaml.CSafeLoader if hasattr(yaml, "CSafeLoader") else yaml.SafeLoader):  # type: ignore[misc]  # chosen at run time
    """A safe loader. Days stay text, so that 30 February costs its record alone."""

    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {
        first: [pair for pair in pairs if pair[0] != "tag:yaml.org,2002:timestamp"]
        for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        """Refuse a key given twice: the first one would be lost without a word."""
        seen: set[str] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value in seen:
                raise yaml.YAMLError(f"line {key.start_mark.line + 1}: {key.value[:40]!r} is given twice")
            seen.add(str(key.value))
        return super().construct_mapping(node, deep)


def read_file(path: Path) -> tuple[list[tuple[int, str, object]], list[Reject]]:
    """(number or line, kind, document) of each record, and unreadable lines. Raises BadInputError for an unreadable file."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise BadInputError("larger than 64 MiB", hint="split it", place=Place(file=str(path)))
        if path.suffix.lower() in (".jsonl", ".ndjson"):
            return _lines(path)
        text = path.read_text(encoding="utf-8-sig")
        content, places = (json.loads(text), []) if path.suffix.lower() == ".json" else _yaml(text)
    except OSError as error:
        raise BadInputError(f"cannot be read: {error}", place=Place(file=str(path))) from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark is not None else getattr(error, "lineno", None)
        message = " ".join(str(error).split())[:200]
        raise BadInputError(f"not readable: {message}", place=Place(file=str(path), line=line)) from None
    documents = list(documents_of(content, path.name))
    if len(places) == len(documents):
        documents = [(line, kind, one) for line, (_, kind, one) in zip(places, documents, strict=True)]
    return documents, []


def _yaml(text: str) -> tuple[Any, list[int]]:
    """The content, and the line of each record in the order of `documents_of`."""
    # libyaml composes in C, past any compose_node of ours: aliases are looked for in its events.
    for event in yaml.parse(text, _Loader):
        if isinstance(event, yaml.AliasEvent):
            mark: Any = event.start_mark
            raise yaml.MarkedYAMLError(problem="aliases are not read, write it out", problem_mark=mark)
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        content = loader.construct_document(node) if node is not None else None
    finally:
        loader.dispose()
    if isinstance(node, yaml.MappingNode):
        lists = {key.value: value for key, value in node.value if isinstance(key, yaml.ScalarNode)}
        held = [lists.get(name) for name in LISTS.values()]
    else:
        held = [node]
    return content, [
        item.start_mark.line + 1 for one in held if isinstance(one, yaml.SequenceNode) for item in one.value
    ]


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
