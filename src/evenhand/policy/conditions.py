"""Typed condition trees: `all / any / not` over `field op value`. PLACEHOLDER replaced by the policy room."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition tree."""
