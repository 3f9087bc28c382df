"""How often each name is raised on text where nobody is meant, and the parking of those raised too often.

The text is the operator's own, or sentences of news and encyclopedias. What is raised there with nothing near it that
speaks of its entity (its kind, its places, another name of it, as if every name were weak) is taken for a false alarm. A
name is parked one step at a time: a strong one becomes weak in that language, a weak one is no longer sought. What a
person has judged stands: a curated name is parked only with a person's name, and one that was released is not parked again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from evenhand.designations.identity import bundled_identity
from evenhand.designations.names import normal
from evenhand.designations.parking import Key, NameDecision, Step, standing
from evenhand.detection.model import Field, Post
from evenhand.detection.observe import Detector
from evenhand.detection.scanner import Scanner
from evenhand.kernel.clock import Clock, format_instant
from evenhand.kernel.errors import NotFoundError, UsageError
from evenhand.kernel.ids import derived_id
from evenhand.service.ports import ListStore
from evenhand.stats.intervals import wilson

MILLION: Final = 1_000_000
_BY: Final = "lists lint"


@dataclass(frozen=True, slots=True)
class Linted:
    """One name in texts of one language: how often it was there, raised, and a false alarm; the alarms
    per million with an interval, and what follows.

    `verdict`: `fine`, `parked` (now), `would_park` (dry run), `ask` (curated: only a person parks it), `released` (a person
    keeps it).
    """

    name: str
    lang: str
    entities: tuple[str, ...]
    weak: bool
    seen: int
    raised: int
    alarms: int
    texts: int
    per_million: int
    low: int
    high: int
    verdict: str
    step: str = ""
    example: str = ""


@dataclass(slots=True)
class _Tally:
    texts: Counter[str]
    seen: Counter[Key]
    raised: Counter[Key]
    entities: dict[Key, set[str]]
    shown: dict[Key, tuple[str, str]]  # the alias as listed, and where it was first raised
    alarms: Counter[Key]


def lint(
    seer: Detector, posts: Iterable[Post], store: ListStore, clock: Clock, limit: int, *, park: bool, by: str = ""
) -> tuple[Linted, ...]:
    """Every name that was there, most raised first. A name is too common when its rate is surely above `limit` per million."""
    tally = _count(seer, posts)
    weak = {(a.entry.entity_id, a.entry.name, a.entry.lang): a.needs_support for a in seer.scanner.index.aliases}
    kept, by_hand = standing(store.name_decisions()), _curated()
    found = []
    for key in sorted(tally.seen, key=lambda key: (-tally.alarms[key] / tally.texts[key[1]], key)):
        name, lang = key
        alias, example = tally.shown[key]
        own = [
            weak[entity, alias, each]
            for entity in tally.entities[key]
            if (each := _entry(weak, entity, alias, lang)) is not None
        ]
        strong = not all(own)
        alarms, texts = tally.alarms[key], tally.texts[lang]
        rate = wilson(alarms, texts)
        step, verdict = Step.WEAK if strong else Step.UNSOUGHT, "fine"
        if rate.low * MILLION > limit:
            verdict = _verdict(
                kept.get(key), curated=not tally.entities[key].isdisjoint(by_hand.get(name, ())), by=by, park=park
            )
        if verdict == "parked":
            reason = f"{alarms} false alarms in {texts} texts of background in {lang}, surely above {limit / 1_000:g} per 1,000"
            store.decide_name(_decision(name, lang, step, by or _BY, reason, clock, alarms, texts))
        low, figure, high = (round(each * MILLION) for each in (rate.low, alarms / texts, rate.high))
        found.append(
            Linted(
                name=alias,
                lang=lang,
                entities=tuple(sorted(tally.entities[key])),
                weak=not strong,
                seen=tally.seen[key],
                raised=tally.raised[key],
                alarms=alarms,
                texts=texts,
                per_million=figure,
                low=low,
                high=high,
                verdict=verdict,
                step="" if verdict == "fine" else step.value,
                example=example,
            )
        )
    return tuple(found)


def _verdict(before: NameDecision | None, *, curated: bool, by: str, park: bool) -> str:
    """What becomes of a name that is too common."""
    if before is not None and before.step is Step.RELEASED:
        return "released"
    if not park:
        return "would_park"
    return "ask" if curated and not by else "parked"


def _curated() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for known in bundled_identity().entities.values():
        for alias in known.aliases:
            found.setdefault(normal(alias.name), set()).add(known.entity_id)
    return found


def _entry(weak: Mapping[tuple[str, str, str], bool], entity: str, alias: str, lang: str) -> str | None:
    """The language of the entry that speaks for a name in a text: its own, else that of every language."""
    return next((each for each in (lang, "") if (entity, alias, each) in weak), None)


def _count(seer: Detector, posts: Iterable[Post]) -> _Tally:
    tally = _Tally(Counter(), Counter(), Counter(), {}, {}, Counter())
    doubting = Scanner.build(replace(alias.entry, strength="weak") for alias in seer.scanner.index.aliases)
    for post in posts:
        observed = seer.observe(post)
        lang = post.lang or observed.lang
        tally.texts[lang] += 1
        counted: set[Key] = set()
        for mention in seer.scanner.scan(post.text, Field.TEXT, lang=lang):
            key = (normal(mention.alias), lang)
            tally.seen[key] += key not in counted  # once a text: the rate is one of texts
            counted.add(key)
            tally.entities.setdefault(key, set()).add(mention.entity_id)
            tally.shown.setdefault(key, (mention.alias, ""))
        spoken_of = {m.entity_id for m in doubting.scan(post.text, Field.TEXT, lang=lang) if not m.weak}
        raised = {normal(d.mention.alias): d.mention for d in observed.detections if d.mention.field is Field.TEXT}
        for name, mention in raised.items():
            key = (name, lang)
            tally.raised[key] += 1
            tally.alarms[key] += mention.entity_id not in spoken_of
            tally.seen.setdefault(key, 1)
            tally.entities.setdefault(key, set()).add(mention.entity_id)
            if not tally.shown.get(key, ("", ""))[1]:
                around = post.text[max(0, mention.span[0] - 60) : mention.span[1] + 60]
                tally.shown[key] = (mention.alias, around)
    return tally


def _decision(
    name: str, lang: str, step: Step, by: str, reason: str, clock: Clock, hits: int = 0, texts: int = 0
) -> NameDecision:
    now = clock.now()
    key = derived_id("name", name, lang, step.value, format_instant(now))
    return NameDecision(key, name, lang, step, by, reason, now, hits, texts)


def release(store: ListStore, clock: Clock, name: str, lang: str, by: str, reason: str) -> NameDecision:
    """Take a parking back. Raises NotFoundError for a name that is not parked, UsageError without a person or a reason."""
    if not by.strip() or not reason.strip():
        raise UsageError("a decision names who decides and why", hint="give --as PERSON and --reason TEXT")
    before = standing(store.name_decisions()).get((normal(name), lang))
    if before is None or before.step is Step.RELEASED:
        raise NotFoundError(
            f"{name[:80]!r} is not parked in {lang or 'any language'}", hint="evenhand lists parked shows what is"
        )
    done = _decision(before.name, lang, Step.RELEASED, by.strip(), reason.strip(), clock, before.hits, before.texts)
    store.decide_name(done)
    return done


def parked_now(store: ListStore) -> Sequence[NameDecision]:
    """The names that are parked, by name and language."""
    return [one for _, one in sorted(standing(store.name_decisions()).items()) if one.step is not Step.RELEASED]
