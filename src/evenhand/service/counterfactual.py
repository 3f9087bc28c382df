"""What a subject's penalties would be without some decisions, out of the record. Nothing is recorded by asking."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from evenhand.enforcement.counterfactual import Counterfactual, without
from evenhand.enforcement.model import Subject
from evenhand.kernel.errors import NotFoundError
from evenhand.policy.model import Policy
from evenhand.service.journal import history_of
from evenhand.service.ports import Journal


def strikes_without(
    journal: Journal, policies: Mapping[str, Policy], subject: Subject, at: datetime, decisions: Collection[str]
) -> Counterfactual:
    """A subject's strikes and penalties without some decisions. Raises NotFoundError for a decision that is not theirs."""
    past = history_of(journal, subject)
    unknown = set(decisions) - {ruling.decision_id for ruling in past.rulings}
    if unknown:
        raise NotFoundError(
            f"no ruling on {', '.join(sorted(unknown))} for this subject", hint="strikes show names them"
        )
    return without(past.rulings, past.overturns, policies, subject.subject_id, at, decisions)
