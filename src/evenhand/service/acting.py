"""What follows when a mechanism acts alone: one reversible restriction of that one post, in one commit with its decision and
a notice that says a machine did it. No strike; persons outrank it, by a ruling or by `undo`.

Whether it may act is `decisions.autonomy`'s. What is dropped (persons let the post stand, it is down) is recorded with why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from evenhand.decisions.model import Asker, Decision
from evenhand.detection.model import Post
from evenhand.enforcement.measures import Measure, Target
from evenhand.enforcement.model import ActionKind
from evenhand.kernel.errors import ConflictError
from evenhand.kernel.ids import Ids
from evenhand.ledger.model import Event
from evenhand.policy.model import Policy
from evenhand.service.ports import Journal
from evenhand.service.restrictions import Enacted, enact
from evenhand.statements.model import MachineStated
from evenhand.statements.reasons import stated_clause, stated_quotes

REDRESS = "appeal this decision, by its number; a person then decides on the post"


@dataclass(frozen=True, slots=True)
class Acting:
    """What acting takes besides the decision."""

    journal: Journal
    ids: Ids
    policies: Mapping[str, Policy]

    def act(self, decision: Decision, post: Post, asker: Asker, made: Event) -> Enacted | None:
        """Enact an automatic decision together with its `decision.made` event; None where another run did it meanwhile."""
        policy = self.policies[decision.policy]
        clause = policy.clause(decision.acted_under)
        measure = Measure(
            kind=ActionKind(decision.restriction),
            reason=decision.reasons[0],
            persons=(),
            at=made.at,
            asker=asker,
            ground=f"{clause.clause_id} of {policy.ref}",
            parent=made.decision_id,
        )
        machine = MachineStated(
            decision_id=made.decision_id,
            mechanism=decision.mechanism,
            clause=stated_clause(policy, clause.clause_id),
            quotes=stated_quotes(f for f in decision.findings if f.clause == clause.clause_id and f.violating),
            state=decision.autonomy,
        )
        target = Target(post.surface, post.account_id or post.id, post.id)
        try:
            return enact(
                self.journal, self.ids, policy.review, measure, [target],
                redress=REDRESS, machine=machine, also=[made],
            )  # fmt: skip
        except ConflictError:
            if self.journal.known([made.event_id]):
                return None
            raise
