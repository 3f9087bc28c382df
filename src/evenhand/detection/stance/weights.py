"""The weights of the second reading: `weights.txt`, whole numbers made by `bench/stance/train.py`, shipped as data.

Four scores for a sentence: the log-odds that it violates, and, if it does not, how much it reports, is neutral, or is
against. All arithmetic is in integers (per mille of a natural log-odds), so that every machine reads alike. The pieces of
words that add to the first are `stance.wording`'s; what the scores lead to is `stance.second`'s.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from evenhand.detection.resources import read_bytes
from evenhand.kernel.errors import BadInputError, Place

CLASSES: Final = ("violating", "reporting", "neutral", "against")
FILE: Final = "stance/weights.txt"


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores of one sentence, per mille: `violating` is a log-odds (0: as likely as not), the others stand to one another."""

    violating: int
    reporting: int
    neutral: int
    against: int

    @property
    def allowed(self) -> str:
        """The best class but `violating`; ties go to the first in CLASSES."""
        return max(CLASSES[1:], key=lambda name: getattr(self, name))


@dataclass(frozen=True, slots=True)
class Model:
    """Weights by feature, the bias, and the two thresholds chosen with them on unseen writers.

    `doubt`: from this margin an allowed reading of the cues is doubted. `clear`: below this margin words without a cue
    that decides are read as allowed.
    """

    bias: tuple[int, int, int, int]
    weights: dict[str, tuple[int, int, int, int]]
    doubt: int
    clear: int

    def score(self, features: Iterable[str]) -> Scores:
        """The scores of a set of features. Those without a weight count nothing."""
        violating, reporting, neutral, against = self.bias
        for feature in features:
            row = self.weights.get(feature)
            if row is not None:
                violating += row[0]
                reporting += row[1]
                neutral += row[2]
                against += row[3]
        return Scores(violating, reporting, neutral, against)


def parse(text: str) -> Model:
    """A model from its file. Raises BadInputError naming the line."""
    rows: dict[str, tuple[int, ...]] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line or line.startswith("# "):
            continue
        name, *values = line.split("\t")
        try:
            rows[name] = tuple(map(int, values))
        except ValueError:
            rows[name] = ()
        if len(rows[name]) != (2 if name == "thresholds" else len(CLASSES)):
            raise BadInputError(
                f"not a row of weights: {line[:60]!r}",
                hint="feature, tab, four whole numbers; make the file with bench/stance/train.py",
                place=Place(FILE, number),
            )
    doubt, clear = rows.pop("thresholds", (0, 0))
    a, b, c, d = rows.pop("bias", (0, 0, 0, 0))
    weights = {name: (row[0], row[1], row[2], row[3]) for name, row in rows.items()}
    return Model((a, b, c, d), weights, doubt, clear)


@lru_cache(maxsize=1)
def shipped() -> Model:
    """The model that ships."""
    return parse(read_bytes(FILE).decode("utf-8"))
