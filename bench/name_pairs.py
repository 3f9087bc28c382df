"""Pairs of names for measuring the matcher, built from published lists: who is one person or body is what a list's row says.

    .venv/bin/python bench/name_pairs.py OUT.csv [WORDS.csv]

From EVENHAND_DATA: the UN lists (name and original script of one entry), Canada's SEMA list (name and the aliases in other
scripts), OpenSanctions' entities, OFAC's alias names. From `names/facts/`: names of public office holders and public bodies in
two scripts (its README says from where; what came from general knowledge is the source `facts-known`). WORDS.csv (`item,word`;
see `name_words.py`) adds names composed of words that Wikidata says are one name. Each pair stands beside up to three *hard*
negatives: names in the script of the second of other entries that share a word with it, the most alike first; and one where
another's first word stands for its own. Entities are split by a hash into a tuning and a reporting half. What is made of the
pairs is `name_quality.py`'s.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
import random
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from rapidfuzz import fuzz, process

from evenhand.designations.matching.lexicon import Lexicon, lexicon
from evenhand.designations.matching.plain import folded
from evenhand.kernel.languages import script_of

HARD = 3
COLUMNS = ("source", "group", "kind", "half", "entity", "name_a", "name_b", "label")
_URDU = frozenset("ٹڈڑںےہھۃ")
_PERSIAN = frozenset("پچژگکی")
_GROUPS = {"Cyrl": "Cyrillic", "Hebr": "Hebrew", "Latn": "Latin"}
_LANGUAGES = {"ar": "Arabic", "fa": "Persian", "ur": "Urdu"}
FACTS = Path(__file__).parent / "names" / "facts"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two names of one entity."""

    source: str
    group: str
    kind: str
    entity: str
    a: str
    b: str

    @property
    def family(self) -> str:
        """The source, or what it is a part of: names of one family are negatives of each other."""
        return self.source.partition("-")[0]

    @property
    def half(self) -> str:
        """The half of the data that the entity is in."""
        return "report" if hashlib.sha256(f"{self.family}:{self.entity}".encode()).digest()[0] & 1 else "tune"


def group_of(name: str, country: str = "") -> str:
    """The group of a name: by its script, Arabic script also by the letters of Persian and Urdu, and the country."""
    script = script_of(name)
    if script == "Arab":
        letters = frozenset(name)
        if letters & _URDU:
            return "Urdu"
        return "Persian" if letters & _PERSIAN or "Iran" in country else "Arabic"
    return _GROUPS.get(script, "")


def un(root: Path) -> Iterator[Pair]:
    """The UN lists: the row says that both are its name."""
    for version in sorted(root.glob("lists/un-sc/*/consolidated.xml")):
        try:
            tree = ElementTree.parse(version)
        except ElementTree.ParseError:
            continue  # one version is kept because it is damaged
        for tag, kind in (("INDIVIDUAL", "person"), ("ENTITY", "organisation")):
            for item in tree.iter(tag):
                parts = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
                main = " ".join(" ".join((item.findtext(part) or "").split()) for part in parts).strip()
                country = " ".join(node.text or "" for node in item.iterfind("NATIONALITY/VALUE"))
                original = " ".join((item.findtext("NAME_ORIGINAL_SCRIPT") or "").split())
                number = item.findtext("DATAID") or ""
                if original and group_of(original) not in {"", "Latin"}:
                    yield Pair("un", group_of(original, country), kind, number, main, original)
                for alias in item.iterfind(f"{tag}_ALIAS"):
                    name = " ".join((alias.findtext("ALIAS_NAME") or "").split())
                    if (alias.findtext("QUALITY") or "") in {"Good", "a.k.a."} and group_of(name) == "Latin":
                        yield Pair("un", "Latin", kind, number, main, name.partition(" (")[0])


_LABEL = re.compile(r"\b(?:Belarus\w+|Russian|Ukrainian|Arabic|Persian|Farsi)\s*:", re.IGNORECASE)


