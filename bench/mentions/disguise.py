"""Ways to write a name so that it looks the same to a reader and not to a machine. None where it means nothing."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from typing import Final

_TO_CYRILLIC: Final = dict(zip("aceopxyiAEKMHOPCTXBI", "асеорхуіАЕКМНОРСТХВІ", strict=True))
_TO_LATIN: Final = {cyrillic: latin for latin, cyrillic in _TO_CYRILLIC.items()}
_ARABIC: Final = {
    "ي": "ی",
    "ی": "ي",
    "ك": "ک",
    "ک": "ك",
    "ة": "ه",
    "ہ": "ه",
    "ه": "ہ",
    "أ": "ا",
    "إ": "ا",
    "آ": "ا",
    "ى": "ي",
}
_HEBREW: Final = {
    "א": "\ufb21",
    "ד": "\ufb22",
    "ה": "\ufb23",
    "ל": "\ufb25",
    "ם": "\ufb26",
    "ר": "\ufb27",
    "ת": "\ufb28",
}
_LEET_LATIN: Final = dict(zip("oieastbOIEASTB", "01345780134578", strict=True))
_LEET_CYRILLIC: Final = {"о": "0", "е": "3", "а": "4", "т": "7", "в": "8", "з": "3"}
_HIDDEN: Final = "\u200b\u200c\u200d\u2060\ufeff"


def _swapped(name: str, tables: tuple[dict[str, str], ...], chance: random.Random, share: float) -> str | None:
    for table in tables:
        places = [i for i, char in enumerate(name) if char in table]
        if places:
            chosen = set(chance.sample(places, max(1, round(share * len(places)))))
            return "".join(table[char] if i in chosen else char for i, char in enumerate(name))
    return None


def homoglyph(name: str, chance: random.Random) -> str | None:
    cyrillic = any("а" <= char.lower() <= "я" for char in name)
    tables = (_TO_LATIN,) if cyrillic else (_TO_CYRILLIC, _ARABIC, _HEBREW)
    return _swapped(name, tables, chance, 0.5)


def leetspeak(name: str, chance: random.Random) -> str | None:
    if sum(map(str.isalpha, name)) < 4 or any(char.isdigit() for char in name):
        return None
    return _swapped(name, (_LEET_LATIN, _LEET_CYRILLIC), chance, 0.5)


def spaced(name: str, chance: random.Random) -> str | None:
    """Letters set apart; the words of a longer name by more than its letters."""
    return "   ".join(" ".join(word) for word in re.split(r"[\s\-'׳\u200c]+", name) if word)


def dotted(name: str, chance: random.Random) -> str | None:
    sign = chance.choice(".-*_")
    return " ".join(sign.join(word) for word in re.split(r"[\s\-'׳\u200c]+", name) if word)


def split_once(name: str, chance: random.Random) -> str | None:
    """One sign inside the longest word."""
    words = name.split(" ")
    at = max(range(len(words)), key=lambda i: len(words[i]))
    if len(words[at]) < 4:
        return None
    cut = chance.randrange(1, len(words[at]))
    words[at] = words[at][:cut] + chance.choice(".*_/|") + words[at][cut:]
    return " ".join(words)


def repeated(name: str, chance: random.Random) -> str | None:
    places = [i for i, char in enumerate(name) if char.isalpha()]
    if len(places) < 4:
        return None
    at = chance.choice(places)
    return name[:at] + name[at] * chance.randint(3, 6) + name[at + 1 :]


def zero_width(name: str, chance: random.Random) -> str | None:
    at = chance.randrange(1, len(name))
    return name[:at] + chance.choice(_HIDDEN) + name[at:]


def tatweel(name: str, chance: random.Random) -> str | None:
    places = [i for i in range(1, len(name)) if all("\u0621" <= c <= "\u06d3" for c in name[i - 1 : i + 1])]
    if not places:
        return None
    at = chance.choice(places)
    return name[:at] + "ـ" * chance.randint(1, 4) + name[at:]


def full_width(name: str, chance: random.Random) -> str | None:
    if not name.isascii():
        return None
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in name)


def mathematical(name: str, chance: random.Random) -> str | None:
    if not name.isascii():
        return None
    return "".join(
        chr(0x1D400 + ord(c) - 65) if c.isupper() else chr(0x1D41A + ord(c) - 97) if c.islower() else c for c in name
    )


def written_together(name: str) -> str:
    """As in a hashtag: `BokoHaram`, `حزب_الله`."""
    words = [word for word in re.split(r"[^\w\u200c]+", name) if word]
    return "".join(word[:1].upper() + word[1:] for word in words) if name.isascii() else "_".join(words)


def joined_tag(name: str, chance: random.Random) -> str | None:
    words = [word for word in re.split(r"[^\w]+", name) if word]
    tag = "".join(word[:1].upper() + word[1:] for word in words)
    if len(tag) < 4:
        return None
    return chance.choice(["#Stop{}", "#{}2024", "#{}Now", "#No{}", "#{}"]).format(tag) if name.isascii() else f"#{tag}"


DISGUISES: Final[dict[str, Callable[[str, random.Random], str | None]]] = {
    "homoglyph": homoglyph,
    "leetspeak": leetspeak,
    "spaced": spaced,
    "dotted": dotted,
    "split_once": split_once,
    "repeated": repeated,
    "zero_width": zero_width,
    "tatweel": tatweel,
    "full_width": full_width,
    "mathematical": mathematical,
    "joined_tag": joined_tag,
}
