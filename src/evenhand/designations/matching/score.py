"""What a comparison of two names answers: a score 0..1000, whether that is a match, and the features it was made of.

A match of names is a question for a reviewer, never a finding against a person. How it is computed is `matcher`'s.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

THRESHOLD: Final = 500  # more likely one than two, at the prevalence of docs/matching.md


@dataclass(frozen=True, slots=True)
class Reason:
    """A feature of a comparison: what it is, the words of both names it is about, and how alike they are (0..1000)."""

    feature: str
    a: str = ""
    b: str = ""
    likeness: int | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """The answer: 0..1000, whether it reaches the threshold, and why."""

    score: int
    match: bool
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Context:
    """What else is known of both sides; empty is unknown. Countries are codes or names, compared as written."""

    birth_years_a: tuple[int, ...] = ()
    birth_years_b: tuple[int, ...] = ()
    countries_a: tuple[str, ...] = ()
    countries_b: tuple[str, ...] = ()
