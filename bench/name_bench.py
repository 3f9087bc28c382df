"""Precision, recall and F1 of `designations compare` at its shipped threshold, on a file of a public benchmark's format.

    .venv/bin/python bench/name_bench.py CASES.csv [--by case_group,schema,quality]

CASES.csv has the columns of nomenklatura's `contrib/name_bench/cases.csv`: `case_group,schema,name1,name2,is_match,quality`.
The file itself is not kept here, and words, weights and threshold are never made from it: only totals are printed, never a
case. Pairs go through `compare_file`, as a user's would. Intervals at 95 %: precision and recall Wilson's, F1 a seeded
bootstrap over cases. Schema Person is compared as a person, every other as an organisation, the only other kind there is.
"""

from __future__ import annotations

import argparse
import csv
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from evenhand.designations.matching.score import THRESHOLD
from evenhand.service.matching import compare_file
from evenhand.stats.intervals import wilson

_KINDS: Final = {"Person": "person"}
_RESAMPLES: Final = 2_000
_SEED: Final = 20261128


def judged(cases: Path) -> list[dict[str, str]]:
    """The cases with the `score` and `match` that the command gives them."""
    rows = list(csv.DictReader(cases.open(encoding="utf-8", newline="")))
    with tempfile.TemporaryDirectory() as folder:
        pairs, out = Path(folder, "pairs.csv"), Path(folder, "scores.csv")
        with pairs.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(["place", "name_a", "name_b", "kind"])
            for place, row in enumerate(rows):
                writer.writerow([place, row["name1"], row["name2"], _KINDS.get(row["schema"], "organisation")])
        done = compare_file(pairs, out)
        if done.rejects:
            raise SystemExit(f"{len(done.rejects)} case(s) could not be compared, the first: {done.rejects[0]}")
        for row in csv.DictReader(out.open(encoding="utf-8", newline="")):
            rows[int(row["place"])] |= {"score": row["score"], "match": row["match"]}
    return rows


def told(rows: Sequence[dict[str, str]]) -> str:
    """One row of the table: n, precision, recall, F1."""
    truth = np.array([row["is_match"] == "true" for row in rows])
    found = np.array([row["match"] == "true" for row in rows])
    hit, wrong, missed = int((truth & found).sum()), int((~truth & found).sum()), int((truth & ~found).sum())
    cells = [share(hit, hit + wrong), share(hit, hit + missed), f1_of(truth, found)]
    return f"{len(rows)} | {int(truth.sum())} | {' | '.join(cells)}"


def share(part: int, whole: int) -> str:
    """A share with Wilson's interval, or a dash where there is nothing to share."""
    if not whole:
        return "-"
    sure = wilson(part, whole)
    return f"{part / whole:.3f} ({sure.low:.3f} to {sure.high:.3f})"


def f1_of(truth: NDArray[np.bool_], found: NDArray[np.bool_]) -> str:
    """F1 with its bootstrap interval; a resample without any match at all says nothing and is left out."""
    drawn = np.random.default_rng(_SEED).integers(0, len(truth), (_RESAMPLES, len(truth)))
    hits = (truth & found)[drawn].sum(axis=1)
    both = truth[drawn].sum(axis=1) + found[drawn].sum(axis=1)
    whole = int(truth.sum() + found.sum())
    if not whole:
        return "-"
    low, high = np.percentile(2 * hits[both > 0] / both[both > 0], (2.5, 97.5))
    return f"{2 * int((truth & found).sum()) / whole:.3f} ({low:.3f} to {high:.3f})"


def main() -> None:
    """Score the cases and print the totals, of all and by the columns asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("cases", type=Path)
    parser.add_argument("--by", default="case_group,schema,quality")
    asked = parser.parse_args()
    rows = judged(asked.cases)
    print(f"threshold {THRESHOLD}\n\n| cases | n | matches | precision | recall | F1 |\n|---|---|---|---|---|---|")
    print(f"| all | {told(rows)} |")
    for column in filter(None, asked.by.split(",")):
        for value in sorted({row[column] for row in rows}):
            print(f"| {column} {value} | {told([row for row in rows if row[column] == value])} |")


if __name__ == "__main__":
    main()