def sema(root: Path) -> Iterator[Pair]:
    """Canada's list: the name and the aliases in other scripts. Bodies only where the row has one alias and no more."""
    for number, item in enumerate(ElementTree.parse(root / "lists/ca-sema/2025/sema-lmes.xml").iter("record")):
        text = {
            name: " ".join((item.findtext(name) or "").split()) for name in ("GivenName", "LastName", "EntityOrShip")
        }
        person = bool(text["GivenName"])
        main = f"{text['GivenName']} {text['LastName']}" if person else text["EntityOrShip"].partition("/")[0]
        aliases = _LABEL.sub(";", item.findtext("Aliases") or "")
        parts = re.split(
            r"[;,/\n(]" if person else r"[;/]| or |, ", " ".join(aliases.split("\n")) if not person else aliases
        )
        if not person and len([part for part in parts if part.strip()]) != 1:
            continue
        for part in parts:
            name = " ".join(part.split()).strip(" .\"'’“”")
            group = group_of(name, item.findtext("Country") or "")
            whole = all(script_of(word) == script_of(name) for word in name.split() if word.isalpha())
            if group not in {"", "Latin"} and whole and (not person or " " in name):
                yield Pair("sema", group, "person" if person else "organisation", str(number), main, name)


def ftm(root: Path) -> Iterator[Pair]:
    """OpenSanctions' entities, persons: names in two scripts that have as many words, one up or down."""
    for line in (root / "lists/opensanctions-ftm/entities.ftm.json").read_text(encoding="utf-8").splitlines():
        item = json.loads(line)
        if item["schema"] != "Person":
            continue
        names: list[str] = []
        for field in ("name", "alias"):
            held = item["properties"].get(field, [])
            names += held if isinstance(held, list) else [held]
        latin = [name for name in names if group_of(name) == "Latin" and len(_core(name)) > 1]
        others = [name for name in names if group_of(name) not in {"", "Latin"} and not re.search("[A-Za-z]", name)]
        for other in others:
            count = len(_core(other))
            like = [name for name in latin if abs(len(_core(name)) - count) == 0]
            if like and count > 1:
                yield Pair("ftm", group_of(other), "person", item["id"], like[0], other)


_PARTICLES = frozenset(
    ("bin", "ibn", "ben", "bint", "al", "el", "آل", "بن", "ابن", "بنت", "ибн", "бин", "аль", "of", "בן", "אל")
)


def _core(name: str) -> list[str]:
    return [word for word in folded(name).split() if word not in _PARTICLES]


def ofac(root: Path) -> Iterator[Pair]:
    """OFAC's names and alias names, which are often other names."""
    folder = root / "lists/us-ofac-sdn/2022-01-31"
    kinds = {"individual": "person", "-0-": "organisation"}
    main = {}
    for row in csv.reader((folder / "sdn.csv").read_text(encoding="utf-8", errors="replace").splitlines()):
        if len(row) > 2 and row[2].strip() in kinds:
            main[row[0]] = (row[1], kinds[row[2].strip()])
    for row in csv.reader((folder / "alt.csv").read_text(encoding="utf-8", errors="replace").splitlines()):
        if len(row) > 3 and row[0] in main and row[2].strip() == "aka":
            name, kind = main[row[0]]
            yield Pair("ofac", "Latin", kind, row[0], name, row[3])


def facts(folder: Path = FACTS) -> Iterator[Pair]:
    """Transcribed names of public persons and bodies; the files are split by the hash of the name on the left."""
    for path in sorted(folder.glob("*.csv")):
        what, _, half = path.stem.rpartition("-")
        source = "facts-known" if what.endswith("-known") else "facts"
        for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines()):
            group = _LANGUAGES.get(row["lang"]) or _GROUPS[row["script"]]
            pair = Pair(source, group, row["kind"], row["left"], row["left"], row["right"])
            if pair.half != half:
                raise ValueError(f"{path.name}: {row['left']!r} belongs to the half {pair.half}")
            yield pair


def composed(words: Path) -> Iterator[Pair]:
    """Names of two words, each of which Wikidata gives as one name in two scripts; the words of a name are of one half."""
    forms: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in csv.DictReader(words.read_text(encoding="utf-8").splitlines()):
        if len(row["word"]) >= (4 if row["group"] == "Latin" else 3):  # shorter ones are labels of many items by chance
            forms[row["item"]][row["group"]].append(row["word"])
    for group in ("Persian", "Hebrew", "Urdu", "Cyrillic", "Arabic"):
        rng = random.Random(group)
        ready: dict[str, list[str]] = defaultdict(list)
        for item in sorted(forms):
            if forms[item]["Latin"] and forms[item][group]:
                ready[Pair("wikidata", group, "person", item, "", "").half].append(item)
        for half in sorted(ready):
            items = ready[half]
            for number, item in enumerate(items):
                other = items[rng.randrange(len(items))]
                if other == item:
                    continue
                latin = f"{rng.choice(forms[item]['Latin'])} {rng.choice(forms[other]['Latin'])}"
                own = f"{rng.choice(forms[item][group])} {rng.choice(forms[other][group])}"
                yield Pair("wikidata", group, "person", item if number < 2_000 else other, latin, own)


