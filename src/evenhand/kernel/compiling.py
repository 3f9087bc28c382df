"""Where compiled functions are kept between processes: in a folder named after all the sources they were made of.

Numba looks only at the file of a function to see whether it changed, not at constants that come from other files; a folder
per digest of the sources is never half old. Which functions are compiled, and how, is their package's.
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


@lru_cache(maxsize=8)
def folder_of(package: Path, name: str) -> str:
    """Where a package's compiled code is kept: beside the sources, or in the user's cache where these may not be written to."""
    digest = sha256(numba.__version__.encode())
    for path in sorted(package.glob("*.py")):
        digest.update(path.read_bytes())
    cache, home = os.environ.get("XDG_CACHE_HOME"), os.environ.get("HOME")
    users = [Path(cache)] if cache else [Path(home, ".cache")] if home else []
    beside = [package / "__pycache__", *(folder / "evenhand" for folder in users)]
    places = [Path(_config.CACHE_DIR)] if _config.CACHE_DIR else beside
    return first_usable(places, f"{name}-{digest.hexdigest()[:16]}")


def kept(folder: str, function: Callable[..., Any], **options: Any) -> Any:
    """The function, compiled when first called and kept in the folder; in each process anew where the folder is empty."""
    before = _config.CACHE_DIR
    _config.CACHE_DIR = folder or before
    try:
        return numba.njit(cache=bool(folder), **options)(function)
    finally:
        _config.CACHE_DIR = before
