"""Two simulated surfaces, agora and pictogram: they carry actions out on accounts and posts that exist only here."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from evenhand.ledger.model import OutboxItem


@dataclass(slots=True)
class Surfaces:
    """What stands on each account and post, as a platform would see it. Idempotent by item."""

    restrictions: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)
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
                until = f" until {body['ends_at'][:10]}" if body["ends_at"] else ""
                self.restrictions.setdefault(account, {})[body["action_id"]] = f"{kind}{until}"

    def standing(self, surface: str, account_id: str) -> str:
        """The strongest restriction on an account, or `free`."""
        held = list(self.restrictions.get((surface, account_id), {}).values())
        for kind in ("disable", "suspend", "limit_features", "warn"):
            for restriction in reversed(held):
                if restriction.startswith(kind):
                    return restriction
        return "free"
