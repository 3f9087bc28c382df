"""Translations: reads a .po file, checks it against the messages, compiles it to the .mo that gettext reads.

The .po files are for translators and are the source; the .mo files beside them are compiled from them, byte for byte the
same each time (a test compares). Format: GNU gettext manual, sections "PO Files" and "MO Files"; no plural forms and
no contexts are used: messages are written so that they need none.
"""

from __future__ import annotations

import ast
import re
import struct
from collections.abc import Iterable, Mapping
from importlib.resources import files
from typing import Final

from evenhand.kernel.errors import BadInputError, Place

LANGUAGES: Final = ("ar", "es", "fa", "fr", "he", "ru", "tr", "ur")  # beside English, which the messages are in
_PLACEHOLDER: Final = re.compile(r"%\((\w+)\)s|%")
_MAGIC: Final = 0x950412DE


def read_po(text: str, name: str = "statements.po") -> dict[str, str]:
    """Translations by message id. Raises BadInputError with the line for what is no entry, or an id that comes twice."""
    found: dict[str, str] = {}
    parts: dict[str, list[str]] = {"msgid": [], "msgstr": []}
    current = ""
    for number, raw in enumerate([*text.splitlines(), "msgid"], start=1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        keyword, _, rest = line.partition(" ") if not line.startswith('"') else (current, "", line)
        if keyword not in parts:
            raise BadInputError(f"no msgid, msgstr or text: {line[:40]!r}", place=Place(name, number))
        if keyword == "msgid" and current == "msgstr":
            message = "".join(parts["msgid"])
            if message in found:
                raise BadInputError(f"a message comes twice: {message[:60]!r}", place=Place(name, number))
            found[message] = "".join(parts["msgstr"])
            parts = {"msgid": [], "msgstr": []}
        current = keyword
        if rest:
            try:
                parts[current].append(str(ast.literal_eval(rest)))
            except (SyntaxError, ValueError):
                raise BadInputError(f"no quoted text: {rest[:40]!r}", place=Place(name, number)) from None
    return found


def write_po(lang: str, translations: Mapping[str, str]) -> str:
    """A .po file in the order of its message ids; no dates, so that the same translations are the same bytes."""
    header = {"Language": lang, "MIME-Version": "1.0", "Content-Type": "text/plain; charset=UTF-8"}
    lines = ['msgid ""', 'msgstr ""', *(f'"{key}: {value}\\n"' for key, value in header.items())]
    for message in sorted(translations):
        if message:
            lines += ["", f"msgid {_quoted(message)}", f"msgstr {_quoted(translations[message])}"]
    return "\n".join(lines) + "\n"


def compile_mo(translations: Mapping[str, str]) -> bytes:
    """The .mo bytes (little-endian, revision 0, no hash table): ids in byte order, each text ended by a NUL."""
    pairs = sorted((key.encode(), value.encode()) for key, value in translations.items() if value)
    start = 28 + 16 * len(pairs)
    tables = []
    body = b""
    for texts in ([key for key, _ in pairs], [value for _, value in pairs]):
        table = b""
        for text in texts:
            table += struct.pack("<II", len(text), start + len(body))
            body += text + b"\0"
        tables.append(table)
    head = struct.pack("<7I", _MAGIC, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, start)
    return head + tables[0] + tables[1] + body


def problems(translations: Mapping[str, str], messages: Iterable[str]) -> list[str]:
    """What is wrong with a catalogue, in words: a message without a translation, one that is no message any more, a
    placeholder that was lost, invented or misspelt.
    """
    wanted = set(messages)
    found = [f"not translated: {message}" for message in sorted(wanted) if not translations.get(message, "").strip()]
    found += [f"no message of ours: {message}" for message in sorted(set(translations) - wanted - {""})]
    for message in sorted(wanted & set(translations)):
        here, there = _placeholders(message), _placeholders(translations[message])
        if here != there:
            found.append(f"placeholders {here} became {there}: {message}")
    return found


def po_of(lang: str) -> str:
    """The text of the catalogue that ships."""
    return files("evenhand.statements").joinpath("locale", lang, "LC_MESSAGES", "statements.po").read_text("utf-8")


def _placeholders(text: str) -> list[str]:
    return sorted(match.group(1) or "a bare %" for match in _PLACEHOLDER.finditer(text))


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
