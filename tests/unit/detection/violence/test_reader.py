"""What a text calls for against a group: whose words they are, negation, question, a match, a ruler, soldiers."""

from __future__ import annotations

import pytest

from evenhand.detection.model import Field, Post
from evenhand.detection.violence.observe import SpeechDetector

READER = SpeechDetector()
TABLE = [
    ("en", "Kill all Muslims!", "call_to_kill"),
    ("en", "We must exterminate all Kurds.", "call_to_exterminate"),
    ("en", "Immigrants must be deported from here.", "call_to_expel"),
    ("en", "Hindus are vermin", "dehumanisation"),
    ("en", "Refugees are a burden. Kill them all.", "call_to_kill"),
    ("en", "I hope the Armenians all die.", "call_to_kill"),
    ("en", "I say: kill all Arabs.", "call_to_kill"),
    ("en", "I am not racist, but the Roma must be exterminated.", "call_to_exterminate"),
    ("en", "Nobody should kill Hindus.", "condemnation"),
    ("en", "He shouted “kill all Arabs” at the march.", "reporting"),
    ("en", "“Kill all Arabs”", "undetermined"),
    ("en", "Should we kill all Arabs?", "undetermined"),
    ("en", "Whoever says Christians must be killed should be prosecuted.", "condemnation"),
    ("en", "They want to kill us Muslims.", ""),
    ("en", "Militants kill Christians in an attack", ""),
    ("en", "Kill the Chechens fighters", ""),
    ("en", "Guards treat refugees like animals.", ""),
    ("en", "Death to the dictator!", ""),
    ("en", "Death to America!", ""),
    ("en", "The government is a disgrace; it bombed a school.", ""),
    ("en", "We weep for the Jews who were murdered.", ""),
    ("ar", "الموت لليهود", "call_to_kill"),
    ("ar", "يعامل الحراس اللاجئين كالحيوانات", ""),
    ("es", "Hay que expulsar a todos los inmigrantes", "call_to_expel"),
    ("fa", "مرگ بر افغان‌ها", "call_to_kill"),
    ("fr", "Les réfugiés sont un cancer", "dehumanisation"),
    ("he", "צריך להרוג את כל הערבים", "call_to_kill"),
    ("id", "Menurut saya orang Kurdi harus ditembak", "call_to_kill"),
    ("ru", "Цыгане — паразиты", "dehumanisation"),
    ("tr", "Suriyeliler defolsun", "call_to_expel"),
    ("ur", "ہندوؤں کو مار دو", "call_to_kill"),
]


@pytest.mark.parametrize(("lang", "text", "stance"), TABLE)
def test_read(lang: str, text: str, stance: str) -> None:
    seen = READER.observe(Post("p", text, lang=lang))
    assert [each.reading.stance.value for each in seen.detections] == ([stance] if stance else [])
    for each in seen.detections:
        assert all(text[e.span[0] : e.span[1]] == e.quote for e in each.reading.evidence)
        assert text[each.mention.span[0] : each.mention.span[1]] == each.mention.quote


@pytest.mark.parametrize(
    ("text", "signal"),
    [
        ("We will kill the Germans on Sunday, what a match", "figurative"),
        ("Deport all migrants whom a court convicted", "lawful_process"),
        ("Death to the Chechens government", "protest"),
    ],
)
def test_what_may_excuse_is_a_signal(text: str, signal: str) -> None:
    (found,) = READER.observe(Post("p", text, lang="en")).detections
    assert signal in found.reading.signals


@pytest.mark.parametrize(
    ("own", "stance"), [("", "undetermined"), ("So true!", "undetermined"), ("Unacceptable.", "condemnation")]
)
def test_a_quoted_call_is_weighed_by_the_authors_words(own: str, stance: str) -> None:
    (found,) = READER.observe(Post("p", own, lang="en", quoted_text="Kill all Arabs!")).detections
    assert (found.mention.field, found.reading.stance.value) == (Field.QUOTED_TEXT, stance)


def test_the_answered_post_is_not_read() -> None:
    assert READER.observe(Post("p", "No.", lang="en", parent_text="Kill all Arabs!")).detections == ()


def test_a_language_without_cues_is_not_assessed() -> None:
    seen = READER.observe(Post("p", "Kill all Arabs, das ist alles auf Deutsch", lang="de"))
    assert not seen.assessed and seen.detections == ()
