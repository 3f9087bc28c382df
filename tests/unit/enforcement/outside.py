"""The part of a life that is outside the ladder: measures and their undoing, interim holds, orders, notices, erasure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from tests.unit.enforcement.lives import Life, instant

from evenhand.decisions.model import Asker
from evenhand.enforcement import holds, measures, referrals
from evenhand.enforcement.actions import standing
from evenhand.enforcement.holds import Hold
from evenhand.enforcement.measures import Dropped, Measure, Target
from evenhand.enforcement.model import Action, ActionKind
from evenhand.enforcement.referrals import Answer, Force, Referral
from evenhand.kernel.ids import derived_id
from evenhand.statements.notices import notice_of, notice_of_hold
from evenhand.statements.rendering import render

OUTSIDE = {"restricted", "dropped", "hold", "order", "erasable", "told", "never_told", "untold"}
_ACCOUNT_PENALTIES = {ActionKind.WARN, ActionKind.LIMIT_FEATURES, ActionKind.SUSPEND, ActionKind.DISABLE}


class Outside:
    """Plays such steps on a life; keeps what the platform would record."""

    def __init__(self, life: Life) -> None:
        self.life = life
        self.measures: dict[str, Measure] = {}
        self.holds: dict[str, Hold] = {}
        self.referrals: dict[str, Referral] = {}
        self.dropped: list[Dropped] = []
        self.steps: dict[str, Callable[[dict[str, Any], datetime], tuple[Action, ...]]] = {
            "measure": self._measure,
            "machine": self._machine,
            "undo": self._undo,
            "hold": self._hold,
            "confirm": self._confirm,
            "release": self._release,
            "order": self._order,
            "answer": self._answer,
        }

    def step(self, step: dict[str, Any]) -> tuple[Action, ...]:
        """Play one step, if it is one of these; what was done."""
        self.dropped = []
        for word, play in self.steps.items():
            if word in step:
                done = play(step, instant(step["day"]))
                self.life.enacted.extend(done)
                return done
        return ()

    def look(self, at: datetime) -> dict[str, Any]:
        """What it looks like, in the words of `then`."""
        held = [a for a in standing(self.life.enacted, at) if a.parent or a.kind not in _ACCOUNT_PENALTIES]
        held = [a for a in held if a.parent]
        orders = self.referrals.values()
        appeals = self.life.appeals.values()
        return {
            "restricted": sorted(f"{a.kind.replace('_', ' ')} {a.post_id or a.surface}" for a in held),
            "dropped": [dropped.why.partition(",")[0] for dropped in self.dropped],
            "hold": {post: hold.state(at) for post, hold in self.holds.items()},
            "order": {post: self._clock(order, at) for post, order in self.referrals.items()},
            "erasable": not referrals.reasons_to_keep(orders, appeals, at),
            "untold": not self._notices(at),
        }

    def check(self, step: dict[str, Any], then: dict[str, Any]) -> None:
        """Whether the holder was told what `told` says, and nothing that `never_told` says."""
        notices = "\n".join(self._notices(instant(step["day"])))
        assert all(words in notices for words in then.get("told", [])), notices
        assert not any(words in notices for words in then.get("never_told", [])), notices

    def _clock(self, order: Referral, at: datetime) -> str:
        if order.answer:
            return order.answer + (" late" if order.late else "")
        return "overdue" if order.overdue(at) else "waiting"

    def _target(self, name: str) -> Target:
        """A post (`p1`), on the first surface; or an account, by its surface."""
        accounts = {link.surface: link.account_id for link in self.life.holder.accounts}
        if name in accounts:
            return Target(name, accounts[name])
        surface, account = next(iter(accounts.items()))
        return Target(surface, account, name)

    def _place(self, measure: Measure, target: Target) -> tuple[Action, ...]:
        rules = next(iter(self.life.policies.values())).review
        came = measures.place(measure, target, self.life.holder, rules, self.life.enacted, self.life.rulings)
        if isinstance(came, Dropped):
            self.dropped.append(came)
            return ()
        return (came,)

    def _measure(self, step: dict[str, Any], at: datetime) -> tuple[Action, ...]:
        measure = Measure(
            kind=ActionKind(step["measure"].replace(" ", "_")),
            reason=step.get("reason", "shown next to reports of an attack"),
            persons=tuple(step["by"]),
            at=at,
            ends_at=instant(step["until"]) if "until" in step else None,
            territories=tuple(step.get("territories", ())),
            features=tuple(step.get("features", ())),
            asker=Asker(step.get("asker", "own")),
            ground=step.get("ground", "house rule 4"),
            parent=step.get("as", f"batch-{at.isoformat()}"),
        )
        done = tuple(action for name in step["targets"] for action in self._place(measure, self._target(name)))
        self.measures[measure.parent] = measure
        return done

    def _machine(self, step: dict[str, Any], at: datetime) -> tuple[Action, ...]:
        """A mechanism acts alone on a post: by nobody, caused by the decision that persons may rule on later."""
        target = self._target(step["acts_on"])
        policy = next(iter(self.life.policies))
        decision = derived_id("dec", target.surface, target.post_id, policy, "")
        kind = ActionKind(step["machine"].replace(" ", "_"))
        return self._place(Measure(kind, "it has earned to", (), at, ground="a clause", parent=decision), target)

    def _undo(self, step: dict[str, Any], at: datetime) -> tuple[Action, ...]:
        name = step["undo"]
        names = self.referrals[name].referral_id if name in self.referrals else name
        if name == "ruling":
            names = next(a.action_id for a in standing(self.life.enacted, at) if not a.parent)
        return measures.undo(self.life.enacted, names, step["by"], step.get("reason", "a mistake"), at)

    def _hold(self, step: dict[str, Any], at: datetime) -> tuple[Action, ...]:
        until = instant(step["until"]) if "until" in step else None
        placed, action = holds.hold(
            self.life.holder.subject_id, self._target(step["hold"]), step["by"], "live attack", at, until=until
        )
        self.holds[step["hold"]] = placed
        return (action,)

    def _confirm(self, step: dict[str, Any], at: datetime) -> tuple[Action, ...]:
        self.holds[step["confirm"]], action = holds.confirm(self.holds[step["confirm"]], step["by"], at)
        return (action,)

    def _release(self, step: dict[str, Any], at: datetime) -> tuple[Action, ...]:
        placed = self.holds[step["release"]]
        held = tuple(action for action in standing(self.life.enacted, at) if action.parent == placed.hold_id)
        self.holds[step["release"]], back = holds.release(placed, held, step["by"], "a drill", at)
        return back

    def _order(self, step: dict[str, Any], at: datetime) -> tuple[Action, ...]:
        self.referrals[step["order"]] = referrals.receive(
            Force(step.get("force", "removal_order")),
            Asker(step.get("asker", "government")),
            "Fictional Authority",
            "Article 3",
            self.life.holder.subject_id,
            self._target(step["order"]),
            at,
            territories=tuple(step.get("territories", ())),
            due_at=instant(step["due"]) if "due" in step else None,
            silence_until=instant(step["silence"]) if "silence" in step else None,
            silence_ground="a pending inquiry" if "silence" in step else "",
            name_authority=step.get("named", True),
        )
        return ()

    def _answer(self, step: dict[str, Any], at: datetime) -> tuple[Action, ...]:
        what = Answer(step.get("with", "executed"))
        order = referrals.answer(self.referrals[step["answer"]], step["by"], what, "it is an order", at)
        self.referrals[step["answer"]] = order
        if what is Answer.REFUSED:
            return ()
        measure = referrals.measure_of(order)
        self.measures[order.referral_id] = measure
        return self._place(measure, order.target)

    def _notices(self, at: datetime) -> list[str]:
        """Every notice as it reads at an instant; those under an ordered silence are not there yet."""
        enacted = self.life.enacted
        silent = {o.referral_id for o in self.referrals.values() if (due := o.notice_at()) is None or due > at}
        orders = {order.referral_id: order for order in self.referrals.values()}
        notices = []
        for parent, measure in self.measures.items():
            done = [a for a in enacted if a.parent == parent and not a.undoes]
            if done and parent not in silent:
                notices.append(render(notice_of(measure, done, enacted, at, referral=orders.get(parent))))
        for hold in self.holds.values():
            done = [a for a in enacted if a.parent == hold.hold_id and not a.undoes and a.starts_at <= at]
            notices.append(render(notice_of_hold(hold, done, enacted, at)))
        return notices
