"""What sees for a policy: names of designated entities, or calls against groups of people. Which, the policy says (`about`)."""

from __future__ import annotations

from typing import Protocol

from evenhand.detection.model import Observed, Post
from evenhand.detection.observe import Detector
from evenhand.detection.violence.observe import SpeechDetector
from evenhand.policy.model import About, Policy
from evenhand.service.unnamed import Columns


class Sees(Protocol):
    """`detection.observe` or `detection.violence.observe`, as an examiner asks them."""

    @property
    def digest(self) -> str:
        """Names everything that the reading depends on."""
        ...

    @property
    def fused(self) -> Columns:
        """The same question asked of whole columns."""
        ...

    def observe(self, post: Post) -> Observed:
        """Everything seen in a post that the policy is about."""
        ...


def seeing(policy: Policy, detector: Detector | None) -> Sees:
    """What sees for a policy; `detector` knows the entities of the registry, which groups are none of."""
    if policy.about is About.GROUPS:
        return SpeechDetector()
    assert detector is not None, "entities are found by their names"
    return detector
