"""The Transparency Database's own examples: what its tests and documents store passes, what its tests refuse is refused.

Field values are facts from `digital-services-act/transparency-database` (Apache-2.0 / EUPL): the payload of
`tests/Feature/Http/Controllers/Api/v1/StatementMultipleAPIControllerTest.php` and `StatementAPIControllerTest.php`, and the
body in `resources/markdown/en/api-documentation.md` (commit 1b33f55). The body is of
schema v1: v2 has no such category, and that is all that is wrong with it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from evenhand.dsa.validate import validate, validate_batch
from evenhand.entry.cli.app import run

STORED: dict[str, Any] = {
    "decision_visibility": ["DECISION_VISIBILITY_CONTENT_DISABLED", "DECISION_VISIBILITY_CONTENT_AGE_RESTRICTED"],
    "decision_monetary": None,
    "decision_provision": None,
    "decision_account": None,
    "decision_ground": "DECISION_GROUND_ILLEGAL_CONTENT",
    "category": "STATEMENT_CATEGORY_ANIMAL_WELFARE",
    "illegal_content_legal_ground": "foo",
    "illegal_content_explanation": "bar",
    "puid": "TK421",
    "territorial_scope": ["BE", "DE", "FR"],
    "source_type": "SOURCE_ARTICLE_16",
    "source_identity": "foo",
    "decision_facts": "decision and facts",
    "content_type": ["CONTENT_TYPE_SYNTHETIC_MEDIA"],
    "automated_detection": "No",
    "automated_decision": "AUTOMATED_DECISION_PARTIALLY",
    "application_date": "2023-05-18",
    "content_date": "2023-05-18",
}
DOCUMENTED: dict[str, Any] = {
    "decision_visibility": ["DECISION_VISIBILITY_CONTENT_DISABLED"],
    "decision_monetary": "DECISION_MONETARY_TERMINATION",
    "end_date_monetary_restriction": "2023-08-08",
    "decision_provision": "DECISION_PROVISION_TOTAL_SUSPENSION",
    "decision_account": "DECISION_ACCOUNT_SUSPENDED",
    "account_type": "ACCOUNT_TYPE_BUSINESS",
    "decision_ground": "DECISION_GROUND_INCOMPATIBLE_CONTENT",
    "decision_ground_reference_url": "https://www.anurl.com",
    "content_type": ["CONTENT_TYPE_VIDEO", "CONTENT_TYPE_AUDIO", "CONTENT_TYPE_SYNTHETIC_MEDIA"],
    "category": "STATEMENT_CATEGORY_PORNOGRAPHY_OR_SEXUALIZED_CONTENT",
    "illegal_content_legal_ground": "illegal content legal grounds",
    "illegal_content_explanation": "illegal content explanation",
    "incompatible_content_ground": "incompatible content grounds",
    "incompatible_content_explanation": "incompatible content explanation",
    "incompatible_content_illegal": "Yes",
    "territorial_scope": ["PT", "ES", "DE"],
    "content_language": "EN",
    "content_date": "2023-08-08",
    "application_date": "2023-08-08",
    "decision_facts": "facts about the decision",
    "source_type": "SOURCE_TRUSTED_FLAGGER",
    "automated_detection": "No",
    "automated_decision": "AUTOMATED_DECISION_PARTIALLY",
    "puid": "TK421",
}
OTHER = "DECISION_VISIBILITY_OTHER"


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"application_date": "2023-12-20"},
        {"account_type": "ACCOUNT_TYPE_BUSINESS", "content_language": "EN"},
        {"account_type": "ACCOUNT_TYPE_BUSINESS", "content_language": "VI"},
        {"source_type": "SOURCE_VOLUNTARY"},
        {"content_type": ["CONTENT_TYPE_OTHER"], "content_type_other": "required field"},
        {"decision_visibility": [OTHER], "decision_visibility_other": "required field"},
        {"decision_visibility": ["DECISION_VISIBILITY_CONTENT_LABELLED"], "decision_visibility_other": None},
        {"content_type": ["CONTENT_TYPE_IMAGE"], "content_type_other": None},
        {"territorial_scope": ["DE", "ES", "PT"] * 9},
        {"end_date_monetary_restriction": "2023-05-25"},
    ],
    ids=str,
)
def test_what_it_stores_passes(changes: dict[str, Any]) -> None:
    assert validate(STORED | changes) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"content_language": "XX"}, "content_language"),
        ({"content_language": "en"}, "content_language"),
        ({"account_type": "ACCOUNT_TYPE_NOT_VALID"}, "account_type"),
        ({"application_date": "2023-12-20-05"}, "application_date"),
        ({"content_type": "CONTENT_TYPE_OTHER"}, "content_type"),
        ({"content_type": "DECISION_VISIBILITY_CONTENT_REMOVED"}, "content_type"),
        ({"content_type": ["CONTENT_TYPE_OTHER"], "content_type_other": None}, "content_type_other"),
        ({"content_type": ["CONTENT_TYPE_IMAGE", "CONTENT_TYPE_OTHER"]}, "content_type_other"),
        ({"decision_visibility": [OTHER], "decision_visibility_other": None}, "decision_visibility_other"),
        ({"decision_visibility": ["DECISION_VISIBILITY_CONTENT_DEMOTED", OTHER]}, "decision_visibility_other"),
    ],
    ids=str,
)
def test_what_it_refuses_is_refused_for_that_field(changes: dict[str, Any], field: str) -> None:
    first, *rest = [problem.field for problem in validate(STORED | changes)]
    assert first == field and set(rest) <= {f"{field}_other"}  # a code that is no list still asks for its words


def test_a_batch_of_ten_passes_and_a_puid_twice_in_it_does_not() -> None:
    ten = [STORED | {"puid": f"foo-bar-{number}"} for number in range(10)]
    assert all(problems == [] for problems in validate_batch(ten))
    twice = [ten[5], *ten[1:]]
    assert [bool(problems) for problems in validate_batch(twice)] == [number == 5 for number in range(10)]


def test_the_documented_body() -> None:
    assert [(p.field, p.rule) for p in validate(DOCUMENTED)] == [("category", "enum")]
    assert validate(DOCUMENTED | {"category": STORED["category"]}) == []


def test_the_command_takes_them_alone_and_in_a_batch(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bodies = {
        "one": STORED,
        "batch": {"statements": [STORED, DOCUMENTED | {"puid": "TK422", "category": STORED["category"]}]},
    }
    for name, body in bodies.items():
        (tmp_path / name).write_text(json.dumps(body), encoding="utf-8")
        assert run(["dsa", "validate", str(tmp_path / name), "--json"]) == 0
        found = json.loads(capsys.readouterr().out)
        assert found["invalid"] == 0 and found["valid"] == found["statements"]
