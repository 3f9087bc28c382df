"""What sees for a policy: names of designated entities, or calls against groups of people. Which, the policy says (`about`)."""

from __future__ import annotations

from typing import Any, Protocol

from evenhand.detection.model import Observed, Post
from evenhand.detection.observe import Detector
from evenhand.detection.scanner import Looked
from evenhand.detection.violence.observe import SpeechDetector
from evenhand.policy.model import About, Policy


class Columns(Protocol):
    """Says of each row of a column whether it is worth reading (`detection.fused`, `detection.violence`)."""

    @property
    def ready(self) -> bool:
        """Whether even a small column is quicker asked than read."""
        ...

    def states(self, data: Any, offsets: Any, *, handles: bool = False) -> Any:
        """For each row 0 where it holds nothing."""
        ...


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

    def observe(self, post: Post, text: Looked | None = None) -> Observed:
        """Everything seen in a post that the policy is about; `text` is its text looked at for names already."""
        ...


def seeing(policy: Policy, detector: Detector | None) -> Sees:
    """What sees for a policy; `detector` knows the entities of the registry, which groups are none of."""
    if policy.about is About.GROUPS:
        return SpeechDetector()
    assert detector is not None, "entities are found by their names"
    return detector
