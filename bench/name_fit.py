"""Fits `weights.yml` on the tuning half of pairs built by `name_pairs.py`, and says by cross-validation what that is worth.

    .venv/bin/python bench/name_fit.py person|organisation PAIRS.csv [VARIANTS.csv ...]

Logistic regression pulled towards the present weights, with the signs held. Groups of scripts count alike, whatever their
number of pairs; pairs in which not one word agrees are left out (published alias names are often other names). Five folds by
entity; printed per group: recall at the threshold, precision beside hard negatives, and recall where precision is .97.
"""

from __future__ import annotations

import csv
import hashlib
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from evenhand.designations.matching.judging import NEVER_NEGATIVE, NEVER_POSITIVE, TERMS, terms, weights
from evenhand.designations.matching.matcher import Matcher

PULL = 2.0
UNBELIEVABLE = (-2.5, 4.0)
# Set by hand: names in two scripts had more precision than recall on the tuning half, and the words that the tables know were
# chosen on it; names in one script lose less by half a logit than they gain.
BY_HAND = {"person": {"one": 0.4, "across": -0.15}, "organisation": {"one": 0.4, "across": -0.05}}
LIGHT = {"wikidata": 0.35, "ofac": 0.5, "variants": 0.5}


def read(paths: list[Path], kind: str) -> tuple[list[dict[str, str]], np.ndarray]:
    every = (row for path in paths for row in csv.DictReader(path.open(encoding="utf-8")))
    rows = [row for row in every if row["half"] == "tune" and row["kind"] == kind]
    matcher = Matcher()
    one, two, _ = matcher.best([row["name_a"] for row in rows], [row["name_b"] for row in rows], kind == "person")
    found = matcher.features(one, two)
    return rows, terms(found)


def importance(rows: list[dict[str, str]], same: np.ndarray, used: np.ndarray) -> np.ndarray:
    """What each row counts: groups alike, the two sides of each alike but for three hard negatives a pair."""
    found = np.zeros(len(rows))
    groups: dict[tuple[str, bool], list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        if used[place]:
            found[place] = LIGHT.get(row["source"], 1.0) * (0.5 if row["label"] == "swap" else 1.0)
            groups[row["group"], bool(same[place])].append(place)
    for (_, positive), places in groups.items():
        enough = min(1.0, len(places) / 300)
        noisy = 0.4 if rows[places[0]]["kind"] == "organisation" and rows[places[0]]["group"] == "Latin" else 1.0
        found[places] *= (
            noisy
            * 500
            * enough
            * (1 if positive else 1.3 if "Latin" in rows[places[0]]["group"] else 2)
            / found[places].sum()
        )
    return found


def fit(x: np.ndarray, y: np.ndarray, w: np.ndarray, start: np.ndarray) -> np.ndarray:
    bounds = [(None, 0) if t in NEVER_POSITIVE else (0, None) if t in NEVER_NEGATIVE else (None, None) for t in TERMS]

    def loss(b: np.ndarray) -> tuple[float, np.ndarray]:
        z = x @ b
        p = 1 / (1 + np.exp(-z))
        value = (w * (np.logaddexp(0, z) - y * z)).sum() + PULL * ((b - start) ** 2).sum()
        return value, x.T @ (w * (p - y)) + 2 * PULL * (b - start)

    return minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x


def trimmed(rows: list[dict[str, str]], x: np.ndarray, y: np.ndarray, own: np.ndarray, start: np.ndarray) -> np.ndarray:
    """A fit, and one more without the pairs that it cannot believe: aliases that are other names, entries listed twice."""
    b = fit(x[own], y[own], importance(rows, y == 1, own)[own], start)
    z = x @ b
    own = own & ~((y == 1) & (z < UNBELIEVABLE[0])) & ~((y == 0) & (z > UNBELIEVABLE[1]))
    return fit(x[own], y[own], importance(rows, y == 1, own)[own], start)


def fold_of(row: dict[str, str]) -> int:
    return hashlib.sha256(f"fold:{row['source']}:{row['entity']}".encode()).digest()[0] % 5


def at_precision(same: np.ndarray, hard: np.ndarray, wanted: float) -> tuple[float, float]:
    """The recall at the lowest threshold that reaches a precision, and that threshold."""
    for cut in np.unique(np.round(np.concatenate([same, hard]), 2)):
        hit, false = (same >= cut).sum(), (hard >= cut).sum()
        if hit and hit / (hit + false) >= wanted:
            return float(hit / len(same)), float(cut)
    return 0.0, 99.0


def told(rows: list[dict[str, str]], z: np.ndarray) -> None:
    found: dict[tuple[str, str], dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for row, value in zip(rows, z, strict=True):
        lists = row["source"] if row["source"] in ("wikidata", "ofac") else "lists"
        for key in {(row["group"], lists), (row["group"], row["source"]), ("cross-script", "lists")}:
            if key[0] != "cross-script" or (lists == "lists" and row["group"] != "Latin"):
                found[key][row["label"]].append(value)
    for key in sorted(found):
        same, hard, swap = (np.array(found[key][label]) for label in ("same", "hard", "swap"))
        if len(same) < 15:
            continue
        hit, false = (same >= 0).sum(), (hard >= 0).sum()
        recall, cut = at_precision(same, hard, 0.97)
        wrong = (swap >= 0).mean() if len(swap) else 0.0
        print(
            f"{key[0]:12} {key[1]:9} n {len(same):5} hard {len(hard):5} recall {hit / len(same):.3f} "
            f"precision {hit / max(1, hit + false):.3f} | at .97: {recall:.3f} (logit {cut:+.2f}) | swaps {wrong:.3f}"
        )


def main() -> None:
    kind = sys.argv[1]
    rows, x = read([Path(path) for path in sys.argv[2:]], kind)
    y = np.array([row["label"] == "same" for row in rows], float)
    used = ~((y == 1) & (x[:, TERMS.index("matched")] < 0.3))
    start, folds = weights(kind == "person").copy(), np.array([fold_of(row) for row in rows])
    by_hand = np.array([BY_HAND[kind].get(term, 0.0) for term in TERMS])
    start -= by_hand
    z = np.zeros(len(rows))
    for fold in range(5):
        own = used & (folds != fold)
        z[folds == fold] = x[folds == fold] @ trimmed(rows, x, y, own, start)
    told(rows, z)
    b = trimmed(rows, x, y, used, start)
    b += by_hand
    print(f"{kind}: {{" + ", ".join(f"{t}: {round(v * 1000)}" for t, v in zip(TERMS, b, strict=True)) + "}")


if __name__ == "__main__":
    main()
