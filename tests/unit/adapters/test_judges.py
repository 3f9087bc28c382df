"""Judges against a simulated endpoint: they speak only when both calls agree and every quote stands in the text."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.simulators.judge_endpoint import Reply, endpoint, late, said

from evenhand.adapters.judges.openai import SWAP_NAME, JudgeConfig, OpenAiJudge
from evenhand.adapters.judges.prompts import DIALECTS, Question
from evenhand.decisions.autonomy import Judgement
from evenhand.detection.aliases import AliasEntry
from evenhand.detection.model import Post, Stance
from evenhand.detection.observe import Detector
from evenhand.detection.scanner import Scanner
from evenhand.kernel.errors import UsageError
from evenhand.service.judging import judgements

QUESTION = Question("Donate to Black Dawn today", "Black Dawn")
GIVES = {"stance": "material_support", "confidence": 900, "quotes": ["Donate to"]}


def judge(url: str, **more: Any) -> OpenAiJudge:
    return OpenAiJudge(JudgeConfig(url, "judge-1", **more))


def test_agreement_of_both_calls_is_an_opinion() -> None:
    with (
        endpoint(lambda body, n: said({**GIVES, "confidence": 1000 - 100 * n})) as place,
        judge(place.url, effort="low") as one,
    ):
        judged = one.judge(QUESTION)
        assert judged.opinion is not None
        assert (judged.opinion.stance, judged.opinion.confidence) == (Stance.MATERIAL_SUPPORT, 800)
        assert [QUESTION.text[slice(*e.span)] for e in judged.opinion.evidence] == ["Donate to"]
        assert (judged.model, judged.effort, judged.prompt[:7]) == ("judge-1", "low", "sha256:")
        assert one.judge(QUESTION) is judged
    first, second = (json.dumps(body) for body, _ in place.asked)
    assert "Black Dawn" in first
    assert "Black Dawn" not in second
    assert SWAP_NAME in second
    assert (one.metrics.asked, one.metrics.cached, one.metrics.calls, one.metrics.prompt_tokens) == (2, 1, 2, 20)


def test_another_answer_for_another_name_is_no_answer() -> None:
    def uneven(body: dict[str, Any], n: int) -> Reply:
        return said(GIVES if n == 1 else {**GIVES, "stance": "reporting"})

    with endpoint(uneven) as place, judge(place.url) as one:
        judged = one.judge(QUESTION)
    assert (judged.opinion, judged.abstained) == (None, "uneven")
    assert one.metrics.abstained == {"uneven": 1}


@pytest.mark.parametrize(
    "content",
    [
        "Sure! It is support.",
        {**GIVES, "stance": "terrorism"},
        {**GIVES, "confidence": 1.0},
        {**GIVES, "confidence": True},
        {**GIVES, "confidence": 1001},
        {**GIVES, "quotes": []},
        {**GIVES, "quotes": ["words that are not there"]},
        {**GIVES, "quotes": ["Donate"] * 7},
        {**GIVES, "route": "automatic"},
        {"stance": "reporting"},
        '{"stance": "reporting", "stance": "glorification", "confidence": 1, "quotes": ["to"]}',
        "[" * 100_000,
        "",
    ],
)
def test_an_answer_out_of_form_abstains(content: Any) -> None:
    with endpoint(lambda body, n: said(content)) as place, judge(place.url) as one:
        assert one.judge(QUESTION).abstained == "parse"


@pytest.mark.parametrize(
    ("reply", "why", "calls"),
    [
        ((429, b""), "limit", 2),
        ((503, b""), "limit", 2),
        ((500, b"secret"), "refused", 1),
        ((302, b""), "refused", 1),
        ((200, b"not json"), "parse", 1),
        ((200, b'{"choices": []}'), "parse", 1),
        ((200, b'{"choices": [{"message": {"content": null}}]}'), "parse", 1),
        ((200, b'"' + b"x" * (1 << 21) + b'"'), "parse", 1),
    ],
)
def test_what_endpoints_do_wrong_abstains(reply: Reply, why: str, calls: int) -> None:
    with endpoint(lambda body, n: reply) as place, judge(place.url) as one:
        assert one.judge(QUESTION).abstained == why
        assert one.metrics.calls == calls


def test_a_limit_passes_and_is_not_remembered() -> None:
    with endpoint(lambda body, n: (429, b"") if n <= 2 else said(GIVES)) as place, judge(place.url) as one:
        assert one.judge(QUESTION).abstained == "limit"
        assert one.judge(QUESTION).opinion is not None


def test_late_and_absent_endpoints_abstain() -> None:
    with endpoint(lambda body, n: late(0.6, said(GIVES))) as place, judge(place.url, timeout=0.2) as one:
        assert one.judge(QUESTION).abstained == "timeout"
    with judge(place.url) as one:
        assert one.judge(QUESTION).abstained == "connection"


@pytest.mark.parametrize(
    ("question", "why"),
    [
        (Question("x" * 20_001, "x"), "too_long"),
        (Question("Black Dawn \ud800", "Black Dawn"), "unsendable"),
        (Question("nobody here", "Black Dawn"), "uneven"),
        (Question("nobody here", ""), "uneven"),
    ],
)
def test_what_cannot_be_asked_evenly_is_not_sent(question: Question, why: str) -> None:
    with endpoint(lambda body, n: said(GIVES)) as place, judge(place.url) as one:
        assert one.judge(question).abstained == why
        assert place.asked == []


@pytest.mark.parametrize(
    ("dialect", "content", "expected"),
    [
        (
            "gpt-oss-safeguard",
            "<|channel|>final<|message|>" + json.dumps(GIVES) + "<|return|>",
            Stance.MATERIAL_SUPPORT,
        ),
        ("general", "```json\n" + json.dumps(GIVES) + "\n```", Stance.MATERIAL_SUPPORT),
        ("cope", " 1", Stance.UNCLEAR_REFERENCE),
        ("cope", "0", Stance.UNDETERMINED),
        ("cope", "maybe", None),
        ("llama-guard", "unsafe\nS1", Stance.UNCLEAR_REFERENCE),
        ("llama-guard", "safe", Stance.UNDETERMINED),
        ("qwen3guard", "Safety: Unsafe\nCategories: Violent", Stance.UNCLEAR_REFERENCE),
        ("qwen3guard", "Safety: Controversial", Stance.UNDETERMINED),
        ("qwen3guard", "unsafe-ish", None),
    ],
)
def test_each_family(dialect: str, content: str, expected: Stance | None) -> None:
    with endpoint(lambda body, n: said(content)) as place, judge(place.url, dialect=dialect) as one:
        assert one.stance(QUESTION.text, QUESTION.name) is expected


def test_the_key_is_sent_and_nowhere_else() -> None:
    with endpoint(lambda body, n: said(GIVES)) as place, judge(place.url, key="k-123") as one:
        judged = one.judge(QUESTION)
    assert place.asked[0][1]["Authorization"] == "Bearer k-123"
    assert "k-123" not in repr(one.config) + repr(judged)


def test_an_unknown_family_is_refused() -> None:
    with pytest.raises(UsageError, match="no judge speaks"):
        OpenAiJudge(JudgeConfig("http://127.0.0.1:9", "m", dialect="oracle"))
    assert set(DIALECTS) == {"general", "gpt-oss-safeguard", "cope", "llama-guard", "qwen3guard"}


def test_only_supported_entities_are_asked_about() -> None:
    detector = Detector(Scanner.build([AliasEntry("b", "Black Dawn"), AliasEntry("t", "Tolmir League")]))
    post = Post("1", "Donate to Black Dawn today. Police said on Monday that Tolmir League was behind it.", lang="en")
    with endpoint(lambda body, n: said(GIVES)) as place, judge(place.url) as one:
        found = judgements(one, post, detector.observe(post))
    assert found == (Judgement("judge-1/general", "b", Stance.MATERIAL_SUPPORT),)
    assert len(place.asked) == 2
