"""The model of the second reading, shipped as data (`model.bin`, made by `bench/stance/train.py`), and its arithmetic.

Small enough to be looked at: every feature and piece that the training text showed twice has sixteen whole numbers. Those of
a sentence are added up, block by block, divided by the block's length, and what is above nothing leads by another table
to nine scores, one for each label (four that violate, five that do not). All of it is in whole numbers, so that every machine
reads alike; scores are per mille of a natural log-odds. What the scores lead to is `stance.second`'s.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import exp, isqrt, log1p
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from evenhand.detection.resources import read_bytes
from evenhand.detection.stance import wording
from evenhand.kernel.errors import BadInputError, Place

CLASSES: Final = ("violating", "reporting", "neutral", "against")
LABELS: Final = (
    "GMSPRNCTH"  # glorification, support, other support, representation | reports, neutral, against, satire, rights
)
VIOLATING: Final = 4  # the first so many labels violate
WIDTH: Final = 16
FILE: Final = "stance/model.bin"
ONE: Final = 4096  # what stands for one in what leads to the scores
_FAR: Final = 8192  # per mille, from which the smaller of two chances adds nothing
SHARE: Final = np.array([round(1000 * log1p(exp(-gap / 1000))) for gap in range(_FAR)], np.int64)
_MOST_REMEMBERED: Final = 65_536  # words; a bound on hostile input
Sums = npt.NDArray[np.int64]  # [WIDTH + 1]: numbers of a block added up, and the square of its length


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


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """The tables and two thresholds. `doubt`: from this margin an allowed reading of the cues is doubted. `clear`: below
    this margin words without a cue that decides are read as allowed.

    `keys` [n], sorted; `rows` [n, WIDTH]; `rarity` [n], what a row counts; `blocks` [BLOCKS]; `out` [WIDTH, 9]; `bias` [9].
    """

    keys: npt.NDArray[np.uint32]
    rows: npt.NDArray[np.int8]
    rarity: npt.NDArray[np.uint8]
    blocks: npt.NDArray[np.int64]
    out: npt.NDArray[np.int64]
    bias: npt.NDArray[np.int64]
    doubt: int = 0
    clear: int = 0
    remembered: dict[str, Sums] = field(default_factory=dict)

    def sums(self, keys: Iterable[int]) -> Sums:
        """What keys add up to in their block. Those that the model does not know count nothing."""
        asked = np.array(list(keys), np.uint32)
        at = np.searchsorted(self.keys, asked)
        at[at == len(self.keys)] = 0
        at = at[self.keys[at] == asked] if len(self.keys) else at[:0]
        rarity = self.rarity[at].astype(np.int64)
        out = np.empty(WIDTH + 1, np.int64)
        out[:WIDTH] = rarity @ self.rows[at].astype(np.int64)
        out[WIDTH] = rarity @ rarity
        return out

    def score(self, features: Iterable[str], words: Sequence[str], target: int = -1) -> Scores:
        """The scores of a sentence: its features, its words, and which of them is the name (-1: none)."""
        blocks = [
            self.sums([wording.key(wording.FEATURES, name) for name in features]),
            self._pieces(words),
            self.sums([wording.side(word, at - target) for at, word in enumerate(words)] if target >= 0 else ()),
            self.sums(wording.pairs(words)),
            self.sums(wording.edges(words)),
        ]
        return self.of_sums(blocks)

    def of_sums(self, blocks: Sequence[Sums]) -> Scores:
        """The scores that blocks lead to."""
        total = np.zeros(WIDTH, np.int64)
        for strength, block in zip(self.blocks.tolist(), blocks, strict=True):
            length = isqrt(int(block[WIDTH]) << 16)
            if length:
                total += block[:WIDTH] * strength // length
        found = (np.maximum(total, 0) @ self.out // ONE + self.bias).tolist()
        bad, good = either(found[:VIOLATING]), either(found[VIOLATING:])
        reports, neutral, against, satire, rights = found[VIOLATING:]
        return Scores(bad - good, reports, either((neutral, rights)), either((against, satire)))

    def _pieces(self, words: Sequence[str]) -> Sums:
        total = np.zeros(WIDTH + 1, np.int64)
        for word in words:
            known = self.remembered.get(word)
            if known is None:
                if len(self.remembered) >= _MOST_REMEMBERED:
                    self.remembered.clear()
                known = self.sums(wording.pieces(word))
                if len(word) <= wording.LONGEST:
                    self.remembered[word] = known
            total += known
        return total


def either(scores: Sequence[int]) -> int:
    """The log of the sum of chances, given and told per mille: of several scores, what any of them has."""
    total = scores[0]
    for score in scores[1:]:
        high, low = (total, score) if total >= score else (score, total)
        total = high + int(SHARE[min(high - low, _FAR - 1)])
    return total


def parse(data: bytes) -> Model:
    """A model from its file: a line of JSON, then keys, rarity and rows. Raises BadInputError for a damaged one."""
    head, _, body = data.partition(b"\n")
    try:
        said: Any = json.loads(head)
        n = int(said["rows"])
        if len(body) != n * (5 + WIDTH) or len(said["blocks"]) != wording.BLOCKS:
            raise ValueError(f"{len(body)} bytes of numbers")
        return Model(
            np.frombuffer(body, "<u4", n).astype(np.uint32),
            np.frombuffer(body, np.int8, n * WIDTH, 5 * n).reshape(n, WIDTH),
            np.frombuffer(body, np.uint8, n, 4 * n),
            np.array(said["blocks"], np.int64),
            np.array(said["out"], np.int64).reshape(WIDTH, len(LABELS)),
            np.array(said["bias"], np.int64).reshape(len(LABELS)),
            int(said["doubt"]),
            int(said["clear"]),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise BadInputError(
            f"not a model of stance: {str(error)[:80]}",
            hint="make the file with bench/stance/train.py",
            place=Place(FILE),
        ) from error


def written(model: Model) -> bytes:
    """The file of a model."""
    said = {
        "rows": len(model.keys), "blocks": model.blocks.tolist(), "out": model.out.tolist(), "bias": model.bias.tolist(),
        "doubt": model.doubt, "clear": model.clear,
    }  # fmt: skip
    parts = (model.keys.astype("<u4").tobytes(), model.rarity.tobytes(), model.rows.tobytes())
    return json.dumps(said).encode("ascii") + b"\n" + b"".join(parts)


@lru_cache(maxsize=1)
def shipped() -> Model:
    """The model that ships."""
    return parse(read_bytes(FILE))
