"""A policy file to a Policy, or to the list of everything that is wrong with it.

The shape of the file is here, section by section; what the sections must mean together (ids, ladders, reachability) is
`policy.linting`'s. Files are hostile input: see `policy.yaml_nodes`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, Final

from evenhand.kernel.canonical import digest_of
from evenhand.policy.case_loading import read_case
from evenhand.policy.condition_loading import read_condition
from evenhand.policy.diagnostics import Collector, Diagnostic, as_error
from evenhand.policy.linting import Marks, lint
from evenhand.policy.model import (
    About,
    Allowance,
    AutomaticRule,
    Clause,
    Penalty,
    PenaltyKind,
    Policy,
    ReviewRules,
    Rung,
    Severity,
    Source,
    StrikeRules,
    TierMap,
    TierRule,
)
from evenhand.policy.reading import Reader
from evenhand.policy.vocabulary import FIELDS, LINK_GRADES
from evenhand.policy.yaml_nodes import Mapping, content, read_nodes

_ID: Final = re.compile(r"[a-z][a-z0-9_-]*(\.[a-z0-9_-]+)*")
_VERSION: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,39}")
_WORDS_ACT: Final = (
    "words alone never act: a clause says what is a violation, and a person (or a mechanism of the closed list) acts"
)
_NO_ACTING: Final = dict.fromkeys(("act", "action", "route", "automatic", "mechanism", "enforce"), _WORDS_ACT)
_PER_TARGET: Final = {"penalty": "penalties follow from strikes, in `strikes:`"}


class Restriction(StrEnum):
    """What may ever happen without a person: to that one post, reversible, strike-free."""

    WARN_SCREEN = "warn_screen"
    DEMOTE = "demote"
    REMOVE_POST = "remove_post"


class ActingMechanism(StrEnum):
    """The closed list of what may ever act alone (DESIGN.md, decision 1). Words are not on it."""

    MEDIA_BANK = "media_bank"
    CONFIRMED_ACCOUNT = "confirmed_account"
    JUDGED_WORDS = "judged_words"


@dataclass(frozen=True, slots=True)
class Loaded:
    """What came of a file: a policy, or at least one diagnostic (then `policy` is None)."""

    policy: Policy | None
    diagnostics: tuple[Diagnostic, ...]


def load(data: bytes) -> Loaded:
    """Read one policy file. Never raises for what the file holds."""
    into = Collector()
    root = read_nodes(data, into)
    if root is None:
        return Loaded(None, into.sorted())
    if not isinstance(root, Mapping):
        into.say(root.at, "a policy is a mapping", "it begins with `policy:` and `version:`")
        return Loaded(None, into.sorted())
    marks = Marks()
    policy = _policy(Reader(root, "policy", into), marks)
    lint(policy, marks, into)
    return Loaded(None if into.found else policy, into.sorted())


def load_or_raise(data: bytes, name: str) -> Policy:
    """Read one policy file; BadInputError with all diagnostics when it is not one."""
    loaded = load(data)
    if loaded.policy is None:
        raise as_error(name, loaded.diagnostics)
    return loaded.policy


_SECTIONS: Final = (
    "policy", "version", "title", "live_from", "modelled_on", "about", "clauses", "allowances", "strikes", "tier_map", "review",
    "automatic", "penalties_follow", "penalties_follow_from", "link", "cases",
)  # fmt: skip


def _policy(top: Reader, marks: Marks) -> Policy:
    top.only(_SECTIONS)
    about = top.one_of("about", About) if top.has("about") else About.ENTITIES
    # A policy about groups of people has no tier map: no list says who they are, and all are in one tier.
    tiers = top.maps("tier_map", "tier rule", lambda r: _tier_rule(r, marks), optional=about is About.GROUPS)
    whole: dict[str, Any] = content(top.node)
    return Policy(
        policy_id=_identifier(top, "policy"),
        version=_version(top),
        title=top.text("title"),
        live_from=top.day("live_from") or date.min,
        modelled_on=_source(top.map("modelled_on", "source")),
        clauses=_linked(top, top.maps("clauses", "clause", lambda r: _clause(r, marks))),
        allowances=top.maps("allowances", "allowance", lambda r: _allowance(r, marks)),
        strikes=top.maps("strikes", "strike track", lambda r: _track(r, marks)),
        tier_map=TierMap(tiers, _digest(whole.get("tier_map"))),
        review=_review(top.map("review", "review section")),
        cases=top.maps("cases", "case", lambda r: read_case(r, marks), optional=True),
        digest=_digest(whole),
        automatic=top.maps("automatic", "automatic rule", lambda r: _automatic(r, marks), optional=True),
        penalties_follow=_links(top),
        penalties_follow_from=top.whole("penalties_follow_from", 0, 1000, default=0),
        about=about,
    )


def _digest(whole: Any) -> str:
    try:
        return digest_of(whole)
    except TypeError:
        return ""  # a key outside ASCII: unknown keys are diagnostics, and the policy is refused for them


def _identifier(reader: Reader, key: str) -> str:
    name = reader.text(key)
    if name and not _ID.fullmatch(name):
        hint = "lower-case words, digits, underscores and hyphens, joined by dots: doi.t1.glorification"
        reader.into.say(reader.where(key), f"{name[:60]} is no id", hint)
    return name


def _version(top: Reader) -> str:
    version = top.text("version")
    if version and not _VERSION.fullmatch(version):
        top.into.say(top.where("version"), f"{version[:40]} is no version", "a day or a short word: 2024-02-08")
    return version


def _source(reader: Reader) -> Source:
    reader.only(("title", "publisher", "captured", "effective"))
    captured = reader.day("captured") if reader.has("captured") else None
    return Source(
        reader.text("title"), reader.text("publisher"), captured, reader.text("effective", default="unconfirmed")
    )


def _clause(reader: Reader, marks: Marks) -> Clause | None:
    reader.only(("id", "title", "text", "tier", "severity", "link", "when"), _NO_ACTING | _PER_TARGET)
    clause_id = _identifier(reader, "id")
    marks.clauses.append((clause_id, reader.where("id")))
    when = _when(reader)
    tier = reader.whole("tier", 1, 3)
    severity = reader.one_of("severity", Severity)
    title, text, link = reader.text("title"), reader.text("text"), reader.text("link", default="")
    return None if when is None else Clause(clause_id, title, text, tier, severity, when, link)


def _linked(top: Reader, clauses: tuple[Clause, ...]) -> tuple[Clause, ...]:
    """Where each clause can be read: its own link, else the document's with version and clause put in."""
    link = top.text("link", default="")
    if not link:
        return clauses
    link = link.replace("{version}", top.text("version"))
    return tuple(
        clause if clause.link else replace(clause, link=link.replace("{clause}", clause.clause_id))
        for clause in clauses
    )


