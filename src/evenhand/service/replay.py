"""Replay: derive a recorded decision again and say what differs. What moved is named by digest before it is compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from evenhand.designations.registry import Registry
from evenhand.detection.observe import Detector
from evenhand.kernel.canonical import plain
from evenhand.kernel.errors import NotFoundError
from evenhand.policy.model import Policy
from evenhand.service.earned import kept
from evenhand.service.examine import examiner
from evenhand.service.grounding import Kept
from evenhand.service.journal import recorded
from evenhand.service.ports import Journal


@dataclass(frozen=True, slots=True)
class Difference:
    """One place in which the replayed decision is not the recorded one. `field` is a path like `findings.0.clause`."""

    field: str
    recorded: Any
    replayed: Any


@dataclass(frozen=True, slots=True)
class Replayed:
    """`{same, differences}`, or `{erased}` where the content is gone by right."""

    same: bool
    differences: tuple[Difference, ...] = ()
    erased: bool = False

    def to_dict(self) -> dict[str, Any]:
        """The shape of INTERFACES.md."""
        if self.erased:
            return {"erased": True}
        return {"same": self.same, "differences": [plain(difference) for difference in self.differences]}


def replay(
    journal: Journal, policies: Mapping[str, Policy], registry: Registry, detector: Detector, decision_id: str
) -> Replayed:
    """Examine the recorded post again, at the recorded instant, under the recorded policy version."""
    event = next(iter(journal.events(kind="decision.made", decision_id=decision_id, erased=True)), None)
    if event is None:
        raise NotFoundError(f"no decision {decision_id}", hint="ids stand on statements and in `evenhand review list`")
    if not event.payload:
        return Replayed(same=False, erased=True)
    made = recorded(event)
    old = made.decision
    if old.policy not in policies:
        raise NotFoundError(
            f"the policy {old.policy} is not here", hint="set EVENHAND_POLICIES to the folder that has it"
        )
    policy = policies[old.policy]
    again = examiner(detector, registry, policy, tuple(policies.values()), old.judged_at)
    # What was earned, and what a judge answered, are inputs: nobody is asked again.
    state = kept(journal, old.autonomy, policy, old.surface)
    new = replace(again, mode=old.mode, autonomy=state, grounding=Kept(old.grounds)).examine(made.post)
    differences = tuple(_compare("", plain(old), plain(new)))
    return Replayed(not differences, differences)


def _compare(path: str, old: Any, new: Any) -> list[Difference]:
    if isinstance(old, dict) and isinstance(new, dict):
        keys = [*old, *(key for key in new if key not in old)]
        return [d for key in keys for d in _compare(f"{path}.{key}".lstrip("."), old.get(key), new.get(key))]
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        pairs = enumerate(zip(old, new, strict=True))
        return [d for place, (a, b) in pairs for d in _compare(f"{path}.{place}", a, b)]
    return [] if old == new else [Difference(path, old, new)]
