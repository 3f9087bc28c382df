"""Two simulated surfaces, agora and pictogram: they carry actions out on accounts and posts that exist only here."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from evenhand.kernel.clock import format_instant
from evenhand.ledger.model import OutboxItem


@dataclass(slots=True)
class Surfaces:
    """What stands on each account and post, as a platform would see it. Idempotent by item."""

    restrictions: dict[tuple[str, str], dict[str, tuple[str, str]]] = field(default_factory=dict)
    removed: set[tuple[str, str]] = field(default_factory=set)
    done: set[str] = field(default_factory=set)

    def carry_out(self, item: OutboxItem) -> None:
        """Carry one action out, once."""
        if item.item_id in self.done:
            return
        self.done.add(item.item_id)
        body: dict[str, Any] = item.body
        account = (body["surface"], body["account_id"])
        match body["kind"]:
            case "remove_post":
                self.removed.add((body["surface"], body["post_id"]))
            case "restore_post":
                self.removed.discard((body["surface"], body["post_id"]))
            case "reinstate":
                self.restrictions.get(account, {}).pop(body["undoes"], None)
            case kind:
                self.restrictions.setdefault(account, {})[body["action_id"]] = (kind, body["ends_at"] or "")

    def standing(self, surface: str, account_id: str, at: datetime) -> str:
        """The strongest restriction on an account at an instant, or `free`. Temporary ones end by themselves."""
        now = format_instant(at)
        held = self.restrictions.get((surface, account_id), {}).values()
        holding = [(kind, ends) for kind, ends in held if not ends or ends > now]
        for strongest in ("disable", "suspend", "limit_features", "warn"):
            ends = [ends for kind, ends in holding if kind == strongest]
            if ends:
                until = "" if "" in ends else f" until {max(ends)[:10]}"
                return f"{strongest}{until}"
        return "free"
