"""Train the second reading on `writers/` and write `weights.txt` and `wording.txt`; figures first, on authors held out.

    .venv/bin/python bench/stance/train.py            figures and files
    .venv/bin/python bench/stance/train.py --dry      figures only

Two fits (ridge): the log-odds that a sentence violates, over the features of `stance.features` and the pieces of
`stance.wording` together; and, over the allowed ones, which class it is, over the features. Each sentence comes once as it
stands and once as if the name stood in another sentence (weight 1/2). Each fold holds out one whole author, in all
languages. The thresholds are the pair that clears most allowed sentences while at least KEPT of the violating ones are
kept, held out. No randomness: same sentences, same files (on one machine; the shipped files are what counts).
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from examples import Example, by_cues, examples, heard
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, hstack

from evenhand.detection.model import Stance
from evenhand.detection.stance import second
from evenhand.detection.stance.features import features_of, meanings_of
from evenhand.detection.stance.weights import Model, Scores
from evenhand.detection.stance.wording import PLACES, pieces

OUT = Path(__file__).parents[2] / "src/evenhand/detection/stance"
FIELD_RIDGE, WORDING_RIDGE = 5.0, 20.0
KEPT = 0.95
CLASS_OF = {"R": 0, "N": 1, "H": 1, "C": 2, "T": 2}
PASSES = frozenset({*second._ALLOWED, Stance.NO_REFERENCE})


@dataclass(frozen=True, slots=True)
class Fitted:
    """Weights of the features, and of the places of pieces."""

    model: Model
    wording: tuple[int, ...]

    def weigh(self, words: Sequence[str]) -> int:
        """As `wording.weigh`, with this table."""
        return sum(self.wording[place] for word in words for place in pieces(word))


@dataclass(frozen=True, slots=True)
class Scored:
    """A sentence under a model that has not seen its author."""

    example: Example
    margin: int
    worst: int
    here: Scores


def rows_of(example: Example) -> list[tuple[set[str], float]]:
    """The features of the name's sentence, and the same without its place."""
    here = features_of(heard(example), heard(example).surface.sentence)
    away = {f for f in here if not f.endswith(("<", ">", "near")) and f not in ("#first", "#last")} | {"#elsewhere"}
    return [(here, 1.0), (away, 0.5)]


def wording_rows(chosen: list[Example]) -> csr_matrix:
    """How often each place of a piece is met, a row for each of `rows_of`."""
    indices, indptr = [], [0]
    for example in chosen:
        places = [place for word in heard(example).surface.words for place in pieces(word)]
        for _ in rows_of(example):
            indices += places
            indptr.append(len(indices))
    return csr_matrix((np.ones(len(indices)), indices, indptr), shape=(len(indptr) - 1, PLACES))


