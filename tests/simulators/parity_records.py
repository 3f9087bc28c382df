"""A synthetic world's audited posts as audit records and labels: the same world as its cube, seen from before counting."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.simulators.parity_world import BANDS, CLAUSES, COMMUNITIES, KINDS, LANGUAGES, SURFACES, World

from evenhand.parity.records import AuditRecord, SampledHow, Truth

_START = datetime(2024, 1, 1, tzinfo=UTC)


def records_of(world: World) -> list[AuditRecord]:
    """One record an audited post; the account's id is the post's number, so labels can be joined."""
    c = world.columns
    return [_record(c, i) for i in range(len(c["weight"])) if c["weight"][i]]


def _record(c: dict, i: int) -> AuditRecord:
    passed = int(c["passed"][i])
    return AuditRecord(
        post_id=f"p{i}",
        at=_START + timedelta(minutes=i),
        sampled_how=SampledHow.RANDOM,
        truth=Truth.VIOLATING if c["violating"][i] else Truth.ALLOWED,
        account_id=f"a{i}",
        lang=LANGUAGES[c["lang"][i]],
        surface=SURFACES[c["surface"][i]],
        account_kind=KINDS[c["account_kind"][i]],
        reach_band=BANDS[c["reach_band"][i]],
        clause=CLAUSES[c["clause"][i]],
        listed=passed >= 1,
        matched=passed >= 2,
        sent_on=passed >= 3,
        enforced=passed >= 4,
        harsh=passed >= 5,
        prior_strikes=int(c["prior_strikes"][i]),
        weight=int(c["weight"][i]),
    )


def labels_csv(world: World) -> str:
    """The audit-only labels of the same accounts."""
    c = world.columns
    rows = [
        f"{SURFACES[c['surface'][i]]},a{i},{COMMUNITIES[c['community'][i]]},simulator\n"
        for i in range(len(c["weight"]))
        if c["weight"][i]
    ]
    return "surface,account_id,community,source\n" + "".join(rows)