def _allowance(reader: Reader, marks: Marks) -> Allowance | None:
    reader.only(("id", "title", "text", "excuses", "when"), _NO_ACTING)
    allowance_id = _identifier(reader, "id")
    marks.allowances.append((allowance_id, reader.where("id")))
    marks.excuses[allowance_id] = reader.where("excuses")
    excuses, when = reader.texts("excuses"), _when(reader)
    title, text = reader.text("title"), reader.text("text")
    return None if when is None else Allowance(allowance_id, title, text, when, excuses)


def _when(reader: Reader) -> Any:
    node = reader.node.get("when")
    if node is None:
        reader.into.say(reader.at, f"a {reader.what} needs when: a condition", "add `when:`")
        return None
    return read_condition(node, reader.into)


def _track(reader: Reader, marks: Marks) -> StrikeRules:
    keys = ("track", "expires_after_days", "post_age_limit_days", "shared_across_surfaces", "reference", "rungs")
    reader.only(keys)
    track = reader.one_of("track", Severity)
    marks.tracks.append((track.value, reader.where("track")))
    return StrikeRules(
        track=track,
        expires_after=reader.whole("expires_after_days", 1, 36_500),
        post_age_limit=reader.whole("post_age_limit_days", 1, 36_500),
        rungs=reader.maps("rungs", "rung", lambda r: _rung(r, marks, track)),
        shared_across_surfaces=reader.flag("shared_across_surfaces"),
        reference=reader.text("reference"),
    )


