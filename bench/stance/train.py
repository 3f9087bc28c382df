"""Train the second reading on `writers/` and write `weights.txt`; figures first, on writers that were held out.

    .venv/bin/python bench/stance/train.py            figures and weights
    .venv/bin/python bench/stance/train.py --dry      figures only

Multinomial logistic regression (ridge) over the features of `stance.features`, each sentence once as it stands and once as
if the name stood in another sentence (weight 1/2). Six folds hold out the n-th writer of every language at once. The
thresholds are the pair that clears most allowed sentences while at least KEPT of the violating ones are kept, held out.
No randomness: same sentences, same file (on one machine; the shipped file is what counts).
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from examples import Example, by_cues, examples, heard
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from evenhand.detection.model import Stance
from evenhand.detection.stance import second
from evenhand.detection.stance.features import features_of
from evenhand.detection.stance.weights import CLASSES, Model

OUT = Path(__file__).parents[2] / "src/evenhand/detection/stance/weights.txt"
RIDGE = 3.0
KEPT = 0.95
FOLDS = 6
CLASS_OF = {**dict.fromkeys("GMSP", 0), "R": 1, "N": 2, "H": 2, "C": 3, "T": 3}
PASSES = frozenset({*second._ALLOWED, Stance.NO_REFERENCE})


def rows_of(example: Example) -> list[tuple[set[str], float]]:
    """The features of the name's sentence, and the same without its place."""
    here = features_of(heard(example), heard(example).surface.sentence)
    away = {f for f in here if not f.endswith(("<", ">", "near")) and f not in ("#first", "#last")} | {"#elsewhere"}
    return [(here, 1.0), (away, 0.5)]


def fit(chosen: list[Example]) -> Model:
    """Weights for these sentences, rounded to per mille."""
    rows = [(features, weight, CLASS_OF[e.label]) for e in chosen for features, weight in rows_of(e)]
    counts: dict[str, int] = {}
    for features, _, _ in rows:
        for f in features:
            counts[f] = counts.get(f, 0) + 1
    names = sorted(f for f, n in counts.items() if n >= 3)
    column = {f: i for i, f in enumerate(names)}
    at = [(r, column[f]) for r, (features, _, _) in enumerate(rows) for f in sorted(features) if f in column]
    x = csr_matrix((np.ones(len(at)), ([r for r, _ in at], [c for _, c in at])), shape=(len(rows), len(names)))
    y = np.eye(4)[[label for _, _, label in rows]]
    w = np.array([weight for _, weight, _ in rows])[:, None]
    n = len(names) * 4

    def loss(p: np.ndarray) -> tuple[float, np.ndarray]:
        weights, bias = p[:n].reshape(-1, 4), p[n:]
        z = x @ weights + bias
        z -= z.max(1, keepdims=True)
        q = np.exp(z)
        q /= q.sum(1, keepdims=True)
        g = w * (q - y)
        value = -(w * y * np.log(q + 1e-12)).sum() + RIDGE / 2 * (weights**2).sum()
        return float(value), np.concatenate([(x.T @ g + RIDGE * weights).ravel(), g.sum(0)])

    p = minimize(loss, np.zeros(n + 4), jac=True, method="L-BFGS-B", options={"maxiter": 200}).x
    table = np.rint(p[:n].reshape(-1, 4) * 1000).astype(int)
    bias = np.rint(p[n:] * 1000).astype(int)
    weights = {
        f: (a, b, c, d)
        for f, (a, b, c, d) in zip(names, table.tolist(), strict=True)
        if max(map(abs, (a, b, c, d))) >= 20
    }
    a, b, c, d = bias.tolist()
    return Model((a, b, c, d), weights, 0, 0)


def fold_of(example: Example) -> int:
    """The n-th writers of all files are held out together."""
    return example.writer % FOLDS


def held_out(everything: list[Example]) -> list[tuple[Example, int, second.Scores]]:
    """Each sentence with its margin under the model that has not seen its writer."""
    found = []
    for fold in range(FOLDS):
        model = fit([e for e in everything if fold_of(e) != fold])
        for e in everything:
            if fold_of(e) == fold:
                here, margin, _ = second._scores(heard(e), model)
                found.append((e, margin, here))
    return found


def passes(example: Example, margin: int, here: second.Scores, doubt: int, clear: int) -> bool:
    """Whether a sentence gets route `none` under thresholds."""
    first = by_cues(example)
    stance = first.stance
    if stance in PASSES:
        return margin < doubt or not second.may_change(first)
    return stance is Stance.UNDETERMINED and margin < clear and not second._conflict(heard(example), here.allowed)


def choose(scored: list[tuple[Example, int, second.Scores]]) -> tuple[int, int]:
    """The thresholds that clear most allowed sentences while KEPT of the violating ones are kept."""
    best = (-1, 0, 0)
    for doubt in range(-2000, 2001, 250):
        for clear in range(-4000, 1, 125):
            gone = [e.violating for e, margin, here in scored if passes(e, margin, here, doubt, clear)]
            lost, cleared = sum(gone), len(gone) - sum(gone)
            if lost <= (1 - KEPT) * sum(e.violating for e, _, _ in scored):
                best = max(best, (cleared, doubt, clear))
    return best[1], best[2]


def figures(scored: list[tuple[Example, int, second.Scores]], doubt: int, clear: int) -> None:
    """Shares kept and cleared by language and by writer, and how often the first class is right by its lead."""
    groups: dict[str, list[tuple[Example, bool]]] = {}
    for e, margin, here in scored:
        gone = passes(e, margin, here, doubt, clear)
        for name in ("all", e.lang, f"writer {fold_of(e)}"):
            groups.setdefault(name, []).append((e, gone))
    for name, rows in sorted(groups.items()):
        bad = [gone for e, gone in rows if e.violating]
        good = [gone for e, gone in rows if not e.violating]
        print(
            f"{name:10} violating kept {len(bad) - sum(bad)}/{len(bad)} = {1 - sum(bad) / len(bad):.3f}   "
            f"allowed cleared {sum(good)}/{len(good)} = {sum(good) / len(good):.3f}"
        )
    bands: dict[int, list[bool]] = {}
    for e, _, here in scored:
        ranked = sorted(((getattr(here, name), -i) for i, name in enumerate(CLASSES)), reverse=True)
        lead = ranked[0][0] - ranked[1][0]
        bands.setdefault(0 if lead < 500 else 1 if lead < 1000 else 2 if lead < 2000 else 3, []).append(
            -ranked[0][1] == CLASS_OF[e.label]
        )
    print(
        "right by lead (<0.5, <1, <2, more):",
        {b: f"{sum(v)}/{len(v)} = {sum(v) / len(v):.2f}" for b, v in sorted(bands.items())},
    )


def main() -> None:
    """Figures, then the file."""
    everything = list(examples())
    scored = held_out(everything)
    doubt, clear = choose(scored)
    print(f"{len(everything)} sentences; thresholds {doubt} {clear}")
    figures(scored, doubt, clear)
    if "--dry" in sys.argv:
        return
    model = fit(everything)
    lines = [
        "# Weights of the second reading, made by bench/stance/train.py. Per mille log-odds: "
        + ", ".join(CLASSES)
        + ".",
        f"thresholds\t{doubt}\t{clear}",
        "bias\t" + "\t".join(map(str, model.bias)),
        *(f"{name}\t" + "\t".join(map(str, row)) for name, row in sorted(model.weights.items())),
    ]
    OUT.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(model.weights)} features written")


if __name__ == "__main__":
    main()
