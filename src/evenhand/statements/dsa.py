"""A statement of reasons as the EU's Transparency Database takes it (DSA articles 17 and 24(5)): codes and plain words.

One for each surface that something was restricted on. Free text says what kind of thing was found and why it counts,
and never who: no quotes, no names, no ids of accounts or posts. Orders under article 9 DSA are left out (article 17(5)).
A warning alone is no restriction. Checking the result is `dsa.validate`'s and `dsa.personal`'s.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from evenhand.decisions.model import Asker
from evenhand.detection.model import Field
from evenhand.dsa.model import Statement
from evenhand.dsa.schema import schema
from evenhand.enforcement.ladder import of_in_words
from evenhand.enforcement.model import ActionKind
from evenhand.kernel.ids import derived_id
from evenhand.statements.model import (
    DesignationStated,
    MachineStated,
    PostStated,
    RestrictionNotice,
    RestrictionStated,
    StatementOfReasons,
)

# Where a code for a thing is missing, `OTHER` says it in words.
_VISIBILITY: Final = {
    ActionKind.REMOVE_POST: "DECISION_VISIBILITY_CONTENT_REMOVED",
    ActionKind.WITHHOLD: "DECISION_VISIBILITY_CONTENT_DISABLED",
    ActionKind.HOLD: "DECISION_VISIBILITY_CONTENT_DISABLED",
    ActionKind.DEMOTE: "DECISION_VISIBILITY_CONTENT_DEMOTED",
    ActionKind.WARN_SCREEN: "DECISION_VISIBILITY_OTHER",
}
_SOURCE: Final = {Asker.OWN: "SOURCE_VOLUNTARY", Asker.TRUSTED_FLAGGER: "SOURCE_TRUSTED_FLAGGER"}
_OTHER_SOURCE: Final = "SOURCE_TYPE_OTHER_NOTIFICATION"  # whether a user's report was an article 16 notice is not known
_AUTOMATED: Final = frozenset({"words", "media_bank", "judged_words"})
_CATEGORY: Final = "STATEMENT_CATEGORY_RISK_FOR_PUBLIC_SECURITY"
_KEYWORD: Final = "KEYWORD_ILLEGAL_ORGANIZATIONS"
# Where the words are about a group of people, whom nobody designates.
_SPEECH: Final[Mapping[str, Any]] = {
    "category": "STATEMENT_CATEGORY_ILLEGAL_OR_HARMFUL_SPEECH",
    "category_specification": ["KEYWORD_INCITEMENT_VIOLENCE_HATRED"],
}


@dataclass(frozen=True, slots=True)
class Generated:
    """One statement for the database: for which surface, issued when, and what it was made of."""

    origin: str  # the decision or notice
    surface: str
    created_at: str
    statement: Statement


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Nothing is sent about this, and why. `lawful`: nothing has to be; otherwise a fact is missing."""

    origin: str
    surface: str
    why: str
    lawful: bool


def of_reasons(stated: StatementOfReasons) -> list[Generated | LeftOut]:
    """The statements that a statement of reasons gives, one for each surface, in the order of their names."""
    post = stated.posts[-1]
    automated = "PARTIALLY" if post.automation.acted_alone else "NOT_AUTOMATED"
    common: dict[str, Any] = {
        **({} if post.designations else _SPEECH),
        "incompatible_content_ground": _cut(
            f"{post.clause.clause_id} of {post.clause.policy}: {post.clause.title}", 500
        ),
        "incompatible_content_explanation": _cut(_explanation(post), 2000),
        "decision_facts": _cut(_facts(stated), 5000),
        "content_type": _content_type(post),
        "source_type": _SOURCE.get(post.asker, _OTHER_SOURCE),
        "automated_detection": "Yes" if post.asker is Asker.OWN and post.automation.mechanism in _AUTOMATED else "No",
        "automated_decision": f"AUTOMATED_DECISION_{automated}",
    }
    if post.clause.link:
        common["decision_ground_reference_url"] = post.clause.link
    if post.lang.upper() in schema().enums["LANGUAGES"]:
        common["content_language"] = post.lang.upper()
    posted = None if post.posted_at is None else post.posted_at.date()
    return _each_surface(stated.decision_id, stated.issued_at.isoformat(), stated.restrictions, posted, common)


def of_notice(notice: RestrictionNotice, posted: Mapping[tuple[str, str], date]) -> list[Generated | LeftOut]:
    """The statements that a notice gives. `posted`: the days of posting that are known, by surface and post."""
    if notice.order is not None:
        why = "an order under article 9 DSA: article 17(5)"
        return [LeftOut(notice.notice_id, r.surface, why, True) for r in notice.restrictions[:1]]
    common = {
        "incompatible_content_ground": _cut(notice.ground, 500),
        "incompatible_content_explanation": "Restricted under the ground named, without a strike.",
        "decision_facts": f"Decided by {notice.persons} person(s). No strike follows. It ends when it says or is lifted.",
        "content_type": ["CONTENT_TYPE_OTHER"],
        "content_type_other": "a post, its type not recorded",
        "source_type": _SOURCE.get(notice.asker, _OTHER_SOURCE),
        "automated_detection": "No",
        "automated_decision": "AUTOMATED_DECISION_NOT_AUTOMATED",
    }
    if notice.machine is not None:
        common |= _by_machine(notice.machine)
    made: list[Generated | LeftOut] = []
    for restriction in notice.restrictions:
        day = posted.get((restriction.surface, restriction.post_id))
        made += _each_surface(notice.notice_id, notice.issued_at.isoformat(), [restriction], day, common)
    return made


