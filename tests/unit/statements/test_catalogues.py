"""Catalogues: every message in every language with its placeholders, compiled as committed, right to left where it is."""

from __future__ import annotations

import gettext
import io
import os
from pathlib import Path

import pytest
from lxml import html as lxml_html
from tests.unit.statements.told import public, reasons

from evenhand.kernel.errors import BadInputError
from evenhand.kernel.languages import RIGHT_TO_LEFT
from evenhand.statements.catalogues import LANGUAGES, compile_mo, po_of, problems, read_po, write_po
from evenhand.statements.quoting import FSI, PDI
from evenhand.statements.rendering import messages, render

LOCALE = Path("src/evenhand/statements/locale")
SAME_WORD = {"no", "glorification", "satire"}  # Spanish says "no", French the others


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_message_and_no_placeholder_is_missing(lang: str) -> None:
    assert problems(read_po(po_of(lang)), messages()) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_compiled_catalogue_is_the_one_committed(lang: str) -> None:
    """Set EVENHAND_GOLDEN=write to compile them anew after editing a .po file."""
    folder = LOCALE / lang / "LC_MESSAGES"
    translations = read_po((folder / "statements.po").read_text(encoding="utf-8"))
    compiled = compile_mo(translations)
    if os.environ.get("EVENHAND_GOLDEN") == "write":
        (folder / "statements.mo").write_bytes(compiled)
    assert (folder / "statements.mo").read_bytes() == compiled
    catalogue = gettext.GNUTranslations(io.BytesIO(compiled))
    assert all(catalogue.gettext(message) == translations[message] for message in messages())
    assert read_po(write_po(lang, translations)) == {**translations, "": f"Language: {lang}\n" + HEADER}


HEADER = "MIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\n"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_is_a_translation(lang: str) -> None:
    translations = read_po(po_of(lang))
    assert {message for message in messages() if translations[message] == message} <= SAME_WORD
    scripts = {
        "ar": "\u0600\u06ff",
        "fa": "\u0600\u06ff",
        "ur": "\u0600\u06ff",
        "he": "\u0590\u05ff",
        "ru": "\u0400\u04ff",
    }
    if lang in scripts:
        low, high = scripts[lang]
        bare = [m for m in messages() if not any(low <= char <= high for char in translations[m])]
        assert set(bare) <= {
            "%(field)s %(op)s %(value)s: %(truth)s (found: %(seen)s)",
            "%(role)s, in %(field)s: %(quote)s",
        }


@pytest.mark.parametrize("told", [reasons, public])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_statements_are_put_into_every_language(lang: str, told: object) -> None:
    text = render(told(), "text", lang)  # type: ignore[operator]
    assert text.count(FSI) == text.count(PDI)
    for line in text.splitlines():
        depth = 0
        for char in line:
            depth += (char == FSI) - (char == PDI)
            assert 0 <= depth <= 3, line
        assert depth == 0, "an isolate ends in the line in which it began"
    english = render(told(), "text")  # type: ignore[operator]
    same = [line for line in text.splitlines() if line in english.splitlines() and any(c.isalpha() for c in line)]
    assert same == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_pages_say_their_direction_and_isolate_what_is_foreign(lang: str) -> None:
    page = lxml_html.document_fromstring(render(reasons(), "html", lang))
    rtl = lang in RIGHT_TO_LEFT
    assert (page.get("lang"), page.get("dir")) == (lang, "rtl" if rtl else "ltr")
    assert all(quote.find("bdi") is not None for quote in page.iter("q"))
    loose = "".join(text for element in page.iter("p", "li", "h3") for text in _outside_bdi(element))
    if rtl:
        assert not any(char.isascii() and char.isalpha() for char in loose), "Latin text stands outside an isolate"


def _outside_bdi(element: lxml_html.HtmlElement) -> list[str]:
    return [element.text or "", *(child.tail or "" for child in element)]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('msgid "a"\nmsgstr "b"\nmsgid "a"\nmsgstr "c"\n', "comes twice"),
        ('msgid "a"\nmsgctxt "x"\n', "no msgid, msgstr or text"),
        ('msgid "a\nmsgstr "b"\n', "no quoted text"),
    ],
)
def test_a_broken_catalogue_is_refused_with_its_line(text: str, message: str) -> None:
    with pytest.raises(BadInputError, match=message) as refused:
        read_po(text)
    assert refused.value.place is not None and refused.value.place.line is not None


def test_problems_are_found() -> None:
    wanted = ("All of %(it)s.", "Nothing.", "Gone.")
    found = problems({"All of %(it)s.": "Tout %(le)s 5%.", "Nothing.": "Rien.", "Old.": "Vieux."}, wanted)
    assert [problem.partition(":")[0] for problem in found] == [
        "not translated",
        "no message of ours",
        "placeholders ['it'] became ['a bare %', 'le']",
    ]
