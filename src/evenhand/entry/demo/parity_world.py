"""A random audit sample of the demo's platform, labelled by invented auditors, with unevenness put in at one stage.

Two language communities that do not exist, Norrin (ie) and Sudrin (vo), as in `monitor_world`. What is put in: in Sudrin
the matching of names misses more. Everything else is even.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from evenhand.parity.records import AuditRecord, SampledHow, Truth

MATCHED: Final = {"ie": 0.96, "vo": 0.72}  # the injected unevenness: a stage's chance to pass a violating post on
_LISTED, _SENT_ON, _ENFORCED, _WRONGLY = 0.97, 0.93, 0.92, 0.01
_START: Final = datetime(2026, 8, 1, tzinfo=UTC)


def audit_sample(seed: str = "evenhand", per_language: int = 1_500) -> Iterator[AuditRecord]:
    """The sample: half the posts violating, so that misses can be counted (the auditors drew from both piles)."""
    chance = random.Random(f"parity/{seed}")  # noqa: S311 - a fictional world, nothing secret
    for lang in MATCHED:
        for number in range(per_language):
            yield _record(chance, lang, number)


def _record(chance: random.Random, lang: str, number: int) -> AuditRecord:
    violating = chance.random() < 0.5
    listed = chance.random() < _LISTED
    matched = listed and chance.random() < MATCHED[lang]
    sent_on = matched and chance.random() < (_SENT_ON if violating else 0.2)
    enforced = sent_on and chance.random() < (_ENFORCED if violating else _WRONGLY)
    return AuditRecord(
        post_id=f"{lang}-{number:04}",
        at=_START + timedelta(minutes=7 * number),
        sampled_how=SampledHow.RANDOM,
        truth=Truth.VIOLATING if violating else Truth.ALLOWED,
        account_id=f"{lang}-account-{chance.randrange(400)}",
        lang=lang,
        surface=chance.choice(("agora", "pictogram")),
        clause="doi.t1.glorification" if violating else "",
        route="review" if sent_on else "none",
        outcome="needs_review" if sent_on else "no_violation",
        ruled="uphold" if enforced else "",
        listed=listed,
        matched=matched,
        sent_on=sent_on,
        enforced=enforced,
        draw="audit",
    )
