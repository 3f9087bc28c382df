"""How the functions of the compiled passes are compiled, and where the result is kept.

Numba looks only at the file of a function to see whether it changed, not at what is written into it from other files. So
what is kept stands in a folder named after all the sources of this package: changed code is never run half old.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import numba

_config: Any = numba.config


def first_usable(places: Iterable[Path], name: str) -> str:
    """The folder of a name in the first place where it can be made and written to; empty where there is none."""
    for place in places:
        folder = place / name
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(folder, os.W_OK):
            return str(folder)
    return ""


@lru_cache(maxsize=4)
def _folder(sources: tuple[str, ...] = ("fused",)) -> str:
    """Where compiled code is kept: beside the sources, or in the user's cache where these may not be written to."""
    digest = sha256(numba.__version__.encode())
    here = Path(__file__).parent
    for source in sources:
        for path in sorted((here.parent / source).glob("*.py")):
            digest.update(path.read_bytes())
    cache, home = os.environ.get("XDG_CACHE_HOME"), os.environ.get("HOME")
    users = [Path(cache)] if cache else [Path(home, ".cache")] if home else []
    beside = [here / "__pycache__", *(folder / "evenhand" for folder in users)]
    places = [Path(_config.CACHE_DIR)] if _config.CACHE_DIR else beside
    return first_usable(places, f"{sources[-1]}-{digest.hexdigest()[:16]}")


def kept(function: Callable[..., Any], sources: tuple[str, ...] = ("fused",), **options: Any) -> Any:
    """Compiled when first called, and kept; compiled in each process where no folder may be written to.

    `sources` are the folders of `detection` whose files are written into the function.
    """
    before, folder = _config.CACHE_DIR, _folder(sources)
    _config.CACHE_DIR = folder or before
    try:
        return numba.njit(cache=bool(folder), nogil=True, error_model="numpy", **options)(function)
    finally:
        _config.CACHE_DIR = before


def entry(function: Callable[..., Any]) -> Any:
    """A function of the passes that Python calls; it makes no array, so nothing is counted or freed in it."""
    return kept(function, _nrt=False)


def compiled(function: Callable[..., Any]) -> Any:
    """A function of the passes that only compiled code calls: no way in from Python is compiled, which is half the work."""
    return kept(function, _nrt=False, no_cpython_wrapper=True, no_cfunc_wrapper=True)


def inlined(function: Callable[..., Any]) -> Any:
    """A function of the passes, written into those that call it."""
    return kept(function, _nrt=False, inline="always")


def building(function: Callable[..., Any]) -> Any:
    """A function that makes the tables, once a registry."""
    return kept(function)
