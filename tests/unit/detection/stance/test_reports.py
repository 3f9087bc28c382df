"""200 news reports in ten languages: nearly none is a violating finding, and an endorsing sentence sends it to a person."""

import sys
from pathlib import Path

import pytest

from evenhand.detection.aliases import AliasEntry
from evenhand.detection.model import Post, Stance
from evenhand.detection.observe import Detector
from evenhand.detection.scanner import Scanner

sys.path.insert(0, str(Path(__file__).parents[4] / "bench" / "stance"))
from reports import reports

DETECTOR = Detector(Scanner.build([AliasEntry("x", "Zarqan Front"), AliasEntry("y", "Tolmir League")]))
VIOLATING = {Stance.GLORIFICATION, Stance.MATERIAL_SUPPORT, Stance.OTHER_SUPPORT, Stance.REPRESENTATION}


def stances(text: str, lang: str) -> set[Stance]:
    named = text.replace("X", "Zarqan Front").replace("Y", "Tolmir League")
    return {d.reading.stance for d in DETECTOR.observe(Post("1", named, lang=lang)).detections}


@pytest.fixture(scope="module")
def readings() -> list[tuple[set[Stance], set[Stance]]]:
    return [(stances(text, lang), stances(f"{text} {more}", lang)) for lang, text, more in reports()]


def test_reports_violate_nothing(readings: list[tuple[set[Stance], set[Stance]]]) -> None:
    assert len(readings) == 200
    assert all(plain for plain, _ in readings), "every report is seen to name somebody"
    assert sum(bool(plain & VIOLATING) for plain, _ in readings) <= 6


def test_an_endorsing_sentence_asks_a_person(readings: list[tuple[set[Stance], set[Stance]]]) -> None:
    asks = VIOLATING | {Stance.UNDETERMINED}
    cleared = [endorsed for plain, endorsed in readings if not plain & asks]
    assert len(cleared) >= 60, "reports that went to review anyway prove nothing"
    assert sum(bool(endorsed & asks) for endorsed in cleared) >= 0.9 * len(cleared)
