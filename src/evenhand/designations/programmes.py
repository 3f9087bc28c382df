"""How publishers' programme codes are spelled here (INTERFACES.md, Programmes). What a programme means is the tier map's.

Sources: OFAC "Program Tag Definitions"; UN Security Council sanctions committees.
"""

from __future__ import annotations

import re
from typing import Final

_OFAC: Final = {"FTO": ("us-state", "us-fto"), "SDGT": ("us-ofac", "us-sdgt"), "SDNTK": ("us-ofac", "us-sdntk")}
_UN: Final = {
    "al-qaida": "un-1267",
    "taliban": "un-1988",
    "gb": "un-guinea-bissau",
    "southsudan": "un-south-sudan",
}


def ofac_programme(code: str) -> tuple[str, str]:
    """(authority, programme) of an OFAC programme tag. FTO is an act of the State Department that OFAC repeats."""
    tag = code.strip().upper()
    return _OFAC.get(tag, ("us-ofac", "us-ofac-" + _slug(tag)))


def un_programme(regime: str) -> tuple[str, str]:
    """(authority, programme) of a `UN_LIST_TYPE`."""
    word = _slug(regime)
    return "un-sc", _UN.get(word, "un-" + word)


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "unknown"


_GB: Final = {
    "the-isil-da-esh-and-al-qaida-organisations": "gb-isil-al-qaida",
    "isil-da-esh-and-al-qaida-organisations": "gb-isil-al-qaida",
    "isil-da-esh-and-al-qaida": "gb-isil-al-qaida",
    "terrorism-and-terrorist-financing": "gb-counter-terrorism",
    "counter-terrorism-international": "gb-counter-terrorism-international",
    "counter-terrorism-domestic": "gb-counter-terrorism-domestic",
}


def gb_programme(regime: str) -> str:
    """The programme of a UK sanctions regime, as the list names it. Proscription is `gb-proscribed`, another list."""
    word = _slug(re.sub(r"^The (.*) (Sanctions )?\(EU Exit\) Regulations \d{4}$", r"\1", regime.strip()))
    return _GB.get(word, "gb-" + word)


def ca_programme(regulation: str) -> str:
    """The programme of a Canadian regulation, by its English name (`Russia / Russie`)."""
    english = re.sub(r"\s*\([^)]*\)", "", regulation.partition(" / ")[0])
    return "ca-sema-" + _slug(english)


def eu_programme(code: str) -> str:
    """The programme of an EU regulation's code (`IRQ`, `TAQA`)."""
    return "eu-" + _slug(code)
