"""Company, bank or organisation: what the words of a listed name say, where they say it plainly.

Sanctions lists do not mark businesses. A wrong "organisation" only sends a name to the tier map's doubt; a wrong
"company" would hide an armed group, so programmes that list armed groups (FTO) overrule this (see the parsers).
"""

from __future__ import annotations

import re
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
