"""Evenness by construction: a sentence reads the same about every group, in every language; only the words quoted differ."""

from __future__ import annotations

import pytest
from tests.simulators.decision_world import JUDGED_AT, table

from evenhand.decisions.decide import decide
from evenhand.decisions.findings import A_GROUP, Finder
from evenhand.decisions.model import Digests
from evenhand.detection.model import Post
from evenhand.detection.resources import CUE_LANGUAGES
from evenhand.detection.violence.observe import SpeechDetector
from evenhand.detection.violence.targets import rows
from evenhand.policy.versions import shipped

POLICY = next(policy for policy in shipped() if policy.policy_id == "violent-speech")
READER = SpeechDetector()
FINDER = Finder(POLICY, table(), (POLICY,))
FRAMES = {
    "en": [
        "Death to the {}!",
        "All {} must be expelled.",
        "Nobody should kill {}.",
        "{} are vermin",
        "Gunmen kill {} in town",
    ],
    "ar": ["اقتلوا {}", "يجب طرد {}", "{} حشرات", "لا تقتلوا {}"],
    "es": ["Maten a los {}", "Hay que expulsar a los {}", "Los {} son ratas", "El ministro visitó a los {}"],
    "fa": ["مرگ بر {}", "باید {} را بیرون کرد", "{} را نکشید"],
    "fr": ["Mort aux {}", "Il faut expulser les {}", "Les {} sont des rats", "Ne tuons pas les {}"],
    "he": ["מוות ל {}", "צריך לגרש את {}", "{} הם חולדות"],
    "id": ["Ayo bunuh {}", "{} harus diusir", "{} adalah hama", "Jangan bunuh {}"],
    "ru": ["Смерть {}", "Надо выгнать {}", "{} — паразиты", "Нельзя убивать {}"],
    "tr": ["{} öldürün", "{} kovulmalı", "{} haşeredir"],
    "ur": ["{} کو مار دو", "{} کو نکال دو", "{} کو قتل نہ کرو"],
}


def essence(text: str, lang: str) -> object:
    post = Post("p", text, lang=lang)
    seen = READER.observe(post)
    findings = FINDER.find(post, seen, JUDGED_AT)
    decision = decide(post, seen, findings, POLICY, digests=Digests("", "", "", ""), judged_at=JUDGED_AT)
    read = [
        (f.entity, f.clause, f.allowance, f.tier, f.unknown, f.reading.stance, f.reading.confidence, f.reading.signals,
         tuple(e.cue for e in f.reading.evidence))
        for f in decision.findings
    ]  # fmt: skip
    assert all(finding[0] == A_GROUP for finding in read)
    return decision.outcome, decision.route, decision.priority, tuple(read)


@pytest.mark.parametrize("lang", CUE_LANGUAGES)
def test_the_same_about_every_group(lang: str) -> None:
    for frame in FRAMES[lang]:
        answers: dict[object, list[str]] = {}
        for _, names in rows():
            name = " ".join(names[lang][0]).rstrip("*")
            answers.setdefault(essence(frame.format(name), lang), []).append(name)
        assert len(answers) == 1, (frame, sorted(answers.values(), key=len)[0])
