"""Recall, precision and calibration of name matching per group of script, on pairs that `name_pairs.py` built.

    .venv/bin/python bench/name_quality.py PAIRS.csv tune|report [--errors OUT.csv] [--bands]

Latin pairs are told in two parts, by Jaro and Winkler's likeness, which the matcher does not use: in *spellings* at least half
of the words of the shorter name (legal forms, titles and particles apart) are like a word of the other (.85); the rest are
*other names*, which no comparison of letters finds (a nom de guerre, a translation, an acronym).

Intervals are Wilson's at 95 %. Precision is given as counted beside the hard negatives (about three a pair), and 1:1, where
every second pair is one. Per group, and for every group together, there is a row for all lists and one for all facts
(`names/facts/`, what came from a page and what from general knowledge together); these say "not measured" where there are under
300 pairs.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import numpy as np
from rapidfuzz.distance import JaroWinkler

from evenhand.designations.matching.lexicon import lexicon
from evenhand.designations.matching.matcher import Matcher
from evenhand.designations.matching.plain import folded
from evenhand.designations.matching.score import THRESHOLD
from evenhand.stats.intervals import wilson

ENOUGH = 300
LIKE = 0.85
BANDS = (0, 100, 300, 500, 700, 900, 1001)


def scored(path: Path, half: str) -> tuple[list[dict[str, str]], np.ndarray]:
    """The rows of a half, with their scores."""
    rows = [row for row in csv.DictReader(path.open(encoding="utf-8")) if row["half"] == half]
    scores = np.zeros(len(rows), np.int64)
    matcher = Matcher()
    for kind in ("person", "organisation"):
        places = [place for place, row in enumerate(rows) if row["kind"] == kind]
        scores[places] = matcher.scores([rows[p]["name_a"] for p in places], [rows[p]["name_b"] for p in places], kind)
    return rows, scores


def share(part: int, whole: int) -> str:
    if not whole:
        return "-"
    sure = wilson(part, whole)
    return f"{part / whole:.3f} ({sure.low:.3f} to {sure.high:.3f})"


def total(source: str) -> str:
    """The row that a source is counted in beside its own; composed names are in none."""
    return "" if source == "wikidata" else "all facts" if source.startswith("facts") else "all lists"


def spelling(row: dict[str, str]) -> bool:
    """Whether half of the words of the shorter name are like words of the other."""
    one, two = sorted((_words(row["name_a"], row["kind"]), _words(row["name_b"], row["kind"])), key=len)
    near = sum(any(JaroWinkler.similarity(word, other) >= LIKE for other in two) for word in one)
    return 2 * near >= len(one)


def _words(name: str, kind: str) -> list[str]:
    table = lexicon()
    empty = table.joining if kind == "person" else table.legal | table.empty
    return [word for word in folded(name).split() if word not in empty] or folded(name).split()


def parted(rows: list[dict[str, str]]) -> list[str]:
    """The group of each row, Latin ones in two parts; negatives go with their pair."""
    found, last = [], ""
    for row in rows:
        if row["label"] == "same":
            last = "spellings" if row["group"] == "Latin" and spelling(row) else "other names"
        found.append(f"Latin, {last}" if row["group"] == "Latin" else row["group"])
    return found


def table(rows: list[dict[str, str]], scores: np.ndarray, bands: bool) -> None:
    found: dict[tuple[str, ...], dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for row, score, part in zip(rows, scores, parted(rows), strict=True):
        whole = total(row["source"])
        for group, source in ((part, row["source"]), (part, whole), ("every group", whole)):
            if source:
                found[row["kind"], group, source][row["label"]].append(int(score))
    print("| kind | group | source | pairs | hard | recall | precision | precision 1:1 | other given name found |")
    print("|---|---|---|---|---|---|---|---|---|")
    for key in sorted(found):
        same, hard, swap = (np.array(found[key][label]) for label in ("same", "hard", "swap"))
        hit, false = int((same >= THRESHOLD).sum()), int((hard >= THRESHOLD).sum())
        rate = false / len(hard) if len(hard) else 0.0
        even = hit / len(same) / (hit / len(same) + rate) if hit else 0.0
        wrong = f"{int((swap >= THRESHOLD).sum())}/{len(swap)}"
        told = f"{share(hit, len(same))} | {share(hit, hit + false)} | {even:.3f} | {wrong}"
        if key[-1].startswith("all ") and len(same) < ENOUGH:
            told = "not measured | not measured | - | -"
        print(f"| {' | '.join(key)} | {len(same)} | {len(hard)} | {told} |")
        if bands:
            for low, high in pairwise(BANDS):
                counts = [int(((values >= low) & (values < high)).sum()) for values in (same, hard)]
                print(f"    {low} to {high - 1}: {counts[0]} pairs, {counts[1]} hard")


def errors(rows: list[dict[str, str]], scores: np.ndarray, out: Path) -> None:
    with out.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        for row, score in zip(rows, scores, strict=True):
            if (score >= THRESHOLD) != (row["label"] == "same"):
                what = [row[name] for name in ("kind", "group", "source", "label")]
                writer.writerow([*what, int(score), row["name_a"], row["name_b"]])


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("pairs", type=Path)
    parser.add_argument("half", choices=("tune", "report"))
    parser.add_argument("--errors", type=Path)
    parser.add_argument("--bands", action="store_true")
    asked = parser.parse_args()
    rows, scores = scored(asked.pairs, asked.half)
    table(rows, scores, asked.bands)
    if asked.errors and asked.half == "tune":
        errors(rows, scores, asked.errors)
    elif asked.errors:
        sys.exit("errors of the reporting half are not looked at")


if __name__ == "__main__":
    main()
