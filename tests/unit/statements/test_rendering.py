"""Rendering: golden files, no sentence without its fact, and nothing that a quote could do to the page around it."""

from __future__ import annotations

import copy
import gettext
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from lxml import html as lxml_html
from tests.unit.statements.told import public, reasons

from evenhand.decisions.model import Asker
from evenhand.detection.model import Field, Stance
from evenhand.enforcement.model import ActionKind, StrikeCode
from evenhand.kernel.errors import BadInputError, UsageError
from evenhand.policy.conditions import Op
from evenhand.policy.model import PenaltyKind, Severity
from evenhand.statements import rendering
from evenhand.statements.model import MissingFactError, PublicStatement, StatementOfReasons
from evenhand.statements.phrases import PHRASES, penalty_phrase
from evenhand.statements.rendering import messages, render, render_document, to_dict

GOLDEN = Path(__file__).parents[2] / "golden" / "statements"
Document = dict[str, Any]
TOLD: dict[str, Callable[[], StatementOfReasons | PublicStatement]] = {
    "disablement": reasons,
    "overturned": lambda: reasons("p1"),
    "public": public,
}


@pytest.mark.parametrize("fmt", ["text", "html", "json"])
@pytest.mark.parametrize("name", TOLD)
def test_golden(name: str, fmt: str) -> None:
    """Set EVENHAND_GOLDEN=write to write the files anew, and read the difference before committing it."""
    path = GOLDEN / f"{name}.{ {'text': 'txt'}.get(fmt, fmt) }"
    rendered = render(TOLD[name](), fmt)
    if os.environ.get("EVENHAND_GOLDEN") == "write":
        path.write_text(rendered, encoding="utf-8")
    assert rendered == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", TOLD)
def test_json_is_what_the_schema_says(name: str) -> None:
    schema = json.loads(Path("schemas/statement.schema.json").read_text(encoding="utf-8"))
    document = json.loads(render(TOLD[name](), "json"))
    jsonschema.validate(document, schema, format_checker=jsonschema.FormatChecker())
    assert render_document(document, "text") == render(TOLD[name](), "text")


def _facts(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of every key in a document."""
    found: list[tuple[Any, ...]] = []
    if isinstance(value, dict):
        for key, inner in value.items():
            found += [(*path, key), *_facts(inner, (*path, key))]
    if isinstance(value, list):
        for place, inner in enumerate(value):
            found += _facts(inner, (*path, place))
    return found


def _at(document: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        document = document[step]
    return document


# Facts that no sentence of these statements asks for, because another field, or the branch that was taken, says the same.
_IN_BRANCHES = {"filed_at", "decided_at", "starts_at", "ends_at"}  # of a rung, and of an appeal that was not filed
SILENT: dict[str, set[str]] = {
    # a platform's own list has no programme to name; `why` is the English of code and detail, which also say `counted` and
    # `expires_at`; the post's part says `clause`
    "disablement": {"why", "counted", "clause", "expires_at", "programme"} | _IN_BRANCHES,
    "overturned": {
        "why",
        "counted",
        "clause",
        "expires_at",
        "status",
        "until",
        "window_days",
        "programme",
        "brought_over",
    },
    "public": {"counted", "clause", "reason", "programme"} | _IN_BRANCHES,
}


@pytest.mark.parametrize(
    ("name", "fmt"), [("disablement", "text"), ("overturned", "text"), ("public", "text"), ("overturned", "html")]
)
def test_no_sentence_without_its_fact(name: str, fmt: str) -> None:
    """Take any fact away and either no sentence needed it (they are listed here) or the statement cannot be rendered."""
    document = to_dict(TOLD[name]())
    whole = render_document(document, fmt)
    silent = set()
    for path in _facts(document):
        broken = copy.deepcopy(document)
        del _at(broken, path[:-1])[path[-1]]
        try:
            rendered = render_document(broken, fmt)
        except MissingFactError:
            continue
        assert rendered == whole, f"{path}: a sentence lost its fact and was said all the same"
        silent.add(path[-1])
    assert silent == SILENT[name]


@pytest.mark.parametrize("fmt", ["text", "html"])
def test_an_empty_fact_is_a_missing_fact(fmt: str) -> None:
    for path in (
        ("posts", 0, "clause", "text"),
        ("posts", 0, "quotes", 0, "text"),
        ("decision_id",),
        ("posts", 0, "reason"),
    ):
        for nothing in (None, ""):
            broken = to_dict(reasons())
            _at(broken, path[:-1])[path[-1]] = nothing
            with pytest.raises(MissingFactError):
                render_document(broken, fmt)


def test_a_code_without_a_phrase_is_a_missing_fact() -> None:
    broken = to_dict(reasons())
    broken["posts"][0]["stance"] = "admiration"
    with pytest.raises(MissingFactError):
        render_document(broken, "text")
    with pytest.raises(MissingFactError):
        render_document({**broken, "kind": "opinion"}, "text")


def test_every_code_has_a_phrase() -> None:
    taken_back = {ActionKind.RESTORE_POST, ActionKind.REINSTATE}
    for group, codes in {
        "restriction": set(ActionKind) - taken_back,
        "field": set(Field),
        "stance": set(Stance),
        "asker": set(Asker),
        "track": set(Severity),
        "strike": set(StrikeCode),
        "strike_short": set(StrikeCode),
        "op": set(Op),
    }.items():
        assert set(PHRASES[group]) == {str(code) for code in codes}, group
    for kind in PenaltyKind:
        for days in (None, 1, 3):
            assert penalty_phrase(kind, days)


def test_a_hostile_quote_changes_nothing_around_it() -> None:
    text, page = render(reasons(), "text"), render(reasons(), "html")
    for rendered in (text, page, render(reasons(), "json")):
        assert rendered.encode("utf-8")
        assert not set(rendered) & set("\u202e\u202c\u0000\u2028")
        assert "\\u202e" in rendered
    line = next(line for line in text.splitlines() if "Glory" in line)
    assert line.endswith("\u2069”")
    assert line.count("\u2068") == line.count("\u2069") == 1
    assert "{{ 7*7 }} %(x)s" in line
    assert "<b>" not in page
    tree = lxml_html.fromstring(page)
    assert any("<b>Fictional</b>" in quote.text_content() for quote in tree.iter("bdi"))
    assert {element.tag for element in tree.iter()} <= {
        "html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "h3", "p", "ul", "li", "q", "bdi"
    }  # fmt: skip


def test_every_markup_character_in_a_fact_is_escaped() -> None:
    document = json.loads(json.dumps(to_dict(reasons())).replace("Fictional Front", "<script>alert(1)</script>"))
    assert "<script" not in render_document(document, "html")


def test_formats_and_languages_that_are_not_there_say_so() -> None:
    with pytest.raises(UsageError, match="pdf"):
        render(reasons(), "pdf")
    for lang in ("xx", "../en", ""):
        with pytest.raises(BadInputError, match="not translated"):
            render(reasons(), "text", lang)


def test_messages_are_all_that_a_catalogue_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    """A catalogue that translates exactly `messages()` leaves no English word, and right-to-left pages say so."""
    known = set(messages())

    class Reversed(gettext.NullTranslations):
        def gettext(self, message: str) -> str:
            assert message in known, message
            return f"«{message}»"

    monkeypatch.setattr(rendering, "_catalogue", lambda lang: Reversed())
    rendering._environment.cache_clear()
    for told in TOLD.values():
        page = render(told(), "html", "ar")
        assert 'dir="rtl"' in page
        assert "<h1>«" in page
    assert "<bdi>square</bdi>" in page
    rendering._environment.cache_clear()
