"""XML of unknown origin, read without document types, entities or network; a damaged file is refused with the place.

Listings are taken one element at a time and dropped, so memory grows with the records and not with the tree. What the
elements mean is each parser's.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any, Final

from lxml import etree

from evenhand.designations.sources.reading import clean, refuse_no_text
from evenhand.kernel.errors import BadInputError, Place

_DTD: Final = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_ILLEGAL: Final = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
LOST: Final = "\ufffd"
UTF16: Final = (b"\xff\xfe", b"\xfe\xff")


def refuse_document_type(data: bytes, file: str) -> None:
    """Raise BadInputError when a document type or an entity is declared: no list that is read here does that."""
    probe = data.replace(b"\x00", b"")
    if _DTD.search(probe):
        raise BadInputError(
            "the file declares a document type or entities, which the list never does",
            hint="do not use this file; fetch the list from the publisher again",
            place=Place(file=file),
        )


def damaged(file: str, damage: Exception) -> BadInputError:
    """The refusal of a file that is not well-formed, with line and column."""
    line, column = getattr(damage, "position", (None, None))
    message = re.sub(r"\s*\((<string>|[^()]*), line \d+\)$|, line \d+, column \d+.*$", "", str(damage))
    return BadInputError(
        f"the file is damaged and was not read: {message}",
        hint="fetch it again; or read what is left with --recover, which counts what was lost",
        place=Place(file=file, line=line, column=column),
    )


def scrub(data: bytes) -> tuple[bytes, dict[str, int]]:
    """The bytes with each undecodable or forbidden character replaced by U+FFFD, and how many there were."""
    text = data.decode("utf-16" if data[:2] in UTF16 else "utf-8", "replace")
    before = text.count(LOST)
    text, illegal = _ILLEGAL.subn(LOST, text)
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text.lstrip("\ufeff"))
    return text.encode("utf-8"), {"characters": before + illegal}


def elements(data: bytes, file: str, tags: tuple[str, ...], root: str, *, recover: bool = False) -> Iterator[Any]:
    """The root's opening first, then each element of these local names, emptied once the caller asks for the next.

    Raises BadInputError for another root, a document type, and damage that is not to be recovered.
    """
    if data[:2] not in UTF16:
        refuse_no_text(data, file)
    refuse_document_type(data, file)
    reader = etree.iterparse(
        io.BytesIO(data),
        events=("start", "end"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=recover,
    )
    try:
        yield from _walk(reader, file, tags, root)
    except (etree.XMLSyntaxError, ValueError) as damage:
        raise damaged(file, damage) from damage


def _walk(reader: Any, file: str, tags: tuple[str, ...], root: str) -> Iterator[Any]:
    opened = False
    for event, element in reader:
        name = local(element)
        if not opened:
            if name != root:
                raise BadInputError(
                    f"not this list: its outermost element is {name[:40]!r}, not {root!r}",
                    hint="give the XML file as the publisher serves it",
                    place=Place(file=file, line=1),
                )
            opened = True
            yield element
        elif event == "end" and name in tags:
            yield element
            element.clear()
            while element.getprevious() is not None and element.getparent() is not None:
                del element.getparent()[0]


def local(element: Any) -> str:
    """An element's name without its namespace; empty for comments and processing instructions."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def text_of(element: Any, *path: str) -> str:
    """The cleaned text at a path of local names; empty when there is none."""
    for found in children(element, *path):
        return clean(found.text or "")
    return ""


def children(element: Any, *path: str) -> Iterator[Any]:
    """The elements at a path of local names, whatever their namespace."""
    if not path:
        yield element
        return
    for child in element:
        if local(child) == path[0]:
            yield from children(child, *path[1:])
