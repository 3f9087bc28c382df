"""Several live policies over the same posts: a decision under each, and one printed answer a post (INTERFACES.md).

Each decision stands for itself in the record. In print the one that asks for most speaks first and names its digests; findings of
the others follow, each with its policy, and `also` names the versions that were asked beside it, found something or not.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from evenhand.decisions.model import Decision, Digests, Outcome, Route
from evenhand.decisions.rendering import examine_out
from evenhand.detection.model import Post
from evenhand.kernel.canonical import canonical_text
from evenhand.service.batches import posts_of
from evenhand.service.canary import ByAccount
from evenhand.service.examine import DECISION_SCHEMA, Examiner
from evenhand.service.unnamed import rows_worth_reading

_ROUTES: Final = (Route.NONE, Route.REVIEW, Route.AUTOMATIC)
_OUTCOMES: Final = (Outcome.NO_VIOLATION, Outcome.NOT_ASSESSED, Outcome.NEEDS_REVIEW, Outcome.VIOLATION)


@dataclass(slots=True)
class Together:
    """The examiner of the first live policy, and those of the others."""

    first: Examiner | ByAccount
    others: tuple[Examiner | ByAccount, ...]

    def decisions(self, post: Post) -> tuple[Decision, ...]:
        """One post under each policy that asks about its account, the first policy's decision first."""
        return (*self.first.decisions(post), *(made for other in self.others for made in other.decisions(post)))

    def all_made(self) -> tuple[Examiner, ...]:
        """Every examiner that traffic may go to."""
        return (*self.first.all_made(), *(made for other in self.others for made in other.all_made()))

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """The batch function: the first policy answers every row; rows worth reading under another are examined under all."""
        first, others = _for_all(self.first), tuple(map(_for_all, self.others))
        waiting: deque[pa.RecordBatch] = deque()
        for answer in first(_kept(batches, waiting)):
            yield _with_others(first, others, waiting.popleft(), answer)


def _for_all(side: Examiner | ByAccount) -> Examiner:
    assert isinstance(side, Examiner), "files are examined under one version for all accounts"
    return side


def _with_others(
    first: Examiner, others: tuple[Examiner, ...], batch: pa.RecordBatch, answer: pa.RecordBatch
) -> pa.RecordBatch:
    worth = np.zeros(batch.num_rows, np.bool_)
    for other in others:
        worth |= rows_worth_reading(batch, other.detector.fused)
    also = canonical_text([_asked(other.policy.ref, other.digests) for other in others])
    column = answer.schema.get_field_index("decision")
    told = _with_also(answer.column(column), also, earned=bool(first.autonomy.digest))
    answer = answer.set_column(column, "decision", told)
    found = []
    for row, post in zip(np.flatnonzero(worth).tolist(), posts_of(batch.filter(pa.array(worth))), strict=True):
        beside = tuple(other.examine(post) for other in others)
        worth[row] = any(decision.findings for decision in beside)
        if worth[row]:
            found.append((first.examine(post), *beside))
    if not found:
        return answer
    mask, rows = pa.array(worth), answers_batch(found)
    columns = [
        pc.replace_with_mask(mine, mask, theirs) for mine, theirs in zip(answer.columns, rows.columns, strict=True)
    ]
    return pa.RecordBatch.from_arrays(columns, schema=DECISION_SCHEMA)


def _with_also(answers: pa.Array, also: str, *, earned: bool) -> pa.Array:
    """Answers with the versions asked beside in the place that canonical JSON has for them; what was earned comes before."""
    if not earned:
        return pc.binary_replace_slice(answers, start=0, stop=1, replacement=f'{{"also":{also},')
    said = also.replace("\\", "\\\\")
    return pc.replace_substring_regex(
        answers, r'^\{("acted_under":"[^"]*",)?', replacement=f'{{\\1"also":{said},', max_replacements=1
    )


def _kept(batches: Iterable[pa.RecordBatch], waiting: deque[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        waiting.append(batch)
        yield batch


def leading(decisions: Sequence[Decision]) -> Decision:
    """The decision that asks for most: by route, outcome and priority; the first policy's where they ask alike."""
    return max(decisions, key=lambda d: (_ROUTES.index(d.route), _OUTCOMES.index(d.outcome), d.priority))


def printed(decisions: Sequence[Decision]) -> dict[str, Any]:
    """The one answer printed for a post that was decided under several policies."""
    lead = leading(decisions)
    others = [decision for decision in decisions if decision is not lead]
    out = examine_out(lead)
    for other in others:
        if other.findings:
            said = examine_out(other)
            out["findings"] += [{**finding, "policy": other.policy} for finding in said["findings"]]
            out["reasons"] = list(dict.fromkeys([*out["reasons"], *said["reasons"]]))
    out["also"] = [_asked(other.policy, other.digests) for other in others]
    return out


def _asked(policy: str, digests: Digests) -> dict[str, str]:
    """A version that was asked too; registry and instant are those of the answer."""
    return {"policy": policy, "digest": digests.policy, "models": digests.models}


def answers_batch(rows: Sequence[Sequence[Decision]]) -> pa.RecordBatch:
    """The printed answers as a batch of DECISION_SCHEMA, a row a post."""
    leads = [leading(decisions) for decisions in rows]
    columns = [
        pa.array([lead.post_id for lead in leads], pa.string()),
        pa.array([lead.outcome.value for lead in leads], pa.string()),
        pa.array([lead.route.value for lead in leads], pa.string()),
        pa.array([lead.priority for lead in leads], pa.int32()),
        pa.array([canonical_text(printed(decisions)) for decisions in rows], pa.string()),
    ]
    return pa.RecordBatch.from_arrays(columns, schema=DECISION_SCHEMA)
