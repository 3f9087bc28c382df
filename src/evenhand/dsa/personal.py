"""Personal data in the free text of a statement: article 24(5) DSA forbids it, so it is looked for before anything leaves.

Shapes that are personal whatever they mean (addresses, numbers, handles), and the strings that the caller knows to be
somebody's: account ids, handles, names of persons. A name that nobody gave us is not recognised.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any, Final

from evenhand.dsa.schema import schema
from evenhand.dsa.validate import Problem

_SHAPES: Final = {
    "an e-mail address": re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}"),
    "a handle": re.compile(r"(?<![\w/.])@\w{2,50}"),
    "a telephone number": re.compile(r"(?<![\w-])(?:\+|00)\d[\d ()./-]{6,20}\d"),
    "an IBAN": re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}\b"),
    "an IP address": re.compile(r"\b(?:\d{1,3}\.){3}\d{1,3}\b"),
    "a US social security number": re.compile(r"\b\d{3}-\d{2}-\d{4}\b"),
    "a profile's address": re.compile(r"https?://[^\s/]{1,253}/(?:@|u/|user/|users/|profile/)\S", re.IGNORECASE),
}


def personal_data(statement: Mapping[str, Any], known: Collection[str] = ()) -> list[Problem]:
    """What looks personal in the free text, by field. `known`: strings that are somebody's (shorter than 3: ignored)."""
    found = []
    for rule in schema().fields.values():
        text = statement.get(rule.name)
        if rule.type not in ("text", "url") or rule.enum or rule.name == "puid" or not isinstance(text, str):
            continue
        folded = text.casefold()
        hits = [what for what, shape in _SHAPES.items() if shape.search(text)]
        hits += ["something that is known to be somebody's" for name in known if _stands_in(name, folded)][:1]
        found += [Problem(rule.name, "personal", f"holds {what}: free text holds no personal data") for what in hits]
    return found


def _stands_in(name: str, folded: str) -> bool:
    """Whether a name stands in a text as a word of its own."""
    wanted = name.strip().casefold()
    return len(wanted) >= 3 and re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", folded) is not None
