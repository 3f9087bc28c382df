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
