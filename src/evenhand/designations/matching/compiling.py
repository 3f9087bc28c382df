"""How the loops of this package are compiled; where the result is kept is `kernel.compiling`'s."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

from evenhand.kernel.compiling import folder_of, kept

_Function = TypeVar("_Function", bound=Callable[..., Any])


def compiled(function: _Function) -> _Function:
    """Compiled when first called, and kept until a source of this package changes."""
    return cast("_Function", kept(folder_of(Path(__file__).parent, "matching"), function))
