"""Real sentences in ten languages: how often a curated name is found where it should not be, and how fast."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from evenhand.designations.identity import bundled_identity
from evenhand.designations.places import places
from evenhand.detection.aliases import AliasEntry
from evenhand.detection.model import Post, Stance
from evenhand.detection.observe import Detector
from evenhand.detection.resources import CUE_LANGUAGES
from evenhand.detection.scanner import Scanner
from evenhand.detection.violence.observe import CALLS, SpeechDetector

pytestmark = pytest.mark.realdata
VIOLATING = {Stance.GLORIFICATION, Stance.MATERIAL_SUPPORT, Stance.OTHER_SUPPORT, Stance.REPRESENTATION}
# Words of these sentences that do mean the entity, looked at one by one; anything else found counts as wrong.
MEANT = (
    "hamas", "حماس", "حماس‌", "al-qaida", "al-qaeda", "hezbollah", "let", "islamic jihad", "داعش", "الدولة الإسلامية",
    "حوثی‌ها", "طالبان", "سازمان بسیج مستضعفین", "بسیج", "جنبش حماس", "pkk", "حقانی نیٹ_ورک",
)  # fmt: skip


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector(
        Scanner.build(
            AliasEntry(
                known.entity_id,
                alias.name,
                alias.lang,
                alias.strength.value,
                known.kind.value,
                places().get(known.entity_id, ()),
            )
            for known in bundled_identity().entities.values()
            for alias in known.aliases
        )
    )


def sentences(path: Path) -> Iterator[Post]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield Post(row["id"], row["text"], lang=row["lang"])


@pytest.mark.parametrize("lang", CUE_LANGUAGES)
def test_background(detector: Detector, data_dir: Path, lang: str) -> None:
    total, wrong, violating = 0, [], []
    for post in sentences(data_dir / "text" / f"background-{lang}.jsonl.gz"):
        total += 1
        for detection in detector.observe(post).detections:
            if detection.mention.quote.lower() not in MEANT:
                wrong.append((detection.mention.quote, detection.mention.support, post.text[:120]))
            if detection.reading.stance in VIOLATING:
                violating.append((detection.mention.quote, detection.reading.evidence, post.text[:200]))
    assert len(wrong) * 1000 <= total, wrong
    assert violating == []


def test_parallel_sentences_are_treated_alike(detector: Detector, data_dir: Path) -> None:
    found: dict[str, set[str]] = {}
    for post in sentences(data_dir / "text" / "parallel.jsonl.gz"):
        for detection in detector.observe(post).detections:
            found.setdefault(detection.mention.quote, set()).add(post.id)
            assert detection.reading.stance not in VIOLATING, post
    assert len(found) <= 8, found


@pytest.mark.parametrize("lang", CUE_LANGUAGES)
def test_no_call_against_a_group_is_read_into_real_sentences(data_dir: Path, lang: str) -> None:
    """At most one in a thousand may reach a person; none may be read as violating."""
    detector, total, asked = SpeechDetector(), 0, []
    for post in sentences(data_dir / "text" / f"background-{lang}.jsonl.gz"):
        total += 1
        for detection in detector.observe(post).detections:
            assert detection.reading.stance not in CALLS, post.text[:200]
            if detection.reading.stance is Stance.UNDETERMINED:
                asked.append(post.text[:200])
    assert len(asked) * 1000 <= total, asked
