"""The second reading: it may doubt and clear, never accuse; it quotes what it saw; its weights are whole numbers."""

from dataclasses import replace

import numpy as np
import pytest

from evenhand.detection.folding import fold_mapped
from evenhand.detection.model import Field, Stance
from evenhand.detection.resources import CUE_LANGUAGES, read_yaml
from evenhand.detection.stance.cues import cues_of
from evenhand.detection.stance.features import GRAMMAR, features_of
from evenhand.detection.stance.reader import read, read_cues
from evenhand.detection.stance.second import DOUBTED, likely, second_reading
from evenhand.detection.stance.surface import surface_of
from evenhand.detection.stance.voice import Heard, listen
from evenhand.detection.stance.weights import LABELS, WIDTH, Model
from evenhand.detection.stance.wording import BLOCKS


def flat(**scores: int) -> Model:
    """A model that knows no word: the same scores for every text."""
    bias = np.array([scores.get(label, -30_000) for label in LABELS], np.int64)
    nothing = np.zeros((0, WIDTH), np.int8)
    out = np.zeros((WIDTH, len(LABELS)), np.int64)
    keys, rarity = np.zeros(0, np.uint32), np.zeros(0, np.uint8)
    return Model(keys, nothing, rarity, np.ones(BLOCKS, np.int64), out, bias, -1000, -2000)


ALWAYS_DOUBTS = flat(G=9000, N=0)
ALWAYS_CLEARS = flat(G=-9000, N=500)


def heard(text: str, lang: str = "en") -> Heard:
    at = text.index("X")
    return listen(surface_of(fold_mapped(text), (at, at + 1), ()), [cues_of(lang)])


@pytest.mark.parametrize("text", ["X are true heroes", "Donate to X, wallet below", "Join X today"])
def test_a_violating_reading_stays_and_may_be_marked(text: str) -> None:
    first = read_cues(heard(text), Field.TEXT)
    assert second_reading(heard(text), first, Field.TEXT, ALWAYS_DOUBTS) == first
    marked = second_reading(heard(text), first, Field.TEXT, ALWAYS_CLEARS)
    assert marked == replace(first, signals=tuple(sorted((*first.signals, DOUBTED))))


def test_plain_words_against_are_not_doubted() -> None:
    first = read_cues(heard("I condemn X"), Field.TEXT)
    assert second_reading(heard("I condemn X"), first, Field.TEXT, ALWAYS_DOUBTS) == first


def test_an_allowed_reading_may_be_doubted() -> None:
    one = heard("Police said X was behind the bombing")
    doubted = second_reading(one, read_cues(one, Field.TEXT), Field.TEXT, ALWAYS_DOUBTS)
    assert doubted.stance is Stance.UNDETERMINED


def test_what_nothing_decided_may_be_cleared_and_quotes_its_evidence() -> None:
    text = "My aunt walks past the clinic of X"
    cleared = second_reading(heard(text), read_cues(heard(text), Field.TEXT), Field.TEXT, ALWAYS_CLEARS)
    assert cleared.stance is Stance.NEUTRAL
    assert [(e.quote, e.cue) for e in cleared.evidence] == [("aunt", "field.daily"), ("clinic", "field.daily")]
    assert all(text[slice(*e.span)] == e.quote for e in cleared.evidence)


@pytest.mark.parametrize("text", ["X", "Who wants to donate to X?", "X are heroes and X are murderers"])
def test_without_evidence_or_in_conflict_nothing_is_cleared(text: str) -> None:
    first = read_cues(heard(text), Field.TEXT)
    assert second_reading(heard(text), first, Field.TEXT, ALWAYS_CLEARS).stance is Stance.UNDETERMINED


def test_what_follows_the_report_counts() -> None:
    report = "X took the town hall, the radio said."
    assert read(heard(report + " So beautiful, I danced and I thank them."), Field.TEXT).stance is Stance.UNDETERMINED


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("We love X and give all we have", "en"),
        ("نحن نحب X ونعطي كل شيء", "ar"),
        ("X'i seviyoruz ve her şeyi veririz", "tr"),
    ],
)
def test_features_name_no_language_and_no_entity(text: str, lang: str) -> None:
    fields = set(read_yaml("stance/fields.yml"))
    found = features_of(heard(text, lang), 0)
    assert any(name.startswith("@") for name in found)
    for feature in found:
        parts = feature.split("@")[1:]
        assert feature.startswith("#") or all(part.split("<")[0].split(">")[0] in fields for part in parts), feature


@pytest.mark.parametrize("lang", CUE_LANGUAGES)
def test_every_field_speaks_every_language(lang: str) -> None:
    for field, stems in read_yaml("stance/fields.yml").items():
        # Words of grammar are few in some languages; a field of meaning with fewer than nine stems says too little.
        assert len(stems.get(lang, ())) >= (2 if field in GRAMMAR else 9), field


def test_words_of_grammar_are_no_evidence() -> None:
    first = read_cues(heard("They and I, but not X"), Field.TEXT)
    assert (
        second_reading(heard("They and I, but not X"), first, Field.TEXT, ALWAYS_CLEARS).stance is Stance.UNDETERMINED
    )


def test_undetermined_words_say_how_likely_a_violation_is() -> None:
    assert (likely(0), likely(-(10**6)), likely(10**6)) == (500, likely(-9000), likely(9000))
    assert likely(-1000) < likely(-900) < likely(1000)