def _by_machine(machine: MachineStated) -> dict[str, Any]:
    """What is otherwise where a machine acted alone."""
    clause, groups = machine.clause, any(quote.role == "group" for quote in machine.quotes)
    whom = "against a group of people" if groups else f"for tier {clause.tier}"
    said: dict[str, Any] = {
        **(_SPEECH if groups else {}),
        "incompatible_content_ground": _cut(f"{clause.clause_id} of {clause.policy}: {clause.title}", 500),
        "incompatible_content_explanation": f"Found by automated means ({_words(machine.mechanism)}) {whom}.",
        "decision_facts": "No person has decided. Audits by persons let this mechanism act under this clause. No strike follows.",
        "automated_detection": "Yes" if machine.mechanism in _AUTOMATED else "No",
        "automated_decision": "AUTOMATED_DECISION_FULLY",
    }
    if clause.link:
        said["decision_ground_reference_url"] = clause.link
    return said


def _each_surface(
    origin: str,
    created_at: str,
    restrictions: Sequence[RestrictionStated],
    posted: date | None,
    common: Mapping[str, Any],
) -> list[Generated | LeftOut]:
    made: list[Generated | LeftOut] = []
    for surface in sorted({restriction.surface for restriction in restrictions}):
        ours = [r for r in restrictions if r.surface == surface and r.kind is not ActionKind.WARN]
        if not ours:
            made.append(LeftOut(origin, surface, "a warning alone is no restriction", True))
        elif posted is None:
            made.append(
                LeftOut(origin, surface, "the day of posting is not known, and the database asks for it", False)
            )
        else:
            posts = ",".join(sorted({r.post_id for r in ours}))
            statement = _statement(derived_id("ehs", origin, surface, posts, created_at), ours, posted, common)
            made.append(Generated(origin, surface, created_at, statement))
    return made


def _statement(
    puid: str, restrictions: Sequence[RestrictionStated], posted: date, common: Mapping[str, Any]
) -> Statement:
    scope = sorted({place for r in restrictions for place in r.territories} & set(schema().enums["COUNTRIES"]))
    everywhere = any(not restriction.territories for restriction in restrictions)
    record: dict[str, Any] = {
        "puid": puid,
        **_decisions(restrictions),
        "decision_ground": "DECISION_GROUND_INCOMPATIBLE_CONTENT",
        "category": _CATEGORY,
        "category_specification": [_KEYWORD],
        "content_date": posted.isoformat(),
        "territorial_scope": list(schema().enums["COUNTRIES"]) if everywhere or not scope else scope,
        "application_date": min(restriction.starts_at for restriction in restrictions).date().isoformat(),
        **common,
    }
    return record  # type: ignore[return-value]  # the fields of the typed dict, put together from parts


def _decisions(restrictions: Iterable[RestrictionStated]) -> dict[str, Any]:
    """The four kinds of decision and their ends."""
    made: dict[str, Any] = {}
    ends: dict[str, list[date | None]] = {}
    for restriction in restrictions:
        end = None if restriction.ends_at is None else restriction.ends_at.date()
        match restriction.kind:
            case kind if kind in _VISIBILITY:
                made.setdefault("decision_visibility", []).append(_VISIBILITY[kind])
                if kind is ActionKind.WARN_SCREEN:
                    made["decision_visibility_other"] = "a warning screen in front of the content"
                ends.setdefault("visibility", []).append(end)
            case ActionKind.DEMONETISE:
                made["decision_monetary"] = "DECISION_MONETARY_SUSPENSION"
                ends.setdefault("monetary", []).append(end)
            case ActionKind.LIMIT_FEATURES:
                made["decision_provision"] = "DECISION_PROVISION_PARTIAL_SUSPENSION"
                ends.setdefault("service", []).append(end)
            case _:
                for_good = restriction.kind is ActionKind.DISABLE and end is None
                made["decision_account"] = f"DECISION_ACCOUNT_{'TERMINATED' if for_good else 'SUSPENDED'}"
                ends.setdefault("account", []).append(end)
    if "decision_visibility" in made:
        made["decision_visibility"] = sorted(set(made["decision_visibility"]))
    for what, days in ends.items():
        known = [day for day in days if day is not None]
        if len(known) == len(days):  # one without end: none is named
            made[f"end_date_{what}_restriction"] = max(known).isoformat()
    return made


def _explanation(post: PostStated) -> str:
    if not post.designations:
        return f"{_words(post.stance)} against a group of people. Every group is protected alike; none is designated."
    return (
        f"{_words(post.stance)} of a designated entity of tier {post.clause.tier}. "
        f"Designation in force: {'; '.join(map(_designation, post.designations))}."
    )


def _designation(stated: DesignationStated) -> str:
    if stated.authority == stated.programme == "platform":
        return "the platform's own list"
    return f"{stated.authority}, {stated.programme}"


def _facts(stated: StatementOfReasons) -> str:
    post = stated.posts[-1]
    parts = [
        f"{post.automation.persons} person(s) judged the post; the automated reading before them was {_words(post.read_as)}.",
        f"Rules in force when posted and when judged were both asked; allowances considered: {len(post.allowances)}.",
    ]
    if stated.rung is not None:
        rung = stated.rung
        parts.append(
            f"Strike {rung.count}{of_in_words(rung.count, rung.of)} on the {rung.track} track, "
            f"after {len(stated.posts) + len(stated.brought_over)} post(s): "
            f"{_words(rung.penalty.kind)}" + (f" for {rung.penalty.days} day(s)." if rung.penalty.days else ".")
        )
    else:
        parts.append("No penalty on the account follows.")
    return " ".join(parts)


def _content_type(post: PostStated) -> list[str]:
    media = all(quote.field is Field.MEDIA for quote in post.quotes)
    return ["CONTENT_TYPE_IMAGE"] if media else ["CONTENT_TYPE_TEXT"]


def _words(code: str) -> str:
    return str(code).replace("_", " ")


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"
