"""A fictional monitor's world for the demo's third act: its cases, what the platform published, and looks for reach.

Two language communities that do not exist, Norrin and Sudrin, on a platform that does not exist. The platform leaves
out or misstates its statements more often for Sudrin: that is the injected unevenness, by rates that stand in
`Injected`. Everything follows from the seed; records only, no rendering. The EU schema has no private-use language
codes, so the two borrow those of constructed languages (ie, vo).
"""

from __future__ import annotations

import csv
import io
import json
import random
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from evenhand.dsa.schema import schema

PLATFORM: Final = "Plaza"
LANGUAGES: Final = {"ie": "Norrin", "vo": "Sudrin"}
_START: Final = date(2026, 1, 1)
_DAYS: Final = 120
_CLAUSES: Final = ("Plaza rules 4.1, groups", "Plaza rules 4.2, praise of groups", "Plaza rules 6.3, graphic media")
_NOTICES: Final = {
    "taken_down": "Your post was removed because it does not follow {clause}.{ref}",
    "reach_reduced": "Your post is shown to fewer people because of {clause}.{ref}",
}
_AUTOMATION: Final = {
    "fully": "AUTOMATED_DECISION_FULLY",
    "partially": "AUTOMATED_DECISION_PARTIALLY",
    "not_automated": "AUTOMATED_DECISION_NOT_AUTOMATED",
}


@dataclass(frozen=True, slots=True)
class Injected:
    """The unevenness that was put in, per mille by language: statements left out, and clauses misstated."""

    missing: dict[str, int] = field(default_factory=lambda: {"ie": 60, "vo": 300})
    misstated: dict[str, int] = field(default_factory=lambda: {"ie": 30, "vo": 100})
    reach_lost: dict[str, int] = field(default_factory=lambda: {"ie": 0, "vo": 500})


@dataclass(frozen=True, slots=True)
class MonitorWorld:
    """Cases as an import file has them (flat), statements as rows of a daily dump, observations for reach tests."""

    cases: tuple[dict[str, Any], ...]
    statements: tuple[dict[str, str], ...]
    observations: tuple[dict[str, Any], ...]
    injected: Injected


def monitor_world(
    seed: str = "evenhand",
    *,
    sampled: int = 120,
    solicited: int = 30,
    others: int = 300,
    injected: Injected | None = None,
) -> MonitorWorld:
    """The world of a seed: `sampled` and `solicited` cases per language, `others` more statements about nobody's case."""
    rates = injected or Injected()
    chance = random.Random(f"monitor/{seed}")  # noqa: S311 - a fictional world, nothing secret
    cases: list[dict[str, Any]] = []
    statements: list[dict[str, str]] = []
    for lang in LANGUAGES:
        for channel, count in (("sampled", sampled), ("solicited", solicited)):
            for number in range(count):
                case, statement = _restricted(chance, lang, channel, number, rates)
                cases.append(case)
                statements += [statement] if statement else []
        cases += [_left_up(chance, lang, number) for number in range(6)]
    for number in range(others):
        statements.append(_other(chance, number))
    statements.sort(key=lambda row: (row["created_at"], row["uuid"]))
    looks = tuple(look for lang in LANGUAGES for look in _looks(chance, lang, rates))
    return MonitorWorld(tuple(cases), tuple(statements), looks, rates)


def cases_jsonl(world: MonitorWorld) -> str:
    """The cases as `monitor cases import` takes them."""
    return "".join(json.dumps(case, ensure_ascii=False, sort_keys=True) + "\n" for case in world.cases)


def dump_csv(world: MonitorWorld) -> str:
    """The platform's statements as a daily dump."""
    return _csv(schema().dump_columns, world.statements)


def observations_csv(world: MonitorWorld) -> str:
    """The looks as `monitor reach` takes them."""
    return _csv(("test_id", "viewer", "arm", "seen", "lang"), world.observations)


