"""From the features of a pair to a probability: a sum of weights (`weights.yml`) through a logistic curve.

Which words belong together is `loops`'s, what is said of it `matcher`'s.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from evenhand.designations.matching.loops import FEATURES
from evenhand.designations.matching.sounds import read_table

_AT: Final = {name: place for place, name in enumerate(FEATURES)}
_ENOUGH: Final = 3.0  # matched weight beyond which more names add nothing
_ENOUGH_CORE: Final = 2.0
_UNLIKE, _LACKS, _INITIAL, _LEAST_GRADE = 0.4, 0.1, 0.03, 0.8  # what differences take off a score
TERMS: Final = (
    *("one", "lacks_short", "lacks_long", "unlike", "worst_unlike", "conflict", "heaviest"),
    *("matched", "single", "father", "cross", "near", "initials", "given"),
    *("crossed", "crossed_bare", "shifted", "shifted_bare", "clash", "clash_bare", "close", "loose", "far"),
    *("close_bare", "loose_bare", "far_bare", "whole", "given_bare", "inverted", "inverted_bare"),
    *("given_unlike", "given_unlike_bare", "known_clash"),
    *(
        "core",
        "core_lone",
        "core_lone_across",
        "core_extra",
        "core_extra_across",
        "nothing_told",
        "place_lone",
        "place_extra",
    ),
    *("number_lone", "number_extra", "untold", "across"),
    *(
        "worst_same",
        "close_same",
        "loose_same",
        "far_same",
        "given_unlike_same",
        "known_clash_same",
        "clash_same",
        "lacks_same",
    ),
)

# Signs the fit holds: what may not speak for one person, and what may not speak against.
NEVER_POSITIVE: Final = frozenset(
    {
        "lacks_short",
        "lacks_long",
        "unlike",
        "worst_unlike",
        "conflict",
        "heaviest",
        "single",
        "father",
        "given",
        "known_clash",
        "initials",
        *("core_lone", "core_extra", "nothing_told", "place_lone", "place_extra", "number_lone", "number_extra"),
        *("worst_same", "close_same", "loose_same", "far_same", "given_unlike_same", "known_clash_same", "clash_same"),
    }
    | {
        f"{name}{bare}"
        for name in ("crossed", "shifted", "clash", "inverted", "given_unlike", "close", "loose", "far")
        for bare in ("", "_bare")
    }
)
NEVER_NEGATIVE: Final = frozenset({"matched", "near", "core", "core_lone_across", "core_extra_across"})


@lru_cache(maxsize=2)
def weights(person: bool) -> NDArray[np.float64]:
    """The weights of the terms, in logits."""
    table = read_table("weights.yml")["person" if person else "organisation"]
    return np.array([table.get(name, 0) / 1000 for name in TERMS])


def logits(found: NDArray[np.float64], person: bool) -> NDArray[np.float64]:
    """The log odds that two names are one's, [pairs], from features [pairs, WIDTH]."""
    summed: NDArray[np.float64] = terms(found) @ weights(person)
    return summed


def terms(found: NDArray[np.float64]) -> Any:
    """The terms (`TERMS`) that the weights multiply, [pairs, terms]."""

    def column(name: str) -> NDArray[np.float64]:
        values: NDArray[np.float64] = found[:, _AT[name]]
        return values

    across = column("across")
    same = (1 - across) * (
        column("abjad") == 0
    )  # both in letters that write vowels, and in the same: spellings may be compared
    worst, bare = 1 - column("worst"), column("abjad") > 0
    return np.stack(
        [
            np.ones(len(found)),
            1 - column("cover_short"),
            1 - column("cover_long"),
            1 - column("likeness"),
            worst,
            column("conflict"),
            column("heaviest"),
            np.minimum(column("matched"), _ENOUGH),
            (column("words") <= 1) * 1.0,
            column("father"),
            (column("abjad") == 1) * worst,
            column("near") * (column("conflict") > 0),
            column("initials"),
            column("given"),
            column("crossed") * ~bare,
            column("crossed") * bare,
            column("shifted") * ~bare,
            column("shifted") * bare,
            column("clash") * ~bare,
            column("clash") * bare,
            *(column(name) * ~bare for name in ("close", "loose", "far")),
            *(column(name) * bare for name in ("close", "loose", "far")),
            column("whole"),
            column("given") * bare,
            column("inverted") * ~bare,
            column("inverted") * bare,
            column("given_unlike") * ~bare,
            column("given_unlike") * bare,
            column("known_clash"),
            np.minimum(column("core"), _ENOUGH_CORE),
            np.minimum(column("core_lone"), _ENOUGH_CORE),
            np.minimum(column("core_lone"), _ENOUGH_CORE) * across,
            np.minimum(column("core_extra"), _ENOUGH_CORE),
            np.minimum(column("core_extra"), _ENOUGH_CORE) * across,
            (column("core") == 0) * (column("core_lone") > 0),
            np.minimum(column("place_lone"), 1),
            np.minimum(column("place_extra"), 1),
            np.minimum(column("number_lone"), 1),
            np.minimum(column("number_extra"), 1),
            np.minimum(column("untold"), 1),
            across,
            worst * same,
            *(column(name) * same for name in ("close", "loose", "far", "given_unlike", "known_clash", "clash")),
            (1 - column("cover_long")) * same,
        ],
        1,
    )


def scores_of(found: NDArray[np.float64], person: bool) -> NDArray[np.int64]:
    """Whole scores 0..1000 of pairs from their features: the probability, less a little for every difference in spelling.

    Among pairs that are surely one, the more alike still come first.
    """
    unlike, lacks, initials = 1 - found[:, _AT["likeness"]], 1 - found[:, _AT["cover_long"]], found[:, _AT["initials"]]
    grade = np.maximum(1 - _UNLIKE * unlike - _LACKS * lacks - _INITIAL * initials, _LEAST_GRADE)
    graded: NDArray[np.int64] = np.rint(per_mille(logits(found, person)) * grade).astype(np.int64)
    graded[found[:, _AT["matched"]] == 0] = 0  # names without a word in common, or without a word
    return graded


def per_mille(log_odds: NDArray[np.float64]) -> NDArray[np.int64]:
    """Whole scores 0..1000 from log odds."""
    rounded: NDArray[np.int64] = np.rint(1000 / (1 + np.exp(-np.clip(log_odds, -30, 30)))).astype(np.int64)
    return rounded
