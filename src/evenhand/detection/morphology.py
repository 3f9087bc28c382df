"""What may be attached to a name without a space: proclitics, suffixes, case endings, from `data/morphology.yml`.

Everything works on folded words. Deciding whether what remains is an alias is `detection.aliases`'.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from evenhand.detection.resources import read_yaml
from evenhand.kernel.languages import script_of_char

_MIN_STEM = 3


@lru_cache(maxsize=1)
def _rules() -> Any:
    return read_yaml("data/morphology.yml")


def proclitic_forms(word: str) -> list[tuple[str, int]]:
    """Ways this first word of a name is written with a proclitic: (form, folded letters that are not the name's).

    Arabic `lil-` swallows the alif of the article, so `للفجر` is `الفجر` with nothing to cut off: 0. Hebrew `ב` does so with ה.
    """
    script = script_of_char(word[0])
    forms = [(clitic + word, len(clitic)) for clitic in _rules()["proclitics"].get(script, ())]
    for article, clitics in _rules()["swallowed"].get(script, {}).items():
        if word.startswith(article):
            forms += [(clitic + word[len(article) :], 0) for clitic in clitics]
    return forms


def suffix_forms(word: str, lang: str, *, alone: bool = True) -> list[str]:
    """Ways this last word of a name takes a suffix in a language; short names that are `alone` take only the longer ones."""
    least_long, least_short = (4, 6) if alone else (2, 3)
    return [
        word + suffix
        for suffix in _rules()["suffixes"].get(lang, ())
        if len(word) >= (least_long if len(suffix) > 1 else least_short)
    ]


@lru_cache(maxsize=1)
def endings() -> tuple[str, ...]:
    """The Russian case endings, longest first."""
    return tuple(sorted(_rules()["endings"]["ru"], key=lambda ending: (-len(ending), ending)))


@lru_cache(maxsize=65536)
def cyrillic_stem(word: str) -> str:
    """A Cyrillic word without its case ending: `талибаном`, `талибана` and `талибан` share one stem."""
    for ending in endings():
        if len(word) - len(ending) >= _MIN_STEM and word.endswith(ending):
            return word[: -len(ending)]
    return word


def cyrillic_forms(word: str) -> list[str]:
    """Every form whose stem is this word's: the stem with each ending. Over-generates; the scanner verifies the stem."""
    stem = cyrillic_stem(word)
    return [stem, *(stem + ending for ending in endings())]


def is_cyrillic(word: str) -> bool:
    """Whether a folded word is long enough Cyrillic to carry a case ending."""
    return len(word) >= _MIN_STEM + 1 and "а" <= word[0] <= "я"


@lru_cache(maxsize=32)
def proclitics_of(script: str) -> tuple[str, ...]:
    """The plain proclitics of a script, longest first: cue words are looked up without them."""
    return tuple(sorted(_rules()["proclitics"].get(script, ()), key=lambda c: (-len(c), c)))
