"""How the functions of the compiled passes are compiled, and where the result is kept.

Numba looks only at the file of a function to see whether it changed, not at what is written into it from other files. So
what is kept stands in a folder named after all the sources of this package: changed code is never run half old.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import numba

_config: Any = numba.config


@lru_cache(maxsize=1)
def _folder() -> str:
    """Where compiled code is kept; empty where nothing may be written (numba then finds a place of the user's)."""
    digest = sha256(numba.__version__.encode())
    here = Path(__file__).parent
    for path in sorted(here.glob("*.py")):
        digest.update(path.read_bytes())
    folder = Path(_config.CACHE_DIR or here / "__pycache__") / f"fused-{digest.hexdigest()[:16]}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return ""
    return str(folder)


def _kept(function: Callable[..., Any], **options: Any) -> Any:
    before = _config.CACHE_DIR
    _config.CACHE_DIR = _folder() or before
    try:
        return numba.njit(cache=True, nogil=True, error_model="numpy", **options)(function)
    finally:
        _config.CACHE_DIR = before


def entry(function: Callable[..., Any]) -> Any:
    """A function of the passes that Python calls; it makes no array, so nothing is counted or freed in it."""
    return _kept(function, _nrt=False)


def compiled(function: Callable[..., Any]) -> Any:
    """A function of the passes that only compiled code calls: no way in from Python is compiled, which is half the work."""
    return _kept(function, _nrt=False, no_cpython_wrapper=True, no_cfunc_wrapper=True)


def inlined(function: Callable[..., Any]) -> Any:
    """A function of the passes, written into those that call it."""
    return _kept(function, _nrt=False, inline="always")


def building(function: Callable[..., Any]) -> Any:
    """A function that makes the tables, once a registry."""
    return _kept(function)
