"""The cue files: every line can be found, no kind is misspelt, and no cue depends on a name."""

import pytest

from evenhand.detection.folding import fold_mapped
from evenhand.detection.resources import CUE_LANGUAGES, models_digest, read_yaml
from evenhand.detection.stance.cues import KINDS, VIOLATING_KINDS, cues_of
from evenhand.detection.stance.surface import surface_of


@pytest.mark.parametrize("lang", CUE_LANGUAGES)
def test_every_cue_of_a_language_is_found_in_its_own_words(lang: str) -> None:
    missing = []
    for kind, phrases in read_yaml(f"stance/cues/{lang}.yml").items():
        assert kind in KINDS
        for phrase in phrases:
            raw = phrase.replace("*", "").replace("...", "qq")
            at = raw.find("X")
            surface = surface_of(fold_mapped(raw), (at, at + 1) if at >= 0 else None, ())
            if kind not in {hit.cue.kind for hit in cues_of(lang).find(surface)}:
                missing.append((kind, phrase))
    assert missing == []


@pytest.mark.parametrize("lang", CUE_LANGUAGES)
def test_no_phrase_is_both_for_and_against(lang: str) -> None:
    table = read_yaml(f"stance/cues/{lang}.yml")
    for kind in VIOLATING_KINDS:
        assert not set(table[kind]) & set(table["condemnation"])


@pytest.mark.parametrize("lang", CUE_LANGUAGES)
def test_every_language_has_every_kind_that_decides(lang: str) -> None:
    needed = {
        *VIOLATING_KINDS,
        "condemnation",
        "reporting",
        "reported",
        "neutral",
        "human_rights",
        "negation",
        "first_person",
    }
    assert needed <= set(read_yaml(f"stance/cues/{lang}.yml"))


def test_digest_is_stable() -> None:
    assert models_digest() == models_digest()
    assert models_digest().startswith("sha256:")
