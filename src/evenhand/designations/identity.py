"""The curated identity file: which listings of several lists are one organisation, and the names people write it with.

A person's judgement as data (`identity.yml`, and `aliases/` with a file for each language): each name has a language, a
strength, a reference and whether a reader of that language reviewed it. What is not there keeps its own entity, named
after its list.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib import resources
from typing import Any, Final

import yaml

from evenhand.designations.model import Alias, EntityKind, Strength
from evenhand.kernel.canonical import digest, digest_of
from evenhand.kernel.errors import BadInputError, Place
from evenhand.kernel.languages import script_of

_LISTS: Final = {"fto": ("us-state-fto",), "ofac": ("us-ofac-sdn",), "un": ("un-sc", "un-entities")}
_PREFIX: Final = {
    "us-ofac-sdn": "ofac",
    "un-sc": "un",
    "un-entities": "un",
    "us-state-fto": "org",
    "gb-proscribed": "org",  # these bundled tables use the keys of the identity file
    "ca-listed": "org",
    "us-state-sponsors": "state",
    "us-ofac-nonsdn": "ofac",  # OFAC numbers its lists together
    "platform": "platform",
}
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class KnownEntity:
    """One organisation of the file. `joins` are `source/key` of its listings."""

    entity_id: str
    name: str
    kind: EntityKind
    joins: tuple[str, ...]
    aliases: tuple[Alias, ...]


@dataclass(frozen=True, slots=True)
class Identity:
    """The file as read: entities by id, listings to entity ids, the file's digest; and what people decided on top.

    `merged` gives the final id of an entity that was joined to another; `apart` are pairs that were found different.
    """

    entities: Mapping[str, KnownEntity]
    joins: Mapping[str, str]
    digest: str
    merged: Mapping[str, str] = field(default_factory=dict)
    apart: frozenset[tuple[str, str]] = frozenset()

    def entity_of(self, source: str, key: str) -> str:
        """The entity of a listing: the curated one, else its own (`un:QDe.004`, `ofac:36`), as decided since."""
        own, known = self.own_id(source, key), self.curated(source, key)
        if known and (min(own, known), max(own, known)) not in self.apart:
            own = known
        return self.merged.get(own, own)

    def own_id(self, source: str, key: str) -> str:
        """The id a listing has by itself. Listings of one publisher that share a number share it."""
        source, key = _at_home(source, key)
        return f"{_PREFIX.get(source, source)}:{key}"

    def curated(self, source: str, key: str) -> str:
        """The entity the identity file joins a listing to; empty when it does not."""
        source, key = _at_home(source, key)
        return self.joins.get(f"{source}/{key}", "")


def _at_home(source: str, key: str) -> tuple[str, str]:
    """The same listing in the main one of its publisher's files."""
    if source == "us-ofac-nonsdn" or (source == "us-csl" and key.startswith("ofac/")):
        return "us-ofac-sdn", key.removeprefix("ofac/")
    return source, key


@lru_cache(maxsize=1)
def bundled_identity() -> Identity:
    """The identity file that ships with the package, with the names of each language."""
    folder = resources.files("evenhand.designations")
    names = {entry.name: entry.read_bytes() for entry in folder.joinpath("aliases").iterdir()}
    known = read_identity(folder.joinpath("identity.yml").read_bytes(), names=names)
    # Places say which weak names count: they belong to what decisions name by this digest.
    return replace(known, digest=digest_of([known.digest, digest(folder.joinpath("places.yml").read_bytes())]))


def read_identity(data: bytes, file: str = "identity.yml", names: Mapping[str, bytes] | None = None) -> Identity:
    """An identity file and the files of names by language. Raises BadInputError for what is double, unknown or off."""
    raw = yaml.load(data, _LOADER)  # noqa: S506 - CSafeLoader is safe; this is our own file
    of_language = _names_by_entity(names or {})
    entities: dict[str, KnownEntity] = {}
    joins: dict[str, str] = {}
    for item in raw["entities"]:
        groups = [*item.get("aliases", ()), *of_language.pop(str(item.get("id")), ())]
        known = _entity({**item, "aliases": groups}, raw["references"], file)
        if known.entity_id in entities:
            raise BadInputError(f"{known.entity_id} is there twice", place=Place(file=file, field=known.entity_id))
        entities[known.entity_id] = known
        for listing in known.joins:
            if listing in joins:
                raise BadInputError(f"{listing} is joined twice", place=Place(file=file, field=known.entity_id))
            joins[listing] = known.entity_id
    if of_language:
        raise BadInputError(f"names of {min(of_language)}, which {file} does not know", place=Place(file=file))
    return Identity(
        entities, joins, digest(b"\0".join([data, *(content for _, content in sorted((names or {}).items()))]))
    )


def _names_by_entity(names: Mapping[str, bytes]) -> dict[str, list[dict[str, Any]]]:
    """The groups of every language file by entity, each group with its language."""
    found: dict[str, list[dict[str, Any]]] = {}
    for file, data in sorted(names.items()):
        raw = yaml.load(data, _LOADER)  # noqa: S506 - as above
        if file != f"{raw['lang']}.yml":
            raise BadInputError(f"holds names in {raw['lang']!r}", place=Place(file=file))
        for entity_id, groups in raw["names"].items():
            found.setdefault(entity_id, []).extend({**group, "lang": raw["lang"]} for group in groups)
    return found


def _entity(item: dict[str, Any], references: Mapping[str, str], file: str) -> KnownEntity:
    try:
        joins = [
            f"{source}/{key}"
            for short, keys in item.get("lists", {}).items()
            for key in (keys if isinstance(keys, list) else [keys])
            for source in _LISTS[short]
        ]
        aliases = [alias for group in item.get("aliases", ()) for alias in _aliases(group, references)]
        kind = EntityKind(item.get("kind", "organisation"))
        return KnownEntity(item["id"], item["name"], kind, tuple(joins), tuple(aliases))
    except (KeyError, ValueError, TypeError, AttributeError) as problem:
        raise BadInputError(
            f"cannot read {item.get('id', item)!r}: {problem}", hint="see the head of the file", place=Place(file=file)
        ) from problem


def _aliases(group: dict[str, Any], references: Mapping[str, str]) -> list[Alias]:
    lang, reviewed = group.get("lang", ""), bool(group.get("reviewed", False))
    source = "curated: " + references[group["ref"]]
    return [
        Alias(str(name), lang, script_of(str(name)), strength, source, reviewed)
        for strength in (Strength.STRONG, Strength.WEAK)
        for name in group.get(strength.value, ())
    ]
