"""The demo's world as records: fictional accounts, a few hundred posts in ten languages, and what its reviewers said.

Read from `world/` beside this module, which a policy expert or native speaker can edit. The label of a post is what the
recorded reviewers use; the machine never sees it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from typing import Any, Final

import yaml

from evenhand.kernel.clock import format_instant, parse_instant

START: Final = datetime(2026, 8, 20, 12, tzinfo=UTC)
_ACCOUNT_FIELDS: Final = ("kind", "display_name", "handle", "bio", "reach")
FILES: Final = ("groups.yml", "subjects.jsonl", "sanctions/sdn.csv", "sanctions/alt.csv", "sanctions/add.csv")


@dataclass(frozen=True, slots=True)
class Wave:
    """Posts that were judged on one day, each as `examine` reads it, with the reviewers' label by post id."""

    judged_at: datetime
    posts: tuple[dict[str, Any], ...]
    labels: dict[str, str]
    appealed: str = ""


@dataclass(frozen=True, slots=True)
class AppealScript:
    """The recorded appeal: the holder's words, and who decided what, why."""

    statement: str
    outcome: str
    person: str
    reason: str
    outside: str  # who is invited, because a team of three has nobody else left
    body: str


@dataclass(frozen=True, slots=True)
class World:
    """Everything the platform's act needs."""

    waves: tuple[Wave, ...]
    appeal: AppealScript

    @property
    def posts(self) -> tuple[dict[str, Any], ...]:
        """All posts, wave by wave."""
        return tuple(post for wave in self.waves for post in wave.posts)


def file_bytes(name: str) -> bytes:
    """One of the world's files (`FILES`), as the demo copies it into its folder."""
    return files("evenhand.entry.demo").joinpath("world", *name.split("/")).read_bytes()


def load_world() -> World:
    """The world: story posts on their days; everyday posts spread over the waves, in a fixed order."""
    data = yaml.safe_load(file_bytes("world.yml"))
    everyday = list(_everyday(data))
    count = len(data["waves"])
    waves = tuple(
        _wave(data["accounts"], wave, number, everyday[number::count]) for number, wave in enumerate(data["waves"])
    )
    script = data["appeal"]
    return World(
        waves, AppealScript(*(script[key] for key in ("statement", "outcome", "by", "reason", "outside", "body")))
    )


def _everyday(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for lang, templates in data["templates"].items():
        for template in templates:
            for name in data["names"][lang]:
                yield {**template, "lang": lang, "text": template["text"].replace("{name}", name)}
    for plain in data["plain"]:
        yield {**plain, "label": "none"}


def _wave(accounts: dict[str, Any], wave: dict[str, Any], number: int, everyday: list[dict[str, Any]]) -> Wave:
    judged_at = _instant(wave["judged"])
    posts, labels, appealed = [], {}, ""
    for place, told in enumerate([*wave["posts"], *everyday], 1):
        posted_at = _instant(told["at"]) if "at" in told else judged_at - timedelta(hours=6 * place)
        post = _post(accounts[told["by"]], told, f"w{number + 1}-{place:03}", posted_at)
        posts.append(post)
        labels[post["id"]] = told["label"]
        if told.get("appealed"):
            appealed = post["id"]
    return Wave(judged_at, tuple(posts), labels, appealed)


def _instant(value: Any) -> datetime:
    return value.astimezone(UTC) if isinstance(value, datetime) else parse_instant(str(value))


def _post(account: dict[str, Any], told: dict[str, Any], post_id: str, posted_at: datetime) -> dict[str, Any]:
    return {
        "id": post_id,
        "surface": account["surface"],
        "account_id": account["account_id"],
        "posted_at": format_instant(posted_at),
        "lang": told["lang"],
        "text": told["text"],
        "visibility": "public",
        "account": {name: account[name] for name in _ACCOUNT_FIELDS},
    }
