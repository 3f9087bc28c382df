"""A text as one byte a letter: the first step of the quick pass, and the table it reads.

Letters become their shapes (`hashing.shape_of`), all 0x30 or more; what separates words becomes one of a few codes below.
Dropped marks are gone, so every mark, harakah and zero-width sign costs nothing later.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

import numpy as np

from evenhand.detection.aliases import TIGHT
from evenhand.detection.disguises import SIGNS
from evenhand.detection.fused.code_points import IS_ALNUM, IS_ALPHA, classes, folding, is_plain, looking_alike
from evenhand.detection.fused.compiling import inlined
from evenhand.detection.fused.hashing import CYRILLIC_SHAPE, shape_of
from evenhand.detection.fused.lanes import load8

# Separators: bit 0 joins parts of a word, bit 1 is a sign that may stand for a letter, bits 1 and 2 are money.
BLANK, OTHER, JOINS, SIGN, JOINING_SIGN, COLON, SLASH, DOLLAR, HASH, AT, EURO = (
    0x00, 0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x18, 0x1A, 0x1E
)  # fmt: skip
BIT_JOINS, BIT_SIGN, BIT_MONEY = np.uint64(1), np.uint64(2), np.uint64(4)
LEAST_LETTER: Final = np.uint64(0x30)
# What the high byte of an entry says of a code point; a row's are all or'ed together.
KEPT, IN_PIECES, TAG, GREEK, CYRILLIC, SEPARATES, PHONETIC, STRANGE = (1 << bit for bit in range(8, 16))
SLOW: Final = 1 << 16  # in `byte_table` only: read the code point as a whole
ALPHABETS: Final = 0x20000
PADDING: Final = 144  # bytes behind a row's shapes that the lanes read: blanks
_U: Final = np.uint64
_HIGH: Final = _U(0x8080808080808080)
_SPELL: Final = 32  # bytes read one by one before plain ASCII is looked for again


@lru_cache(maxsize=1)
def table() -> Any:
    """For each code point its shape, and what is worth knowing of it: uint16."""
    folded, pieces = folding()
    out = np.full(0x110000, KEPT | OTHER, np.uint16)
    letter = (folded > 0) & (folded != 32) & (folded != 39)
    codes = np.flatnonzero(letter)
    out[codes] = _entries(folded[codes])
    out[folded == 0] = 0
    for code in np.flatnonzero(folded < 0).tolist():
        place = -int(folded[code]) - 1
        letters = pieces[place + 1 : place + 1 + pieces[place]].tolist()
        out[code] = KEPT | IN_PIECES
        for part in letters:
            out[code] |= int(_entries(np.array([part]))[0]) & 0xFF00 if part not in (32, 39) else SEPARATES
    kinds = classes()
    raw = np.arange(ALPHABETS)
    alone = np.flatnonzero((kinds & IS_ALNUM != 0) & ~letter[:ALPHABETS] & (folded[:ALPHABETS] > 0))
    out[alone] |= SEPARATES
    counted = (raw < 0x2B0) | ((raw >= 0x1D00) & (raw <= 0x1D7F)) | ((raw >= 0xA730) & (raw <= 0xA7FF))
    latin = np.flatnonzero(counted & (kinds & IS_ALPHA != 0))
    out[latin[(out[latin] & 0xFF) >= 0x80]] |= PHONETIC
    out[[32, 10]] = KEPT
    signs = {char: JOINING_SIGN if char in TIGHT else SIGN for char in SIGNS}
    for char, code in {**dict.fromkeys(TIGHT, JOINS), **signs, ":": COLON, "/": SLASH, "$": DOLLAR, "€": EURO}.items():
        out[ord(char)] = (out[ord(char)] & 0xFF00) | KEPT | code
    for char, code in {"#": HASH, "＃": HASH, "@": AT, "＠": HASH}.items():
        out[ord(char)] = KEPT | TAG | code
    return out


def _entries(folded: Any) -> Any:
    """The entries of folded letters."""
    letters = folded.astype(np.int64)
    small = (letters >= 0x430) & (letters <= 0x44F)
    shapes = np.where(
        letters < 0x80, letters, np.where(small, letters - 0x430 + CYRILLIC_SHAPE, 0xA0 + letters * 7 % 96)
    )
    strange = np.isin(letters, [ord(letter) for letter in looking_alike() if len(letter) == 1 and not is_plain(letter)])
    greek = np.zeros(letters.shape, np.bool_)
    for first, last in ((0x250, 0x2AF), (0x370, 0x3FF), (0x1D00, 0x1D7F), (0xA730, 0xA7FF)):
        greek |= (letters >= first) & (letters <= last)
    cyrillic = (letters >= 0x400) & (letters <= 0x52F)
    kinds = np.where(greek, GREEK | STRANGE, 0) | np.where(cyrillic, CYRILLIC, 0) | np.where(strange, STRANGE, 0)
    return (KEPT | kinds | shapes).astype(np.uint16)


@inlined
def _pieces(code: Any, tables: Any, shapes: Any, count: Any) -> Any:
    """Write a code point that folds to several letters. Returns the count after it."""
    place = -np.int64(tables.fold[code]) - 1
    for i in range(tables.pieces[place]):
        letter = tables.pieces[place + 1 + i]
        if letter:
            shapes[count] = np.uint8(OTHER) if letter == 32 or letter == 39 else shape_of(letter)  # noqa: PLR1714 - as above, no set
            count += _U(1)
    return count


@inlined
def code_at(data: Any, place: Any, end: Any) -> Any:
    """The code point at a place of valid UTF-8, and the place after it. One and two bytes are read without a branch."""
    byte = np.uint32(data[place])
    after = np.uint32(data[min(place + _U(1), end - _U(1))]) & np.uint32(0x3F)
    if byte < np.uint32(0xE0):
        wide = byte >= np.uint32(0xC0)
        return (
            ((byte & np.uint32(0x1F)) << np.uint32(6)) | after if wide else byte,
            place + (_U(2) if wide else _U(1)),
        )
    code = (after << np.uint32(6)) | (np.uint32(data[place + _U(2)]) & np.uint32(0x3F))
    if byte < np.uint32(0xF0):
        return ((byte & np.uint32(0x0F)) << np.uint32(12)) | code, place + _U(3)
    code = (code << np.uint32(6)) | (np.uint32(data[place + _U(3)]) & np.uint32(0x3F))
    return min(((byte & np.uint32(0x07)) << np.uint32(18)) | code, np.uint32(0x10FFFF)), place + _U(4)


@lru_cache(maxsize=1)
def byte_table() -> tuple[Any, Any]:
    """The table as it is read byte by byte: where the row for what follows a byte begins, and the rows (uint32).

    The second byte of a code point has its entry, the first has none; whatever is not one or two bytes, or comes in
    pieces, is marked SLOW.
    """
    entries = table().astype(np.uint32)
    entries[entries & IN_PIECES != 0] |= SLOW
    leads = range(0xC2, 0xE0)
    rows = np.zeros(0x100 + 64 * len(leads) + 0x100, np.uint32)
    rows[:0x80] = entries[:0x80]
    rows[0xE0:0x100] = SLOW
    row_of = np.zeros(0x100, np.uint32)
    for number, lead in enumerate(leads):
        first = 0x100 + 64 * number
        row_of[lead] = first - 0x80
        rows[first : first + 64] = entries[(lead & 0x1F) << 6 : ((lead & 0x1F) + 1) << 6]
    return row_of, rows


@inlined
def write_shapes(data: Any, begin: Any, end: Any, tables: Any, shapes: Any) -> Any:
    """Write the shapes of a text. Returns how many, all flags of its code points, and whether one in pieces stands thrice.

    One and two bytes are read without a branch and without waiting for the width of the last code point.
    """
    row_of, rows = tables.row_of, tables.rows
    place, count, seen, again = begin, _U(0), np.uint32(0), _U(0)
    last, run, after = np.int32(0), 0, begin
    before = _U(0)  # the byte before
    while place < end:
        while place + _U(8) <= end:
            eight = load8(data, place)
            if eight & _HIGH:
                break
            for _ in range(8):
                entry = rows[eight & _U(0xFF)]
                eight >>= _U(8)
                shapes[count] = np.uint8(entry)
                seen |= entry
                count += _U((entry >> np.uint32(8)) & np.uint32(1))
            place += _U(8)
            before = _U(0)
        spell = min(end, place + _U(_SPELL))
        while place < spell:
            byte = _U(data[place])
            entry = rows[_U(row_of[before]) + byte]
            if entry & np.uint32(SLOW):
                first = place - _U(byte < _U(0xC0))
                code, place = code_at(data, first, end)
                entry = np.uint32(tables.shapes[code])
                before = _U(0)
                seen |= entry
                if entry & np.uint32(IN_PIECES):
                    letter = tables.pieces[-np.int64(tables.fold[code])]  # its capital folds to the same
                    run = run + 1 if letter == last and first == after else 1
                    if run == 3:
                        again = _U(1)
                    last, after = letter, place
                    count = _pieces(code, tables, shapes, count)
                    continue
            else:
                before = byte
                place += _U(1)
                seen |= entry
            shapes[count] = np.uint8(entry)
            count += _U((entry >> np.uint32(8)) & np.uint32(1))
    for i in range(_U(PADDING)):
        shapes[count + i] = np.uint8(0)
    return count, np.uint16(seen & np.uint32(0xFFFF)), again
