"""The script most letters of a text are in, for a whole column: the compiled twin of `kernel.languages.script_of`."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

import numpy as np
from numba import njit

from evenhand.kernel.languages import script_of_char

_TABLED: Final = 0x20000
UNTOLD: Final = 255  # a letter past the table: the caller asks the plain function


@lru_cache(maxsize=1)
def script_table() -> tuple[Any, tuple[str, ...]]:
    """Script numbers by code point (0 is no letter), and their names."""
    names = {"Zyyy": 0}
    table = np.zeros(_TABLED, np.uint8)
    plain = script_of_char.__wrapped__  # past the memo: one question for each code point would only flush it
    for code in range(_TABLED):
        char = chr(code)
        if char.isalpha():
            table[code] = names.setdefault(plain(char), len(names))
    return table, tuple(names)


def script_names() -> tuple[str, ...]:
    """The scripts by their numbers."""
    return script_table()[1]


def scripts_of(data: Any, offsets: Any, most: int) -> Any:
    """For each row the number of the script of its first `most` code points, or UNTOLD."""
    out = np.zeros(offsets.size - 1, np.uint8)
    _scripts(data, offsets, most, script_table()[0], len(script_table()[1]), out)
    return out


@njit(cache=True)
def _scripts(data: Any, offsets: Any, most: Any, table: Any, scripts: Any, out: Any) -> None:
    counts, seen = np.zeros(scripts, np.int32), np.zeros(scripts, np.int32)
    for row in range(offsets.size - 1):
        place, stop, left, order = np.int64(offsets[row]), np.int64(offsets[row + 1]), most, 0
        while place < stop and left:
            byte = np.int32(data[place])
            width = 1 if byte < 0x80 else 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
            code = byte if width == 1 else byte & (0x7F >> width)
            for i in range(1, width):
                code = (code << 6) | np.int32(data[place + i] & 0x3F)
            place += width
            left -= 1
            if code >= table.size:
                out[row] = UNTOLD
                continue
            script = table[code]
            if script:
                if not counts[script]:
                    seen[order] = script
                    order += 1
                counts[script] += 1
        best = 0
        for i in range(order):
            if counts[seen[i]] > best:
                best = counts[seen[i]]
                if out[row] != UNTOLD:
                    out[row] = seen[i]
        for i in range(order):
            counts[seen[i]] = 0
