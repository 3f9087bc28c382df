"""The ladder: which rung a number of strikes reaches, which of two penalties is milder, and both in words.

Pure reading of policy data. Which strikes count is `strikes`'; what is done on a surface is `actions`'.
"""

from __future__ import annotations

import sys
from typing import Final

from evenhand.policy.model import Penalty, PenaltyKind, Rung, StrikeRules

_ORDER: Final = {kind: place for place, kind in enumerate(PenaltyKind)}  # the enum is written mildest first


def rung_for(rules: StrikeRules, count: int) -> Rung | None:
    """The highest rung whose `strikes` are at most `count`; None below the first. Rungs need not be in order."""
    reached = [rung for rung in rules.rungs if rung.strikes <= count]
    return max(reached, key=lambda rung: rung.strikes, default=None)


def top_of(rules: StrikeRules) -> int:
    """The strikes of the last rung: the "12" in "strike 4 of 12"; 0 for a track without rungs."""
    return max((rung.strikes for rung in rules.rungs), default=0)


def harshness(penalty: Penalty) -> tuple[int, int, int]:
    """A sort key, mildest first: kind, then days (none is without end), then the number of features limited."""
    return (_ORDER[penalty.kind], sys.maxsize if penalty.days is None else penalty.days, len(penalty.features))


def in_words(count: int, of: int, penalty: Penalty) -> str:
    """`strike 4 of 12: 3 days' suspension`; past the last rung `strike 5 (the ladder ends at 4): disablement`."""
    return f"strike {count}{of_in_words(count, of)}: {penalty_in_words(penalty)}"


def of_in_words(count: int, of: int) -> str:
    """What follows the count: ` of 12`, or past the last rung where the ladder ends; nothing without a ladder."""
    if not of:
        return ""
    return f" of {of}" if count <= of else f" (the ladder ends at {of})"


def penalty_in_words(penalty: Penalty) -> str:
    """A penalty in English words, days included. Other languages are `statements`'."""
    match penalty.kind:
        case PenaltyKind.WARNING:
            return "a warning"
        case PenaltyKind.FEATURE_LIMIT:
            what = ", ".join(feature.replace("_", " ") for feature in penalty.features)
            named = f" ({what})" if what else ""
            return f"limited features{named}{_for_days(penalty.days)}"
        case PenaltyKind.SUSPENSION:
            if penalty.days is None:
                return "suspension without end"
            return f"{penalty.days} day's suspension" if penalty.days == 1 else f"{penalty.days} days' suspension"
        case PenaltyKind.DISABLEMENT:
            return "disablement" + ("" if penalty.days is None else _for_days(penalty.days))


def _for_days(days: int | None) -> str:
    if days is None:
        return " without end"
    return f" for {days} day" + ("" if days == 1 else "s")
