"""F1 of name matching on cases written by hand (`names/own_cases.csv`), by category: what people do to names everywhere.

    .venv/bin/python bench/names_own.py tune|report [--errors]

Names are invented, or the everyday names of institutions; labels are the author's. Cases are split by a hash of the first
name, so that a name's match and its counterfeits are on one side. Kinds other than `person` are read as organisations.
"""

from __future__ import annotations

import csv
import hashlib
import sys
from collections import defaultdict
from pathlib import Path

from evenhand.designations.matching.matcher import Matcher
from evenhand.designations.matching.score import THRESHOLD

CASES = Path(__file__).parent / "names" / "own_cases.csv"


def half_of(row: dict[str, str]) -> str:
    """The half of the cases that a row is in."""
    return "report" if hashlib.sha256(row["name_a"].encode()).digest()[0] & 1 else "tune"


def rows_of(half: str) -> list[dict[str, str]]:
    with CASES.open(encoding="utf-8", newline="") as stream:
        return [row for row in csv.DictReader(stream) if half_of(row) == half]


def f1(hit: int, missed: int, wrong: int) -> str:
    return f"{2 * hit / (2 * hit + missed + wrong):.3f}" if hit else "-"


def main() -> None:
    half = sys.argv[1]
    rows, matcher = rows_of(half), Matcher()
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for row in rows:
        score = matcher.compare(row["name_a"], row["name_b"], row["kind"]).score
        same, found = row["match"] == "1", score >= THRESHOLD
        for key in (row["category"], f"all {row['kind']}", "all"):
            counts[key][(0 if found else 1) if same else (2 if found else 3)] += 1
        if same != found and half == "tune" and "--errors" in sys.argv:
            print(row["category"], row["kind"], row["match"], score, row["name_a"], "|", row["name_b"])
    print("| category | pairs found, missed | negatives taken, left | F1 |\n|---|---|---|---|")
    for key in sorted(counts):
        hit, missed, wrong, left = counts[key]
        print(f"| {key} | {hit}, {missed} | {wrong}, {left} | {f1(hit, missed, wrong)} |")


if __name__ == "__main__":
    main()
