"""Which version of a policy is live on a day, and the versions that ship. Files by path are `service.policies`'."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from importlib.resources import files

from evenhand.policy.loading import load_or_raise
from evenhand.policy.model import Policy


@lru_cache(maxsize=1)
def shipped() -> tuple[Policy, ...]:
    """Every version that ships, by id and live_from."""
    found = [
        load_or_raise(path.read_bytes(), f"{folder.name}/{path.name}")
        for folder in files("evenhand.policy").joinpath("data").iterdir()
        if folder.is_dir()
        for path in folder.iterdir()
        if path.name.endswith(".yml")
    ]
    return tuple(sorted(found, key=lambda policy: (policy.policy_id, policy.live_from, policy.version)))


def live_on(policies: Iterable[Policy], day: date) -> tuple[Policy, ...]:
    """The newest version of every policy that is live on a day, by id."""
    newest: dict[str, Policy] = {}
    for policy in sorted(policies, key=lambda policy: (policy.live_from, policy.version)):
        if policy.live_from <= day:
            newest[policy.policy_id] = policy
    return tuple(newest[name] for name in sorted(newest))


def when_posted(policies: Iterable[Policy], policy_id: str, day: date) -> Policy | None:
    """The version of one policy that was live on the day of a post; None when there was none."""
    return next((policy for policy in live_on(policies, day) if policy.policy_id == policy_id), None)
