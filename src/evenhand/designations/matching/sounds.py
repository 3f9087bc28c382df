"""Words of any script as sounds, and how far two sounds are apart: what the loops of `loops` compute with.

The tables are data (`letters.yml`, `sounds.yml`, sources there). Which words of a name count is `tokens`'s.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any, Final

import numpy as np
import yaml
from numpy.typing import NDArray

from evenhand.kernel.languages import script_of

LONGEST: Final = 32  # sounds of one word; what is longer is cut
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_STRANGER: Final = 100  # two sounds that have nothing in common, in hundredths
_DROPPED: Final = 90


def read_table(name: str) -> Any:
    """One of the YAML tables beside this module."""
    data = resources.files("evenhand.designations.matching").joinpath(name).read_bytes()
    return yaml.load(data, _LOADER)  # noqa: S506 - CSafeLoader is safe; these are our own files


@dataclass(frozen=True, slots=True)
class Costs:
    """Costs in hundredths, by code. `swap` is [code, code]; the others are [writing, code].

    Writing 0 is a script that writes vowels held against another such, 1 the same held against a script that leaves short
    vowels out, 2 such a script's own letters.
    """

    swap: NDArray[np.float32]
    leave_out: NDArray[np.float32]
    weight: NDArray[np.float32]


@lru_cache(maxsize=1)
def alphabet() -> str:
    """All codes; the number of a code is its place here, from 1."""
    table = _sounds()
    return str(table["consonants"] + table["vowels"] + table["matres"])


@lru_cache(maxsize=1)
def _sounds() -> Any:
    return read_table("sounds.yml")


@lru_cache(maxsize=1)
def costs() -> Costs:
    """The cost tables as arrays."""
    table, codes = _sounds(), alphabet()
    number = {code: place + 1 for place, code in enumerate(codes)}
    size = len(codes) + 1
    swap = np.full((size, size), _STRANGER, np.float32)
    np.fill_diagonal(swap, 0)
    for one, others in table["pairs"].items():
        for other, cost in others.items():
            swap[number[one], number[other]] = swap[number[other], number[one]] = cost
    leave_out = np.full((3, size), _DROPPED, np.float32)
    weight = np.full((3, size), table["weight"]["consonant"], np.float32)
    for row, name in enumerate(("full", "short", "bare")):
        for code, cost in table["leave_out"][name].items():
            leave_out[row, number[code]] = cost
    for code in table["vowels"]:
        weight[:2, number[code]] = table["weight"]["full_vowel"], table["weight"]["short_vowel"]
    for code in table["matres"] + "E1":
        weight[:, number[code]] = table["weight"]["matres"]
    return Costs(swap, leave_out, weight)


@dataclass(frozen=True, slots=True)
class _Script:
    abjad: bool
    letters: dict[str, str]
    start: dict[str, str]
    final: dict[str, str]
    pattern: re.Pattern[str]
    starts: tuple[str, ...]  # the longest first
    finals: tuple[str, ...]


@lru_cache(maxsize=1)
def _scripts() -> dict[str, _Script]:
    return {name: _script(item) for name, item in read_table("letters.yml").items()}


def _script(item: Any) -> _Script:
    letters, start, final = (
        {str(k): "" if v is None else str(v) for k, v in item[part].items()} for part in ("letters", "start", "final")
    )
    return _Script(
        abjad=bool(item["abjad"]),
        letters=letters,
        start=start,
        final=final,
        pattern=re.compile("|".join(sorted(map(re.escape, letters), key=lambda text: (-len(text), text))) + "|."),
        starts=tuple(sorted(start, key=lambda text: (-len(text), text))),
        finals=tuple(sorted(final, key=lambda text: (-len(text), text))),
    )


def sound_of(word: str) -> tuple[str, bool]:
    """The codes of a word (lower case, without marks) and whether its script leaves short vowels out.

    Scripts without a table are read by their plain-letter transcription. A code twice in a row is one sound.
    """
    script = "Latn" if word.isascii() else script_of(word)
    table = _scripts().get(script)
    if table is None:
        word, table = plain_letters(word), _scripts()["Latn"]
    return _collapse(_read(word, table))[:LONGEST], table.abjad


def plain_letters(word: str) -> str:
    """A word in plain Latin letters, by the commonest transcription."""
    from anyascii import anyascii

    return re.sub("[^a-z0-9]", "", anyascii(word).lower())


def _read(word: str, table: _Script) -> str:
    begun = ended = ""
    if word.startswith(table.starts):
        start = next(text for text in table.starts if word.startswith(text))
        if len(word) > len(start):
            begun, word = table.start[start], word[len(start) :]
    if word.endswith(table.finals) and (begun or len(word) > 2):
        final = next(text for text in table.finals if word.endswith(text))
        if len(word) > len(final):
            word, ended = word[: -len(final)], table.final[final]
    letters = table.letters
    read = [letters[part] if part in letters else _foreign(part) for part in table.pattern.findall(word)]
    return begun + "".join(read) + ended


def _foreign(letter: str) -> str:
    """A letter of another script, or with a mark that stayed: by its plain letters."""
    if not letter.isalpha():
        return ""
    letters = _scripts()["Latn"].letters
    return "".join(letters.get(char, "") for char in plain_letters(letter))


_TWICE: Final = re.compile(r"(.)\1+")


def _collapse(codes: str) -> str:
    return _TWICE.sub(r"\1", codes)


def encode(codes: str) -> bytes:
    """Codes as numbers from 1."""
    return codes.translate(_code_points()).encode("latin-1")


@lru_cache(maxsize=1)
def _code_points() -> dict[int, int]:
    return {ord(code): number for code, number in _numbers().items()}


@lru_cache(maxsize=1)
def _numbers() -> dict[str, int]:
    return {code: place + 1 for place, code in enumerate(alphabet())}


# Sounds that spellings interchange fall together; vowels, h and the half-vowels fall out. One sound may stand for two.
_KEY: Final = {
    **dict.fromkeys("bpf23", "B"), **dict.fromkeys("td", "T"), **dict.fromkeys("szSc5", "S"), **dict.fromkeys("TDNV", "TS"),
    **dict.fromkeys("CZ", "SK"), **dict.fromkeys("kgq4Gj", "K"), **dict.fromkeys("xJ", "K-"), "v": "B-", "K": "KS", "m": "M",
    "n": "N", "l": "L", "r": "R",
}  # fmt: skip
_MOST_KEYS: Final = 6


@lru_cache(maxsize=100_000)
def keys_of(codes: str) -> tuple[str, ...]:
    """The consonant skeletons of a word, at most six: words of one name share one in nearly every spelling and script."""
    keys = [""]
    for code in codes:
        stands = _KEY.get(code)
        if stands:
            keys = [key if sign == "-" or key.endswith(sign) else key + sign for key in keys for sign in stands]
            keys = list(dict.fromkeys(keys))[:_MOST_KEYS]
    return tuple(dict.fromkeys(keys))
