"""Train the second reading on `writers/` and write `model.bin`; figures first, on authors held out.

    .venv/bin/python bench/stance/train.py            figures and the file
    .venv/bin/python bench/stance/train.py --dry      figures only

Each sentence comes once as it stands and once as if the name stood in another sentence (weight 1/2); `fitting` makes the
model. Each fold holds out one whole author, in all languages. The thresholds are the pair that clears most allowed
sentences while at least KEPT of the violating ones are kept, held out.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
from examples import Example, by_cues, examples, heard, named
from fitting import Row, fit

from evenhand.detection.model import Stance
from evenhand.detection.resources import CUE_LANGUAGES, read_yaml
from evenhand.detection.stance import second, wording
from evenhand.detection.stance.features import features_of, meanings_of
from evenhand.detection.stance.weights import LABELS, Model, Scores, written

OUT = Path(__file__).parents[2] / "src/evenhand/detection/stance"
KEPT = 0.96
CLASS_OF = {"R": 0, "N": 1, "H": 1, "C": 2, "T": 2}
PASSES = frozenset({*second._ALLOWED, Stance.NO_REFERENCE})


@dataclass(frozen=True, slots=True)
class Scored:
    """A sentence under a model that has not seen its author."""

    example: Example
    margin: int
    worst: int
    here: Scores


@cache
def rows_of(example: Example) -> tuple[Row, Row]:
    """The name's sentence, and the same without its place."""
    surface = heard(example).surface
    here = features_of(heard(example), surface.sentence)
    away = {f for f in here if not f.endswith(("<", ">", "near")) and f not in ("#first", "#last")} | {"#elsewhere"}
    begin = max(0, surface.target - second.AROUND)
    words = surface.words[begin : surface.target + second.AROUND]
    pieces = tuple(key for word in words for key in wording.pieces(word))
    rest = (tuple(wording.pairs(words)), tuple(wording.edges(words)))
    sides = tuple(wording.side(word, begin + at - surface.target) for at, word in enumerate(words))

    def row(features: set[str], beside: tuple[int, ...], weight: float) -> Row:
        named = tuple(wording.key(wording.FEATURES, name) for name in sorted(features))
        return Row((named, pieces, beside, *rest), LABELS.index(example.label), weight)

    return row(here, sides, 1.0), row(away, (), 0.5)


LABEL_OF = {
    "glorification": "G", "material_support": "M", "other_support": "S", "representation": "P", "wire": "R", "reporting": "R",
    "condemnation": "C", "distancing": "C", "counter_speech": "C", "human_rights": "H", "governance": "N", "peace_process": "N",
    "election": "N", "humanitarian": "N", "academic": "N", "historical": "N",
}  # fmt: skip


@cache
def plain_words() -> tuple[Example, ...]:
    """The cues' own phrases as sentences: authors who were told to avoid plain words say little of what those mean."""
    found = []
    for lang in CUE_LANGUAGES:
        for kind, phrases in sorted(read_yaml(f"stance/cues/{lang}.yml").items()):
            for phrase in phrases if kind in LABEL_OF else ():
                words = " ".join(phrase.replace("...", " ").replace("*", " ").split())
                template = words if re.search(r"(?<![^\W_])X(?![^\W_])", words) else f"{words} X"
                found.append(Example("cues", lang, LABEL_OF[kind], *named(template)))
    return tuple(found)


def fitted_on(chosen: list[Example]) -> Model:
    """A model of some sentences, and of what the cues say plainly."""
    return fit([row for example in (*chosen, *plain_words()) for row in rows_of(example)])


def scored(chosen: list[Example], model: Model) -> list[Scored]:
    """Sentences under a model."""
    found = []
    for e in chosen:
        here, margin, worst = second.scores(heard(e), model, meanings_of(heard(e)))
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


def main() -> None:
    """Figures, then the file."""
    everything = list(examples())
    found = []
    for author in sorted({e.author for e in everything}):
        model = fitted_on([e for e in everything if e.author != author])
        found += scored([e for e in everything if e.author == author], model)
    doubt, clear = choose(found)
    print(f"{len(everything)} sentences; thresholds {doubt} {clear}")
    figures(found, doubt, clear)
    if "--dry" not in sys.argv:
        model = replace(fitted_on(everything), doubt=doubt, clear=clear)
        (OUT / "model.bin").write_bytes(written(model))


if __name__ == "__main__":
    main()
