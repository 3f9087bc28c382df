"""Company, bank or organisation: what the words of a listed name say, where they say it plainly.

Sanctions lists do not mark businesses. `kind_of_name` is for lists of groups, where a wrong "company" would hide one;
`kind_of_listing` is for lists full of firms, where a name that does not say what it is stays of unknown kind, which no
tier map counts, unless the identity file knows it.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from importlib import resources
from typing import Final

from evenhand.designations.model import EntityKind

_BANK: Final = re.compile(r"(?<![\w'’])(BANK|BANCO|BANQUE|BANCA|BANKA|BANKASI|BANCORP|BANKING)(?![\w'’])")
_COMPANY: Final = re.compile(
    r"(?<![\w'’-])(LTD|LIMITED|LTDA|LIMITADA|LLC|LLP|INC|INCORPORATED|CORP|CORPORATION|CO|COMPANY|COMPANIES|COMPAGNIE|CIA|GMBH|AG|KG|"
    r"BV|B\.V|NV|N\.V|S\.?A|S\.?A\.?S|SRL|S\.R\.L|SARL|S\.A\.R\.L|S\.L|C\.V|OOO|OAO|ZAO|PAO|AO|PJSC|OJSC|CJSC|JSC|PTE|PTY|PLC|"
    r"FZE|FZCO|FZC|FZ|SDN BHD|SHIPPING|AIRLINES|AIRWAYS|AVIATION|TRADING|TRADERS|HOLDING|HOLDINGS|ENTERPRISES?|INDUSTRIES|"
    r"INDUSTRIAL|MANUFACTURING|IMPORT|EXPORT|EXCHANGE|HAWALA|SARAFI|PETROLEUM|PETROCHEMICAL|INSURANCE|INVESTMENTS?|"
    r"CONSTRUCTORA|COMERCIALIZADORA|INVERSIONES|DISTRIBUIDORA|INMOBILIARIA|AGROPECUARIA|GANADERA|HOTEL|TANKERS?|MARITIME)(?![\w'’-])"
)


def kind_of_name(name: str) -> EntityKind:
    """BANK, COMPANY or ORGANISATION by the words of the name."""
    words = name.upper()
    if _BANK.search(words):
        return EntityKind.BANK
    return EntityKind.COMPANY if _COMPANY.search(words) else EntityKind.ORGANISATION


def kind_of_listing(name: str, programmes: Collection[str]) -> EntityKind:
    """The kind of a listed body that is no person, vessel or aircraft: UNKNOWN unless programme or name say more."""
    if "us-fto" in programmes:
        return EntityKind.ORGANISATION
    kind = kind_of_name(name)
    if kind is not EntityKind.ORGANISATION:
        return kind
    words = re.sub(r"[^\w']+", " ", name.upper().replace("’", "'")).strip()
    general, endings = _telling()
    told = general.search(words) or any(words.endswith(ending) for ending in _of(endings, programmes))
    return EntityKind.ORGANISATION if told else EntityKind.UNKNOWN


def _of(endings: dict[str, tuple[str, ...]], programmes: Collection[str]) -> tuple[str, ...]:
    return tuple(word for programme in programmes for word in endings.get(programme, ()))


@lru_cache(maxsize=1)
def _telling() -> tuple[re.Pattern[str], dict[str, tuple[str, ...]]]:
    """`telling-words.txt`: one pattern of the general words, and the endings by programme."""
    text = resources.files("evenhand.designations").joinpath("telling-words.txt").read_text(encoding="utf-8")
    general: list[str] = []
    endings: dict[str, tuple[str, ...]] = {}
    for line in text.splitlines():
        programme, colon, word = line.partition(": ")
        if colon and not line.startswith("#"):
            endings[programme] = (*endings.get(programme, ()), word)
        elif line and not line.startswith("#"):
            general.append(re.escape(line))
    return re.compile(r"(?<!\w)(?:" + "|".join(general) + r")(?!\w)"), endings
