"""One life that has everything a statement can tell: two surfaces, an overturn, a milder version, a hostile quote."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tests.unit.enforcement.lives import Life, instant, policy, subject

from evenhand.statements.model import PublicStatement, StatementOfReasons
from evenhand.statements.public import publish

HOUSE = {
    "live_from": "2024-01-01",
    "standard": {"expires": 365, "post_age": 90, "ladder": {1: "warning", 2: "limit 3 live+ads", 3: "disable"}},
}
HOSTILE = 'Glory \u202eto\u202c the <b>Fictional</b>\nFront\u0000 & "all" \u2028=cmd المجد لهم {{ 7*7 }} %(x)s \ud800'
NOW = instant("2024-03-20")


def story() -> Life:
    """A minister with five million followers; four posts; the first appeal wins."""
    holder = {
        "id": "minister",
        "reach": 5_000_000,
        "public_office": True,
        "accounts": {"square": "m-1", "gallery": "m-2"},
    }
    life = Life(subject(holder), {"house@2024": policy("house@2024", HOUSE)})
    for number, (day, words, asker) in enumerate(
        [
            ("2024-03-01", "Long live the Fictional Front", "own"),
            ("2024-03-05", "The Fictional Front did well to strike", "user"),
            ("2024-03-10", HOSTILE, "government"),
            ("2024-03-15", "All hail the Fictional Front", "trusted_flagger"),
        ],
        start=1,
    ):
        step: dict[str, Any] = {
            "day": day,
            "post": f"p{number}",
            "posted": day,
            "words": words,
            "asker": asker,
            "surface": "square" if number % 2 else "gallery",
            "account": "m-1" if number % 2 else "m-2",
            "clause": "praise",
            "under": "house@2024",
            "read_as": "glorification",
            "stance": "glorification",
            "reason": f"celebrates violence, as reviewer-secret-{number} says"
            if number == 4
            else "celebrates violence",
            "votes": [("person-one", "uphold"), ("person-two", "uphold")],
        }
        life.judge(step)
        if number == 1:
            life.appeal("p1", "I was quoting", instant("2024-03-02"))
            life.decide("p1", "person-three", "overturn", instant("2024-03-02"))
            life.decide("p1", "person-four", "overturn", instant("2024-03-03"))
    return life


def reasons(post: str = "p4", at: datetime = NOW) -> StatementOfReasons:
    """The statement on one of the posts."""
    return story().statement(post, at)


def public(post: str = "p4", at: datetime = NOW) -> PublicStatement:
    """The public statement on one of the posts; the third post was not public."""
    life = story()
    statement = life.statement(post, at)
    seen = {each.decision_id for each in statement.posts if each.post_id != "p3"}
    return publish(statement, life.holder, life.policies["house@2024"].review, seen)
