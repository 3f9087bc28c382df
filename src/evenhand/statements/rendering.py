"""Statements in words: text, HTML or JSON. Templates hold the sentences, catalogues their translations.

No sentence without a fact behind it: a template asks for each value by name, and a value that is missing, None or empty
stops the rendering with MissingFactError. Every value from outside is escaped and keeps its own direction.
"""

from __future__ import annotations

import gettext
import json
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

from jinja2 import Environment, FunctionLoader, StrictUndefined, TemplateError
from jinja2.ext import extract_from_ast
from markupsafe import Markup, escape

from evenhand.kernel.canonical import plain
from evenhand.kernel.errors import BadInputError, UsageError
from evenhand.kernel.languages import RIGHT_TO_LEFT
from evenhand.statements.casefile import CaseFile
from evenhand.statements.model import MissingFactError, PublicStatement, RestrictionNotice, StatementOfReasons
from evenhand.statements.phrases import PHRASES, penalty_phrase
from evenhand.statements.quoting import escape_json, isolated, isolated_where_needed, turns, visible

FORMATS: Final = ("text", "html", "json")
TEMPLATES: Final = {
    "reasons": "reasons.j2",
    "public": "public.j2",
    "restriction": "notice.j2",
    "case_file": "casefile.j2",
}
_SHARED: Final = ("bodies.j2", "parts.j2")
Statement = StatementOfReasons | PublicStatement | RestrictionNotice | CaseFile
_PACKAGE: Final = "evenhand.statements"


def render(statement: Statement, fmt: str = "text", lang: str = "en") -> str:
    """A statement as `text`, `html` (one self-contained page) or `json`, ending in a newline.

    Raises UsageError for another format, BadInputError for a language without a catalogue, MissingFactError when a
    sentence would have no fact.
    """
    if fmt not in FORMATS:
        raise UsageError(f"no format {fmt!r}", hint=f"formats are {', '.join(FORMATS)}")
    document = to_dict(statement)
    if fmt == "json":
        return escape_json(json.dumps(document, ensure_ascii=False, indent=2)) + "\n"
    return render_document(document, fmt, lang)


def to_dict(statement: Statement) -> dict[str, Any]:
    """The statement as plain values: what `statement show --json` prints and what the ledger keeps."""
    document: dict[str, Any] = plain(statement)
    return document


def render_document(document: dict[str, Any], fmt: str, lang: str = "en") -> str:
    """A statement that was recorded as plain values, put into words. Raises as `render` does."""
    environment = _environment(fmt, lang)
    name = TEMPLATES.get(str(document.get("kind")))
    if name is None:
        raise MissingFactError(f"no statement of the kind {document.get('kind')!r}")
    try:
        text = environment.get_template(name).render(s=document)
    except (TemplateError, KeyError, TypeError, ValueError) as error:
        raise MissingFactError(
            f"the statement cannot be put into words: {error}",
            hint="a fact that a sentence needs is missing from the record",
        ) from error
    return _tidy(text)


def messages() -> tuple[str, ...]:
    """Every message id that a catalogue has to translate: the sentences of the templates and the phrases, sorted."""
    environment = _environment("text", "en")
    found: set[str | None] = {phrase for group in PHRASES.values() for phrase in group.values()}
    for name in (*TEMPLATES.values(), *_SHARED):
        tree = environment.parse(_template(name))
        # A call with named values comes back as a tuple: the message first.
        found |= {text[0] if isinstance(text, tuple) else text for _, _, text in extract_from_ast(tree, ("_",))}
    return tuple(sorted(message for message in found if message))


def _tidy(text: str) -> str:
    """One blank line at most between lines, none between the items of a list: macros leave more."""
    lines = [line.rstrip() for line in text.splitlines()]
    kept: list[str] = []
    for place, line in enumerate(lines):
        if not line:
            following = next((later for later in lines[place:] if later), "")
            if not kept or not kept[-1] or (_is_item(kept[-1]) and _is_item(following)):
                continue
        kept.append(line)
    return "\n".join(kept).strip("\n") + "\n"


def _is_item(line: str) -> bool:
    return line.lstrip().startswith("- ")


