"""The documentation names every field and every verdict: a field added in code must be explained."""

from dataclasses import fields
from pathlib import Path

import pytest

from evenhand.parity.records import AuditRecord, SampledHow
from evenhand.parity.report import Verdict

TEXT = (Path(__file__).resolve().parents[3] / "docs" / "parity.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [*(field.name for field in fields(AuditRecord)), *SampledHow])
def test_every_field_is_explained(name):
    assert f"`{name}`" in TEXT


@pytest.mark.parametrize("verdict", Verdict)
def test_every_verdict_is_explained(verdict):
    assert verdict.value.replace("_", " ") in TEXT.lower()


def test_measured_figures_stand_in_it():
    assert "@" not in TEXT
