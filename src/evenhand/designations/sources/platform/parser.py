"""The operator's own list (YAML or JSON, INTERFACES.md): a local ban or a fictional group works like any other listing.

`[{name, kind: person|organisation, tier: none|1|2, from, author, reason, aliases: [{name, lang}]}]`; also `until` (a
revocation day), `key` (to rename without losing identity) and an alias's `strength`. `from` is the effective day.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import yaml

from evenhand.designations.model import Alias, DesignationFact, EntityKind, ListRecord, Strength
from evenhand.designations.sources.catalogue import Parsed
from evenhand.designations.sources.reading import clean, day
from evenhand.kernel.errors import BadInputError, Place, Reject
from evenhand.kernel.ids import derived_id
from evenhand.kernel.languages import script_of

_LINE: Final = "\x00line"  # a key no file can hold: YAML refuses NUL
_KINDS: Final = {"person": EntityKind.PERSON, "organisation": EntityKind.ORGANISATION}
_TIERS: Final = ("none", "1", "2")
_KNOWN: Final = frozenset({"name", "kind", "tier", "from", "until", "author", "reason", "aliases", "key", _LINE})
_MAX_ITEMS: Final = 100_000
_BASE: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_BASE):  # type: ignore[misc]  # the base is chosen at run time
    """Safe YAML that keeps each mapping's line."""

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        mapping = super().construct_mapping(node, deep=deep)
        mapping[_LINE] = node.start_mark.line + 1
        return mapping


def _mapping(loader: Any, node: Any) -> Any:
    return loader.construct_mapping(node, deep=True)


_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)


def parse(files: Mapping[str, bytes], *, recover: bool = False) -> Parsed:
    """Records by key. Raises BadInputError for what is no list; a bad item is a reject and the others go on."""
    del recover  # a bad item costs that item alone
    file, data = next(iter(files.items()))
    records: dict[str, ListRecord] = {}
    rejects: list[Reject] = []
    for number, item in enumerate(_items(file, data), start=1):
        line = item.get(_LINE, number) if isinstance(item, dict) else number
        found = _record(item, line)
        if isinstance(found, ListRecord) and found.key in records:
            found = Reject(line, "name", "a name that is not in the file yet", found.name[:80])
        if isinstance(found, Reject):
            rejects.append(found)
        else:
            records[found.key] = found
    ordered = tuple(records[key] for key in sorted(records))
    counts = {"entities": len(ordered), "aliases": sum(len(record.aliases) for record in ordered)}
    return Parsed(ordered, tuple(rejects), counts)


def _refuse_aliases(text: str) -> None:
    """A few aliases can unfold to gigabytes. libyaml composes in C, past any compose_node of ours, so its events are asked."""
    for event in yaml.parse(text, _BASE):
        if isinstance(event, yaml.AliasEvent):
            mark: Any = event.start_mark
            raise yaml.MarkedYAMLError(None, None, "anchors and aliases (& and *) are not read", mark)


def _items(file: str, data: bytes) -> list[Any]:
    try:
        text = data.decode("utf-8-sig")
        # JSON is nearly YAML, and YAML's marks give the line; a JSON file with tabs is read as JSON.
        _refuse_aliases(text)
        items = yaml.load(text, _Loader)  # noqa: S506 - derived from SafeLoader
    except (UnicodeDecodeError, yaml.YAMLError, ValueError, RecursionError) as problem:
        items = _as_json(data)
        if items is None:
            raise _unreadable(file, problem) from problem
    if not isinstance(items, list) or len(items) > _MAX_ITEMS:
        raise BadInputError(
            f"a list of at most {_MAX_ITEMS:,} items is expected",
            hint="write `- name: …` with kind, tier, from, author, reason for each (docs/lists.md)",
            place=Place(file=file, line=1),
        )
    return items


def _as_json(data: bytes) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None


def _unreadable(file: str, problem: Exception) -> BadInputError:
    mark = getattr(problem, "problem_mark", None)
    said = getattr(problem, "problem", None) or str(problem)[:120]
    place = Place(file=file, line=mark.line + 1, column=mark.column + 1) if mark else Place(file=file)
    return BadInputError(f"not YAML or JSON: {said}", hint="docs/lists.md shows an example", place=place)


def _record(item: Any, line: int) -> ListRecord | Reject:
    problem = _problem(item, line)
    if problem is not None:
        return problem
    name = clean(item["name"])
    aliases = _aliases(item.get("aliases") or [], line)
    if isinstance(aliases, Reject):
        return aliases
    reason, author = clean(str(item["reason"])), clean(str(item["author"]))
    fact = DesignationFact(
        authority="platform",
        programme="platform",
        effective=_as_day(item["from"]),
        revoked=_as_day(item["until"]) if item.get("until") is not None else None,
        reference=clean(str(item.get("key", ""))),
        source=f"platform list, {author}: {reason}",
        tier_hint=str(item["tier"]),
    )
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") if name.isascii() else ""
    key = clean(str(item["key"])) if item.get("key") else slug or derived_id("p", name)
    return ListRecord(key, name, _KINDS[item["kind"]], aliases, (fact,))


def _as_day(value: Any) -> date | None:
    if isinstance(value, date):
        return day(value.isoformat())
    return day(value) if isinstance(value, str) else None


def _problem(item: Any, line: int) -> Reject | None:
    if not isinstance(item, dict):
        return Reject(line, "", "an object with name, kind, tier, from, author, reason", str(item)[:80])
    if unknown := [str(key) for key in item if key not in _KNOWN]:
        return Reject(line, unknown[0][:40], "only " + ", ".join(sorted(_KNOWN - {_LINE})), unknown[0][:40])
    checks = (
        ("name", isinstance(item.get("name"), str) and bool(clean(item["name"])), "a name"),
        ("kind", isinstance(item.get("kind"), str) and item["kind"] in _KINDS, "person or organisation"),
        ("tier", str(item.get("tier")) in _TIERS, "none, 1 or 2"),
        ("from", _as_day(item.get("from")) is not None, "a day, YYYY-MM-DD"),
        ("until", item.get("until") is None or _as_day(item["until"]) is not None, "a day, YYYY-MM-DD, or nothing"),
        ("author", bool(item.get("author")), "who put it on the list"),
        ("reason", bool(item.get("reason")), "why it is on the list"),
        ("aliases", isinstance(item.get("aliases") or [], list), "a list of {name, lang}"),
    )
    for field, good, expected in checks:
        if not good:
            return Reject(line, field, expected, str(item.get(field, ""))[:80])
    return None


def _aliases(raw: list[Any], line: int) -> tuple[Alias, ...] | Reject:
    aliases: list[Alias] = []
    for entry in raw:
        name = entry.get("name") if isinstance(entry, dict) else entry
        strength = entry.get("strength", "strong") if isinstance(entry, dict) else "strong"
        if not isinstance(name, str) or not clean(name):
            return Reject(line, "aliases", "{name, lang}", str(entry)[:80])
        if not isinstance(strength, str) or strength not in {item.value for item in Strength}:
            return Reject(line, "aliases.strength", "strong, weak or low_quality", str(strength)[:40])
        lang = str(entry.get("lang") or "") if isinstance(entry, dict) else ""
        aliases.append(Alias(clean(name), lang, script_of(name), Strength(strength), "platform"))
    return tuple(aliases)