def _rung(reader: Reader, marks: Marks, track: Severity) -> Rung:
    reader.only(("id", "strikes", "penalty", "days", "features", "reference", "assumption"))
    kind = reader.one_of("penalty", PenaltyKind)
    days = reader.whole("days", 1, 3_650) if reader.has("days") else None
    features = reader.texts("features", optional=True)
    if kind is PenaltyKind.SUSPENSION and days is None:
        reader.into.say(reader.at, "a suspension needs days", "add `days:`, or write penalty: disablement")
    if kind in (PenaltyKind.WARNING, PenaltyKind.DISABLEMENT) and days is not None:
        reader.into.say(reader.where("days"), f"a {kind.value} has no days", "remove `days:`")
    if (kind is PenaltyKind.FEATURE_LIMIT) is not bool(features):
        hint = "features: [posting, live]"
        reader.into.say(reader.at, "a feature limit, and only it, names features", hint)
    rung = Rung(
        rung_id=_identifier(reader, "id"),
        strikes=reader.whole("strikes", 1, 1_000),
        penalty=Penalty(kind, days, features),
        reference=reader.text("reference"),
        assumption=reader.flag("assumption", default=False),
    )
    marks.rungs.append((track.value, rung.rung_id, reader.where("strikes")))
    return rung


def _tier_rule(reader: Reader, marks: Marks) -> TierRule:
    reader.only(("authority", "programme", "kinds", "tier", "reason"))
    kinds = reader.texts("kinds")
    for kind in kinds:
        if problem := FIELDS["entity_kind"].problem(kind):
            reader.into.say(reader.where("kinds"), f"{kind[:40]} is no kind of entity: {problem}")
    rule = TierRule(
        reader.text("authority"), reader.text("programme"), kinds, reader.whole("tier", 1, 3), reader.text("reason")
    )
    marks.tier_rules.append(reader.at)
    return rule


def _review(reader: Reader) -> ReviewRules:
    reader.only(("two_person_reach", "two_person_public_office", "appeal_window_days", "reference"))
    return ReviewRules(
        two_person_reach=reader.whole("two_person_reach", 0, 10**12),
        two_person_public_office=reader.flag("two_person_public_office"),
        appeal_window_days=reader.whole("appeal_window_days", 1, 3_650),
        reference=reader.text("reference"),
    )


def _links(top: Reader) -> tuple[str, ...]:
    grades = top.texts("penalties_follow", optional=True)
    for grade in grades:
        if grade not in LINK_GRADES:
            top.into.say(
                top.where("penalties_follow"),
                f"no grade of a link is {grade[:40]!r}",
                "one of " + ", ".join(LINK_GRADES),
            )
    return grades


def _automatic(reader: Reader, marks: Marks) -> AutomaticRule:
    reader.only(("mechanism", "clauses", "restriction", "precision_bar", "language_gap", "reference"))
    named = reader.node.get("mechanism")
    if named is not None and getattr(named, "value", None) == "words":
        reader.into.say(named.at, "words cannot be a mechanism that acts", _WORDS_ACT)
        mechanism = "words"
    else:
        mechanism = reader.one_of("mechanism", ActingMechanism).value
    restriction = reader.one_of("restriction", Restriction)
    if mechanism == ActingMechanism.JUDGED_WORDS and restriction is Restriction.REMOVE_POST:
        hint = "write warn_screen or demote"
        reader.into.say(reader.where("restriction"), "judged words may only demote or put a warning screen", hint)
    rule = AutomaticRule(
        mechanism=mechanism,
        clauses=reader.texts("clauses"),
        restriction=restriction.value,
        precision_bar=reader.whole("precision_bar", 500, 1000),
        language_gap=reader.whole("language_gap", 0, 500),
        reference=reader.text("reference"),
    )
    marks.automatic.append(reader.where("clauses"))
    return rule