def _csv(columns: Iterable[str], rows: Iterable[Mapping[str, Any]]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(columns), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def _restricted(
    chance: random.Random, lang: str, channel: str, number: int, rates: Injected
) -> tuple[dict[str, Any], dict[str, str] | None]:
    kind = "taken_down" if chance.random() < 0.8 else "reach_reduced"
    happened = _START + timedelta(days=chance.randrange(7, _DAYS - 7))
    posted = happened - timedelta(days=chance.randrange(0, 20))
    clause = chance.choice(_CLAUSES)
    automation = chance.choice(tuple(_AUTOMATION))
    ref = str(uuid.UUID(int=chance.getrandbits(128), version=4))
    quoted = chance.random() < 0.8
    case: dict[str, Any] = {
        "case_id": f"{channel}-{lang}-{number:03d}",
        "kind": kind,
        "channel": channel,
        "platform": PLATFORM,
        "surface": chance.choice(("feed", "stories")),
        "account": f"holder-{chance.randrange(10**6):06d}",
        "lang": lang,
        "community": LANGUAGES[lang],
        "content_type": "text",
        "content_date": posted.isoformat(),
        "notice": _NOTICES[kind].format(clause=clause, ref=f" Reference {ref}." if quoted else ""),
        "clause": clause,
        "automation": automation,
        "statement_ref": ref if quoted else "",
        "happened": happened.isoformat(),
        "noticed": (happened + timedelta(days=chance.randrange(0, 3))).isoformat(),
    }
    if channel == "solicited":
        case["consent"] = {"purpose": "a public report on how the platform accounts for removals"}
    fate = chance.randrange(1000)
    if fate < rates.missing[lang]:
        return case, None
    if fate < rates.missing[lang] + rates.misstated[lang]:
        clause = next(other for other in _CLAUSES if other != clause)
    return case, _statement(ref, kind, lang, clause, automation, posted=posted, applied=happened)


def _left_up(chance: random.Random, lang: str, number: int) -> dict[str, Any]:
    reported = _START + timedelta(days=chance.randrange(10, 60))
    return {
        "case_id": f"left-up-{lang}-{number:03d}",
        "kind": "left_up",
        "channel": "own_observation",
        "platform": PLATFORM,
        "surface": "feed",
        "account": f"holder-{chance.randrange(10**6):06d}",
        "lang": lang,
        "community": LANGUAGES[lang],
        "notice": "We looked at the post that you reported and found that it follows our rules.",
        "reported": reported.isoformat(),
        "answered": (reported + timedelta(days=4)).isoformat(),
        "last_seen_up": (reported + timedelta(days=20)).isoformat(),
    }


def _other(chance: random.Random, number: int) -> dict[str, str]:
    applied = _START + timedelta(days=number * _DAYS // 300 if number < 300 else chance.randrange(_DAYS))
    ref = str(uuid.UUID(int=chance.getrandbits(128), version=4))
    kind = chance.choice(tuple(_NOTICES))
    lang = chance.choice(tuple(LANGUAGES))
    posted = applied - timedelta(days=chance.randrange(0, 20))
    automation = chance.choice(tuple(_AUTOMATION))
    return _statement(ref, kind, lang, chance.choice(_CLAUSES), automation, posted=posted, applied=applied)


def _statement(
    ref: str, kind: str, lang: str, clause: str, automation: str, *, posted: date, applied: date
) -> dict[str, str]:
    effect = "CONTENT_REMOVED" if kind == "taken_down" else "CONTENT_DEMOTED"
    given = {
        "uuid": ref,
        "decision_visibility": f'["DECISION_VISIBILITY_{effect}"]',
        "decision_ground": "DECISION_GROUND_INCOMPATIBLE_CONTENT",
        "incompatible_content_ground": clause,
        "incompatible_content_explanation": "The post was found not to follow this rule.",
        "incompatible_content_illegal": "No",
        "category": "STATEMENT_CATEGORY_RISK_FOR_PUBLIC_SECURITY",
        "category_addition": "[]",
        "category_specification": '["KEYWORD_ILLEGAL_ORGANIZATIONS"]',
        "content_type": '["CONTENT_TYPE_TEXT"]',
        "content_language": lang.upper(),
        "content_date": posted.isoformat(),
        "territorial_scope": '["DE","FR"]',
        "application_date": applied.isoformat(),
        "decision_facts": "One post was examined.",
        "source_type": "SOURCE_VOLUNTARY",
        "automated_detection": "No" if automation == "not_automated" else "Yes",
        "automated_decision": _AUTOMATION[automation],
        "platform_name": PLATFORM,
        "platform_uid": "plaza",
        "created_at": f"{applied.isoformat()} 12:00:00",
    }
    return dict.fromkeys(schema().dump_columns, "") | given


def _looks(chance: random.Random, lang: str, rates: Injected) -> Iterable[dict[str, Any]]:
    """Sixty viewers, each looking for one post in question and one control of the same kind."""
    for viewer in range(60):
        for arm in ("subject", "control"):
            base = 700 if arm == "control" else 700 * (1000 - rates.reach_lost[lang]) // 1000
            yield {
                "test_id": f"reach-{lang}",
                "viewer": f"viewer-{viewer:02d}",
                "arm": arm,
                "seen": "true" if chance.randrange(1000) < base else "false",
                "lang": lang,
            }