def _template(name: str) -> str:
    return files(_PACKAGE).joinpath("templates", name).read_text(encoding="utf-8")


def _catalogue(lang: str) -> gettext.NullTranslations:
    if lang == "en":
        return gettext.NullTranslations()
    found = files(_PACKAGE).joinpath("locale", lang, "LC_MESSAGES", "statements.mo") if lang.isalpha() else None
    if found is None or not found.is_file():
        raise BadInputError(f"statements are not translated to {lang[:20]!r} yet", hint="--lang en")
    with found.open("rb") as file:
        return gettext.GNUTranslations(file)


@lru_cache(maxsize=32)
def _environment(fmt: str, lang: str) -> Environment:
    """One environment for each format and language; `layout.j2` is the format's own."""
    html = fmt == "html"
    layout = f"layout.{'html' if html else 'txt'}.j2"
    environment = Environment(
        loader=FunctionLoader(lambda name: _template(layout if name == "layout.j2" else name)),
        autoescape=html,  # noqa: S701 - plain text has nothing to escape; HTML escapes all
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_present,
    )
    say = _Speaker(_catalogue(lang).gettext, html, lang in RIGHT_TO_LEFT)
    environment.globals.update(
        {
            "_": say.sentence,
            "phrase": say.phrase,
            "penalty": say.penalty,
            "quote": say.quote,
            "lang": lang,
            "direction": "rtl" if lang in RIGHT_TO_LEFT else "ltr",
        }
    )
    environment.filters.update({"instant": _instant, "day": _day})
    return environment


class _Said(str):
    """Words of ours, safe as they are: in plain text what `Markup` is in HTML."""

    __slots__ = ()


class _Speaker:
    """What templates may say: sentences with named values, phrases for codes, quotes. Every value must be there."""

    def __init__(self, translate: Callable[[str], str], html: bool, right_to_left: bool) -> None:
        self._translate = translate
        self._html = html
        self._right_to_left = right_to_left

    def sentence(self, message: str, **values: Any) -> str:
        """A message with its values in place."""
        text = self._translate(message)
        ready = {name: self._value(name, value) for name, value in values.items()}
        if self._html:
            return Markup(escape(text)) % ready if ready else Markup(escape(text))  # noqa: S704 - both are escaped
        return _Said(text % ready if ready else text)

    def phrase(self, group: str, code: Any, **values: Any) -> str:
        """The words for a code; a code that has none is a missing fact."""
        return self.sentence(PHRASES[group][_present(code)], **values)

    def penalty(self, penalty: dict[str, Any]) -> str:
        """A penalty in words."""
        message = penalty_phrase(penalty["kind"], penalty["days"])
        parts = {"days": penalty["days"], "features": ", ".join(penalty["features"]).replace("_", " ")}
        return self.sentence(message, **{name: value for name, value in parts.items() if f"%({name})s" in message})

    def quote(self, text: Any) -> str:
        """Words quoted from a post, isolated whatever their script."""
        _present(text)
        return Markup(f"<q><bdi>{escape(visible(text))}</bdi></q>") if self._html else _Said(f"“{isolated(text)}”")  # noqa: S704 - escaped

    def _value(self, name: str, value: Any) -> str:
        if isinstance(value, (Markup, _Said)):
            return value
        text = str(_present(value, name))
        if self._html:
            safe = escape(visible(text))
            return Markup(f"<bdi>{safe}</bdi>") if turns(text, self._right_to_left) else safe  # noqa: S704 - escaped
        return isolated_where_needed(text, self._right_to_left)


def _present(value: Any, name: str = "a value") -> Any:
    """The value itself, unless it is None or empty text: then there is no fact to speak of."""
    if isinstance(value, StrictUndefined):
        str(value)  # raises UndefinedError, which names what is missing
    if value is None or value == "":
        raise ValueError(f"{name} is empty")
    return value


def _instant(text: Any) -> str:
    """`2024-02-09 12:00 UTC`."""
    return datetime.fromisoformat(_present(text)).strftime("%Y-%m-%d %H:%M UTC")


def _day(text: Any) -> str:
    """`2024-02-09`, of a day or an instant."""
    return datetime.fromisoformat(_present(text)).date().isoformat()
