"""How the reader's functions are compiled: kept under a name made of all the sources that are written into them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from evenhand.detection.fused.compiling import kept

_SOURCES: Final = (".", "fused", "fused_reader", "stance")  # constants of the plain reader are written into the code


def entry(function: Callable[..., Any]) -> Any:
    """A function that Python calls; it makes no array."""
    return kept(function, _SOURCES, _nrt=False)


def compiled(function: Callable[..., Any]) -> Any:
    """A function that only compiled code calls."""
    return kept(function, _SOURCES, _nrt=False, no_cpython_wrapper=True, no_cfunc_wrapper=True)


def inlined(function: Callable[..., Any]) -> Any:
    """A function that is written into the one place it is called from: what is compiled twice costs twice."""
    return kept(function, _SOURCES, _nrt=False, inline="always")
