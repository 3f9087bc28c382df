"""Policies by ref, by path, by the day."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.simulators.policy_text import SMALL

from evenhand.kernel.errors import BadInputError, NotFoundError
from evenhand.service.policies import check_file, live_policies, policies_for, policy_by_ref, run_policy_cases


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "small.yml"
    path.write_text(SMALL, encoding="utf-8")
    return path


def at(year: int, month: int = 6) -> datetime:
    return datetime(year, month, 1, tzinfo=UTC)


def test_the_newest_live_version_is_the_default() -> None:
    assert [policy.ref for policy in live_policies(at(2026))] == ["doi@2024-02-08"]
    assert [policy.ref for policy in live_policies(at(2024, 1))] == ["doi@2023-12-30"]
    with pytest.raises(NotFoundError, match="no policy is live"):
        policies_for("", at(2020))


def test_a_file_joins_the_versions_that_ship(small: Path) -> None:
    assert [policy.ref for policy in live_policies(at(2026), [small])] == ["doi@2024-02-08", "small@2024-01-01"]
    assert policy_by_ref("small@2024-01-01", [small]).ref == "small@2024-01-01"
    assert policy_by_ref(str(small)).ref == "small@2024-01-01"


def test_an_unknown_ref_says_what_was_perhaps_meant() -> None:
    with pytest.raises(NotFoundError) as caught:
        policy_by_ref("doi@2024-02-80")
    assert "doi@2024-02-08" in caught.value.hint


def test_a_missing_file_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(BadInputError):
        check_file(tmp_path / "none.yml")
    with pytest.raises(BadInputError):
        policy_by_ref(str(tmp_path / "none.yml"))


def test_cases_of_files_and_of_shipped_versions(small: Path) -> None:
    assert run_policy_cases("doi@2023-08-31").failed == ()
    small.write_text(SMALL.replace("clause: s.plain, allow", "clause: s.severe, allow"), encoding="utf-8")
    (failed,) = run_policy_cases(str(small)).failed
    assert failed.why == "clause is s.plain, expected s.severe"
