"""Variants and counterfeits of published Latin names, of the tuning half: what mistakes and chance do to names, for fitting.

    .venv/bin/python bench/name_variants.py PAIRS.csv OUT.csv

Of every name of the tuning half of `name_pairs.py`'s pairs (Latin, OFAC and UN) one variant that is the same name (a letter
left out, doubled, changed or two changed places; words in another order; a legal form in another form or none; a light word
left out; a first name as its letter) and two that are not: one word of it is another name's word, for one of them the most
alike of many. The hand-written cases' tuning half (`names_own.py`) is added. Rows are as `name_pairs.py` writes them.
"""

from __future__ import annotations

import csv
import random
import sys
from collections.abc import Iterator
from pathlib import Path

from name_pairs import COLUMNS
from names_own import rows_of
from rapidfuzz.distance import JaroWinkler

from evenhand.designations.matching.lexicon import lexicon, meaning_of
from evenhand.designations.matching.plain import folded

LETTERS = "abcdefghijklmnopqrstuvwxyz"
FORMS = ("Ltd", "Limited", "LLC", "Inc", "Co., Ltd.", "S.A.", "GmbH", "JSC", "Company", "")
ALIKE_AMONG = 300
NUMBERED, ALONE = 0.15, 0.15


def mistyped(word: str, rng: random.Random) -> str:
    """A word with one mistake, not in its first letter."""
    at = rng.randrange(1, len(word))
    kind = rng.randrange(4)
    if kind == 0:
        return word[:at] + word[at + 1 :]
    if kind == 1:
        return word[:at] + word[at] + word[at:]
    if kind == 2 and at + 1 < len(word):
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word[:at] + rng.choice(LETTERS) + word[at + 1 :]


def same(words: list[str], person: bool, rng: random.Random) -> list[str]:
    """The words of one and the same name otherwise."""
    long = [place for place, word in enumerate(words) if len(word) > 5]
    way = rng.randrange(6)
    if way < 3 and long:
        at = rng.choice(long)
        return [*words[:at], mistyped(words[at], rng), *words[at + 1 :]]
    if way == 3 and len(words) > 1:
        return [*words[1:], words[0]]
    if person:
        if way == 4 and len(words) > 2:
            return [*words[:1], *words[2:]]
        return [words[0][0], *words[1:]] if len(words) > 1 and len(words[-1]) > 5 else words
    bare = [word for word in words if word not in lexicon().legal] or words
    return [*bare, *rng.choice(FORMS).split()]


def counterfeit(words: list[str], pool: list[str], alike: bool, rng: random.Random) -> list[str]:
    """The words with one that is another's; empty when none can be found."""
    heavy = [place for place, word in enumerate(words) if len(word) > 2 and word not in lexicon().legal]
    if not heavy:
        return []
    at = rng.choice(heavy)
    known = meaning_of(lexicon(), words[at])
    others = [word for word in rng.sample(pool, ALIKE_AMONG) if abs(len(word) - len(words[at])) < 4]
    others = [
        word
        for word in others
        if JaroWinkler.similarity(word, words[at]) < 0.88 and (known < 0 or meaning_of(lexicon(), word) != known)
    ]
    if not others:
        return []
    put = max(others, key=lambda word: JaroWinkler.similarity(word, words[at])) if alike else others[0]
    return [*words[:at], put, *words[at + 1 :]]


def made(names: dict[tuple[str, str], str], rng: random.Random) -> Iterator[tuple[str, str, str, str, str]]:
    pools = {
        kind: [word for (name, k) in names if k == kind for word in name.split() if len(word) > 2]
        for kind in ("person", "organisation")
    }
    for (name, kind), entity in names.items():
        words = name.split()
        if not 2 <= len(words) <= 7:
            continue
        yield kind, entity, name, " ".join(same(words, kind == "person", rng)), "same"
        if kind == "organisation" and rng.random() < NUMBERED:
            number, other = rng.sample(range(2, 40), 2)
            yield kind, entity, f"{name} {number}", f"{name} No. {number}", "same"
            yield kind, entity, f"{name} {number}", rng.choice((f"{name} {other}", name)), "hard"
        if kind == "person" and rng.random() < ALONE:
            yield kind, entity, name, rng.choice(words), "hard"
        for alike in (True, False):
            other = counterfeit(words, pools[kind], alike, rng)
            if other:
                yield kind, entity, name, " ".join(other), "hard"


def main() -> None:
    names: dict[tuple[str, str], str] = {}
    for row in csv.DictReader(Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()):
        if (
            row["half"] == "tune"
            and row["group"] == "Latin"
            and row["source"] in {"ofac", "un"}
            and row["label"] == "same"
        ):
            last, _, first = row["name_a"].partition(",")
            text = f"{first} {last}" if row["kind"] == "person" else row["name_a"]
            names[folded(text), row["kind"]] = row["entity"]
    with Path(sys.argv[2]).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(COLUMNS)
        for kind, entity, a, b, label in made(names, random.Random(11)):
            writer.writerow(["variants", "Latin variants", kind, "tune", entity, a, b, label])
        for row in rows_of("tune"):
            kind, label = (
                "person" if row["kind"] == "person" else "organisation",
                "same" if row["match"] == "1" else "hard",
            )
            writer.writerow(["own", "Latin own", kind, "tune", row["name_a"], row["name_a"], row["name_b"], label])


if __name__ == "__main__":
    main()