def softmax_fit(x: csr_matrix, y: np.ndarray, w: np.ndarray, ridge: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Multinomial logistic regression: weights [columns, classes] and bias [classes]."""
    columns, classes = x.shape[1], y.shape[1]
    n = columns * classes
    backwards = x.T.tocsr()

    def loss(p: np.ndarray) -> tuple[float, np.ndarray]:
        weights, bias = p[:n].reshape(columns, classes), p[n:]
        z = x @ weights + bias
        z -= z.max(1, keepdims=True)
        q = np.exp(z)
        q /= q.sum(1, keepdims=True)
        g = w[:, None] * (q - y)
        value = -(w[:, None] * y * np.log(q + 1e-12)).sum() + (ridge[:, None] * weights**2).sum() / 2
        return float(value), np.concatenate([(backwards @ g + ridge[:, None] * weights).ravel(), g.sum(0)])

    p = minimize(loss, np.zeros(n + classes), jac=True, method="L-BFGS-B", options={"maxiter": 150}).x
    return p[:n].reshape(columns, classes), p[n:]


def fit(chosen: list[Example]) -> Fitted:
    """Weights for these sentences, rounded to per mille."""
    rows = [(features, weight, e) for e in chosen for features, weight in rows_of(e)]
    counts: dict[str, int] = {}
    for features, _, _ in rows:
        for f in features:
            counts[f] = counts.get(f, 0) + 1
    names = sorted(f for f, n in counts.items() if n >= 6)
    column = {f: i for i, f in enumerate(names)}
    at = [(r, column[f]) for r, (features, _, _) in enumerate(rows) for f in sorted(features) if f in column]
    x = csr_matrix((np.ones(len(at)), ([r for r, _ in at], [c for _, c in at])), shape=(len(rows), len(names)))
    w = np.array([weight for _, weight, _ in rows])

    bad = np.array([e.violating for _, _, e in rows])
    both = hstack([x, wording_rows(chosen)]).tocsr()
    ridge = np.concatenate([np.full(len(names), FIELD_RIDGE), np.full(PLACES, WORDING_RIDGE)]) * 2
    # Two mirrored columns under twice the ridge are the binary fit; their difference is the log-odds.
    pair, pair_bias = softmax_fit(both, np.stack([bad, ~bad], 1).astype(float), w, ridge)
    odds, odds_bias = pair[:, 0] - pair[:, 1], pair_bias[0] - pair_bias[1]

    good = np.flatnonzero(~bad)
    y = np.eye(3)[[CLASS_OF[rows[r][2].label] for r in good]]
    kinds, kinds_bias = softmax_fit(x[good], y, w[good], np.full(len(names), FIELD_RIDGE))

    table = np.rint(np.column_stack([odds[: len(names)], kinds]) * 1000).astype(int).tolist()
    weights = {
        f: (a, b, c, d) for f, (a, b, c, d) in zip(names, table, strict=True) if max(map(abs, (a, b, c, d))) >= 20
    }
    a, b, c, d = np.rint(np.concatenate([[odds_bias], kinds_bias]) * 1000).astype(int).tolist()
    return Fitted(Model((a, b, c, d), weights, 0, 0), tuple(np.rint(odds[len(names) :] * 1000).astype(int).tolist()))


def scored(chosen: list[Example], fitted: Fitted) -> list[Scored]:
    """Sentences under a model."""
    found = []
    for e in chosen:
        here, margin, worst = second.scores(heard(e), fitted.model, meanings_of(heard(e)), fitted.weigh)
        found.append(Scored(e, margin, worst, here))
    return found


def doubted_from(each: Scored, doubt: int) -> int:
    """As `second.doubted_from`, under a threshold."""
    one = heard(each.example)
    return second.doubted_from(one, by_cues(each.example), doubt, each.worst, meanings_of(one))


def passes(each: Scored, doubt: int, clear: int) -> bool:
    """Whether a sentence gets route `none` under thresholds."""
    first = by_cues(each.example)
    if first.stance in PASSES:
        return not second.may_change(first) or each.margin < doubted_from(each, doubt)
    open_still = first.stance is Stance.UNDETERMINED and each.margin < clear
    return open_still and not second._conflict(heard(each.example), each.here.allowed)


def choose(everything: list[Scored]) -> tuple[int, int]:
    """The thresholds that clear most allowed sentences while KEPT of the violating ones are kept."""
    best = (-1, 0, 0)
    bad = np.array([each.example.violating for each in everything])
    margin = np.array([each.margin for each in everything])
    always, doubtful, closed, fixed = (np.zeros(len(everything), bool) for _ in range(4))
    more = np.zeros(len(everything), int)
    for place, each in enumerate(everything):
        always[place] = passes(each, -(10**9), -(10**9))
        doubtful[place] = by_cues(each.example).stance in PASSES
        closed[place] = not doubtful[place] and not passes(each, 10**9, 10**9)
        if doubtful[place] and second.may_change(by_cues(each.example)):
            more[place] = doubted_from(each, 0)
            fixed[place] = doubted_from(each, -1000) == more[place]  # no threshold moves it
    for doubt in range(-4000, 2001, 125):
        for clear in range(-4000, 501, 125):
            doubted = np.where(fixed, 0, doubt) + more
            gone = always | (doubtful & (margin < doubted)) | (~doubtful & ~closed & (margin < clear))
            if gone[bad].sum() <= (1 - KEPT) * bad.sum():
                best = max(best, (int(gone[~bad].sum()), doubt, clear))
    return best[1], best[2]


def figures(everything: list[Scored], doubt: int, clear: int) -> None:
    """Shares kept and cleared by author and language, and how often the allowed class named first is right."""
    groups: dict[str, list[tuple[Example, bool]]] = {}
    for each in everything:
        e = each.example
        for name in ("all", e.lang, f"author {e.author}", f"label {e.label}"):
            groups.setdefault(name, []).append((e, passes(each, doubt, clear)))
    for name, rows in sorted(groups.items()):
        bad = [gone for e, gone in rows if e.violating]
        good = [gone for e, gone in rows if not e.violating]
        kept = f"violating kept {len(bad) - sum(bad)}/{len(bad)} = {1 - sum(bad) / len(bad):.3f}   " if bad else ""
        print(
            f"{name:10} {kept}"
            + (f"allowed cleared {sum(good)}/{len(good)} = {sum(good) / len(good):.3f}" if good else "")
        )
    bands: dict[int, list[bool]] = {}
    for each in everything:
        if by_cues(each.example).stance is Stance.UNDETERMINED and passes(each, doubt, clear):
            named = ("reporting", "neutral", "against").index(each.here.allowed)
            right = not each.example.violating and CLASS_OF[each.example.label] == named
            bands.setdefault(second.band(each.here, each.margin), []).append(right)
    print(
        "the class named, right by band:",
        {b: f"{sum(v)}/{len(v)} = {sum(v) / len(v):.2f}" for b, v in sorted(bands.items())},
    )


def write(fitted: Fitted, doubt: int, clear: int) -> None:
    """The two files that ship."""
    lines = [
        "# Made by bench/stance/train.py. Per mille: log-odds of a violation; reporting, neutral, against.",
        f"thresholds\t{doubt}\t{clear}",
        "\t".join(["bias", *map(str, fitted.model.bias)]),
        *("\t".join([name, *map(str, row)]) for name, row in sorted(fitted.model.weights.items())),
    ]
    (OUT / "weights.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    numbers = [" ".join(map(str, fitted.wording[start : start + 32])) for start in range(0, PLACES, 32)]
    head = "# What the pieces of words weigh, by place; made by bench/stance/train.py, read by detection/stance/wording.py."
    (OUT / "wording.txt").write_text("\n".join([head, *numbers]) + "\n", encoding="ascii")


def main() -> None:
    """Figures, then the files."""
    everything = list(examples())
    found = []
    for author in sorted({e.author for e in everything}):
        fitted = fit([e for e in everything if e.author != author])
        found += scored([e for e in everything if e.author == author], fitted)
    doubt, clear = choose(found)
    print(f"{len(everything)} sentences; thresholds {doubt} {clear}")
    figures(found, doubt, clear)
    if "--dry" not in sys.argv:
        write(fit(everything), doubt, clear)


if __name__ == "__main__":
    main()