def hard(pairs: list[Pair]) -> Iterator[tuple[Pair, str, str]]:
    """Every pair, with label, and its hard negatives."""
    pools: dict[tuple[str, ...], list[Pair]] = defaultdict(list)
    for pair in pairs:
        pools[pair.family, pair.group, pair.kind, pair.half].append(pair)
    for pool in pools.values():
        rng = random.Random(7)
        words: dict[str, list[int]] = defaultdict(list)
        texts = [folded(pair.b) for pair in pool]
        for place, text in enumerate(texts):
            for word in set(text.split()):
                words[word].append(place)
        mine: dict[str, set[str]] = defaultdict(set)
        keys = [_keys(pair.a, pair.kind) | _keys(pair.b, pair.kind) for pair in pool]
        for place, pair in enumerate(pool):
            mine[pair.entity].update(keys[place])
        for place, pair in enumerate(pool):
            yield pair, pair.b, "same"
            near = {other for word in texts[place].split() for other in words[word] if len(words[word]) < 400}
            known = mine[pair.entity]
            near = {other for other in near if pool[other].entity != pair.entity and not known & keys[other]}
            order = sorted(near)
            best = process.extract(
                texts[place], [texts[other] for other in order], scorer=fuzz.token_sort_ratio, limit=HARD
            )
            for _, _, at in best:
                yield pair, pool[order[at]].b, "hard"
            swapped = _swapped(pair.b, pool[rng.randrange(len(pool))].b)
            if pair.kind == "person" and swapped:
                yield pair, swapped, "swap"


def _keys(name: str, kind: str) -> set[str]:
    """What two entries may not have in common to be two: of persons the name, of bodies every name that the text holds.

    A body's names are the text, what stands in brackets or after `also known as`, and the parts at commas, without legal
    forms and blanks. Two entries with one of them to the letter are one body listed twice, no negative.
    """
    if kind == "person":
        return {" ".join(sorted(folded(name).split()))}
    table = lexicon()
    texts = [name, re.sub(r"\([^)]*\)", " ", name), *re.split(r"[(),;/]|also known as| and (?=JSC|Joint)", name)]
    found = {"".join(word for word in folded(text).split() if not _formal(table, word)) for text in texts}
    return {key for key in found if len(key) > _SHORTEST_KEY}


_SHORTEST_KEY = 5
_FORMAL = frozenset(["общество", "общества", "company"])


def _formal(table: Lexicon, word: str) -> bool:
    return word in table.legal or word in table.empty or word in _FORMAL


def _swapped(name: str, other: str) -> str:
    """The name with another's first word; empty where the two words may be one name in two spellings."""
    own, theirs = _first_last(name), _first_last(other)
    if len(own) < 2 or fuzz.ratio(folded(own[0]), folded(theirs[0])) >= 70:
        return ""
    return " ".join([theirs[0], *own[1:]])


def _first_last(name: str) -> list[str]:
    last, comma, first = name.partition(",")
    words = (f"{first} {last}" if comma and first.strip() else name).split()
    while len(words) > 2 and folded(words[0]) in _PARTICLES:
        words = words[1:]
    return words


def main() -> None:
    root = Path(os.environ["EVENHAND_DATA"])
    found = dict.fromkeys(pair for source in (un, sema, ftm, ofac) for pair in source(root) if pair.a and pair.b)
    pairs = [pair for pair in found if folded(pair.a) != folded(pair.b)]
    pairs += list(facts())
    if len(sys.argv) > 2:
        pairs += list(composed(Path(sys.argv[2])))
    with Path(sys.argv[1]).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(COLUMNS)
        for pair, other, label in hard(pairs):
            writer.writerow([pair.source, pair.group, pair.kind, pair.half, pair.entity, pair.a, other, label])


if __name__ == "__main__":
    main()
