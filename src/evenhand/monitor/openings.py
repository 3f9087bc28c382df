"""A platform's public ledger, read through the receipts of affected people: an opened statement as a published one.

Public leaves are commitments and say nothing by themselves; who holds a receipt can open theirs. That the log holds the
receipt is checked before (`service.monitoring.receipts`); here the opened event becomes what `compare` compares.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from evenhand.kernel.clock import parse_instant
from evenhand.kernel.errors import BadInputError, Reject
from evenhand.monitor.model import Automation, CaseKind
from evenhand.monitor.published import Published

STATEMENT: Final = "statement.issued"
_EFFECTS: Final = {
    "remove_post": CaseKind.TAKEN_DOWN,
    "withhold": CaseKind.TAKEN_DOWN,
    "demote": CaseKind.REACH_REDUCED,
    "warn_screen": CaseKind.REACH_REDUCED,
}


def published_opening(line: int, event: dict[str, Any]) -> Published | Reject:
    """An opened `statement.issued` event; `line` numbers the receipt. Its reference is the decision's id."""
    if event.get("kind") != STATEMENT:
        return Reject(line, "kind", STATEMENT, str(event.get("kind"))[:60], "ask for the receipt of the statement")
    try:
        statement = event["payload"]["statement"]
        post = statement["posts"][-1]
        kinds = [restriction["kind"] for restriction in statement["restrictions"]]
        started = min(_day(restriction["starts_at"]) for restriction in statement["restrictions"])
        posted_at = post["posted_at"]
        return Published(
            line=line,
            uuid=str(statement["decision_id"]),
            puid="",
            platform="",
            applied=started,
            sent=_day(statement["issued_at"]),
            content_date=_day(posted_at) if posted_at else None,
            lang=str(post["lang"]),
            content_types=(),
            effects=frozenset(_EFFECTS[kind] for kind in kinds if kind in _EFFECTS),
            clause=f"{post['clause']['clause_id']} {post['clause']['title']}",
            automation=Automation.FULLY if post["automation"]["acted_alone"] else Automation.NOT_AUTOMATED,
        )
    except (KeyError, IndexError, TypeError, ValueError, BadInputError) as error:
        return Reject(
            line, "payload", "a statement of reasons", str(error)[:80], "was the receipt made by this version?"
        )


def _day(text: str) -> date:
    return parse_instant(text).date()
