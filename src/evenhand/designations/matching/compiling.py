"""How the loops of this package are compiled; where the result is kept is `kernel.compiling`'s."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from evenhand.kernel.compiling import folder_of, kept


def compiled(function: Callable[..., Any]) -> Any:
    """Compiled when first called, and kept until a source of this package changes."""
    return kept(folder_of(Path(__file__).parent, "matching"), function)
