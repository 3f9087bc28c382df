"""A judge behind any OpenAI-compatible endpoint. Asked twice, the second time with another name in place: it speaks only when
both answers agree. Time-outs, limits, broken answers and unequal ones are abstentions, counted by kind.

What is asked and how answers are read is `prompts`'. Nothing is sent unless an endpoint is configured. A key is given by the
caller, sent as a header, and kept out of records and errors.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Final

import httpx

from evenhand.adapters.judges.prompts import DIALECTS, Dialect, NoAnswerError, Opinion, Question
from evenhand.detection.model import Stance
from evenhand.kernel.canonical import digest_of
from evenhand.kernel.errors import UsageError
from evenhand.kernel.lines import encodable, strict_json

SWAP_NAME: Final = "Zarqan Front"  # invented; what a post says must not depend on this
_OTHER_SWAP: Final = "Tolmir League"
_MOST_BYTES: Final = 1 << 20
_LONGEST: Final = 20_000  # code points of a post that are sent


@dataclass(frozen=True, slots=True)
class JudgeConfig:
    """Which endpoint and model, spoken to how. `base_url` ends before `/chat/completions`."""

    base_url: str
    model: str
    dialect: str = "general"
    effort: str = ""  # low | medium | high, where the model knows it
    timeout: float = 20.0
    attempts: int = 2  # of one question, on limits and broken connections only
    key: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Judged:
    """An answer as recorded: what was asked of whom (model, prompt hash, effort), and the opinion, or why there is none."""

    model: str
    dialect: str
    effort: str
    prompt: str  # digest of the rendered messages
    opinion: Opinion | None
    abstained: str = ""  # timeout | limit | connection | refused | parse | uneven | too_long | unsendable


@dataclass(slots=True)
class Metrics:
    """Counted since the judge was made. Milliseconds and tokens are sums."""

    asked: int = 0
    cached: int = 0
    calls: int = 0
    milliseconds: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    abstained: dict[str, int] = field(default_factory=dict)


class _AbstainError(Exception):
    """Why there is no answer."""


class OpenAiJudge:
    """Asks one endpoint. Answers are kept by prompt hash for the life of the judge; use as a context manager."""

    def __init__(self, config: JudgeConfig, client: httpx.Client | None = None) -> None:
        if config.dialect not in DIALECTS:
            raise UsageError(f"no judge speaks {config.dialect[:40]!r}", hint="one of " + ", ".join(DIALECTS))
        self.config = config
        self.metrics = Metrics()
        self._dialect: Dialect = DIALECTS[config.dialect]
        self._client = client or httpx.Client(timeout=config.timeout, follow_redirects=False)
        self._answers: dict[str, Judged] = {}

    def __enter__(self) -> OpenAiJudge:
        return self

    def __exit__(self, *problem: object) -> None:
        self._client.close()

    def stance(self, text: str, name: str) -> Stance | None:
        """What the words do towards the name; None where the judge abstains (`service.judging.Judge`)."""
        opinion = self.judge(Question(text, name)).opinion
        return opinion.stance if opinion else None

    @property
    def name(self) -> str:
        """Model, dialect and effort, as a decision records them."""
        parts = (self.config.model, self.config.dialect, self.config.effort)
        return "/".join(part for part in parts if part)

    def judge_batch(self, questions: Iterable[Question]) -> Iterator[Judged]:
        """`judge` for a stream, in order."""
        return map(self.judge, questions)

    def judge(self, question: Question) -> Judged:
        """The stance of the words towards the name, or an abstention with its reason. Raises nothing for what a judge does."""
        self.metrics.asked += 1
        body = self._body(question)
        prompt = digest_of(body)
        known = self._answers.get(prompt)
        if known is not None:
            self.metrics.cached += 1
            return known
        blank = Judged(self.config.model, self.config.dialect, self.config.effort, prompt, None)
        try:
            judged = replace(blank, opinion=self._twice(question, body))
        except _AbstainError as why:
            judged = replace(blank, abstained=str(why))
            self.metrics.abstained[str(why)] = self.metrics.abstained.get(str(why), 0) + 1
        if judged.abstained in ("", "parse", "uneven"):  # the rest may go better another time
            self._answers[prompt] = judged
        return judged

    def _twice(self, question: Question, body: dict[str, Any]) -> Opinion:
        """The answer, if it is the same with another name in place. The name must stand in the text to be swapped."""
        if len(question.text) > _LONGEST:
            raise _AbstainError("too_long")
        if not encodable(question.text):
            raise _AbstainError("unsendable")
        other = SWAP_NAME if question.name != SWAP_NAME else _OTHER_SWAP
        swapped = Question(question.text.replace(question.name, other), other)
        if not question.name or swapped.text == question.text:
            raise _AbstainError("uneven")
        first = self._opinion(body, question)
        second = self._opinion(self._body(swapped), swapped)
        if first.stance is not second.stance:
            raise _AbstainError("uneven")
        return replace(first, confidence=min(first.confidence, second.confidence))

    def _opinion(self, body: dict[str, Any], question: Question) -> Opinion:
        answer = self._send(body)
        try:
            return self._dialect.parse(answer, question)
        except NoAnswerError:
            raise _AbstainError("parse") from None

    def _body(self, question: Question) -> dict[str, Any]:
        """The request: temperature 0 and a fixed seed, so that an endpoint that can repeat itself does."""
        body: dict[str, Any] = {
            "model": self.config.model,
            "messages": self._dialect.render(question),
            "temperature": 0,
            "seed": 0,
            "max_tokens": 1024,
        }
        if self.config.effort:
            body["reasoning_effort"] = self.config.effort
        if self._dialect.strict:
            body["response_format"] = {"type": "json_object"}
        return body

    def _send(self, body: dict[str, Any]) -> str:
        why = "connection"
        for _ in range(max(1, self.config.attempts)):
            self.metrics.calls += 1
            started = time.monotonic()
            try:
                return self._content(self._post(body))
            except httpx.TimeoutException:
                raise _AbstainError("timeout") from None
            except httpx.HTTPError:
                why = "connection"
            except _AbstainError as told:
                if str(told) != "limit":
                    raise
                why = "limit"
            finally:
                self.metrics.milliseconds += round(1000 * (time.monotonic() - started))
        raise _AbstainError(why)

    def _post(self, body: dict[str, Any]) -> Any:
        headers = {"Authorization": f"Bearer {self.config.key}"} if self.config.key else {}
        address = self.config.base_url.rstrip("/") + "/chat/completions"
        with self._client.stream("POST", address, json=body, headers=headers, timeout=self.config.timeout) as response:
            if response.status_code in (429, 503):
                raise _AbstainError("limit")
            if response.status_code != 200:
                raise _AbstainError("refused")
            data, deadline = bytearray(), time.monotonic() + self.config.timeout
            for chunk in response.iter_bytes():
                data += chunk
                if time.monotonic() > deadline:  # the client's own limit is between two chunks only
                    raise _AbstainError("timeout")
                if len(data) > _MOST_BYTES:
                    raise _AbstainError("parse")
        try:
            return strict_json(bytes(data))
        except ValueError:
            raise _AbstainError("parse") from None

    def _content(self, found: Any) -> str:
        try:
            content = found["choices"][0]["message"]["content"]
            used = found.get("usage") or {}
            self.metrics.prompt_tokens += int(used.get("prompt_tokens") or 0)
            self.metrics.completion_tokens += int(used.get("completion_tokens") or 0)
        except (KeyError, IndexError, TypeError, ValueError, AttributeError):
            raise _AbstainError("parse") from None
        if not isinstance(content, str):
            raise _AbstainError("parse")
        return content
