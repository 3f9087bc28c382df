"""A small world for decisions: entities in each tier and in none, and posts about them, built by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime

from tests.simulators.designations_table import Act, DesignationsTable

from evenhand.decisions.findings import Finder
from evenhand.decisions.model import Digests
from evenhand.designations.model import EntityKind, Verification
from evenhand.detection.model import (
    Account,
    AccountKind,
    Detection,
    Evidence,
    Field,
    Mention,
    Observed,
    Post,
    Stance,
    StanceReading,
)
from evenhand.policy.model import Policy
from evenhand.policy.versions import shipped

JUDGED_AT = datetime(2024, 6, 1, 12, tzinfo=UTC)
POSTED_AT = datetime(2024, 5, 20, 9, tzinfo=UTC)
DIGESTS = Digests("sha256:p", "sha256:r", "sha256:t", "sha256:m")

KINDS = {
    "org:dawn": EntityKind.ORGANISATION,  # tier 1
    "org:aram": EntityKind.ORGANISATION,  # tier 1, by another programme
    "org:river": EntityKind.ORGANISATION,  # tier 2
    "org:late": EntityKind.ORGANISATION,  # tier 1 only since after POSTED_AT
    "org:gone": EntityKind.ORGANISATION,  # revoked
    "org:hearsay": EntityKind.ORGANISATION,  # unverified
    "org:undated": EntityKind.ORGANISATION,  # in force cannot be said
    "person:vasir": EntityKind.PERSON,  # tier 1
    "bank:coast": EntityKind.BANK,  # listed with a terrorism programme, in no tier
}
NAMES = {
    "org:dawn": "Black Dawn Front",
    "org:aram": "Sons of Aram",
    "org:river": "River Guard",
    "person:vasir": "Karim Vasir",
}
ACTS = (
    Act("org:dawn", effective=date(2012, 3, 1)),
    Act("org:aram", "us-ofac", "us-sdgt", effective=date(2015, 7, 1)),
    Act("org:river", "un-sc", "un-yemen", effective=date(2022, 2, 28)),
    Act("org:late", announced=date(2024, 5, 10), effective=date(2024, 5, 25)),
    Act("org:gone", revoked=date(2021, 2, 16)),
    Act("org:hearsay", verification=Verification.UNVERIFIED),
    Act("org:undated", effective=None),
    Act("person:vasir", "us-ofac", "us-sdgt"),
    Act("bank:coast", "us-ofac", "us-sdgt"),
)


def table() -> DesignationsTable:
    """The registry of this world."""
    return DesignationsTable(KINDS, ACTS, NAMES)


def newest() -> Policy:
    """The newest version that ships."""
    return [policy for policy in shipped() if policy.policy_id == "doi"][-1]


def finder(policy: Policy | None = None) -> Finder:
    """A finder over this world under a policy (default: the newest)."""
    return Finder(policy or newest(), table(), shipped())


def post(text: str = "Black Dawn Front did it", **changes: object) -> Post:
    """A post of a private person, made on POSTED_AT."""
    given: dict[str, object] = {
        "surface": "agora",
        "account_id": "a1",
        "posted_at": POSTED_AT,
        "account": Account(AccountKind.INDIVIDUAL, reach=500),
    }
    return Post(id="p1", text=text, **(given | changes))  # type: ignore[arg-type]


def detection(
    entity_id: str = "org:dawn",
    stance: Stance = Stance.GLORIFICATION,
    confidence: int = 800,
    signals: tuple[str, ...] = (),
    field: Field = Field.TEXT,
    **mention: object,
) -> Detection:
    """One detection: the name at the first characters, with one quoted cue."""
    name = NAMES.get(entity_id, entity_id)
    seen = Mention(entity_id, name, field, (0, len(name)), name, **mention)  # type: ignore[arg-type]
    cue = (Evidence(field, (0, 5), "heroes", "en.glorification.heroes"),)
    return Detection(seen, StanceReading(stance, confidence, cue, signals))


def observed(*detections: Detection, assessed: bool = True, lang: str = "en") -> Observed:
    """What was seen."""
    return Observed(lang, assessed, detections, "" if assessed else "no cues for this language")
