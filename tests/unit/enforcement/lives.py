"""Lives of fictional holders, played through the real parts: review, rulings, strikes, actions, appeals, statements.

`Life` is the smallest world they need: it records what happens and asks the domain what follows. Nothing is mocked.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

from evenhand.decisions.model import (
    Asker,
    Decision,
    DesignationCited,
    Digests,
    Finding,
    LeafTruth,
    Outcome,
    Route,
)
from evenhand.detection.model import Evidence, Field, Mention, Stance, StanceReading
from evenhand.enforcement import actions as acts
from evenhand.enforcement.appeals import AppealOutcome, file_appeal, overdue, say, took_part_in
from evenhand.enforcement.model import (
    AccountLink,
    Action,
    Appeal,
    AppealVote,
    Overturn,
    ReviewItem,
    Ruling,
    RulingOutcome,
    StrikeState,
    Subject,
)
from evenhand.enforcement.review import Decided, open_item, vote
from evenhand.enforcement.rulings import Eligibility, PostPlace, ruling_of
from evenhand.enforcement.strikes import fold
from evenhand.kernel.ids import derived_id
from evenhand.policy.conditions import Leaf, Op
from evenhand.policy.model import (
    About,
    Allowance,
    Clause,
    Penalty,
    PenaltyKind,
    Policy,
    ReviewRules,
    Rung,
    Severity,
    Source,
    StrikeRules,
    TierMap,
)
from evenhand.statements.model import Case, StatementOfReasons
from evenhand.statements.reasons import compose

ENTITY = "Fictional Front"
DIGESTS = Digests("sha256:policy", "sha256:registry", "sha256:tiers", "sha256:models")


def instant(text: str | date) -> datetime:
    """Noon in UTC of a day, or the instant that is written."""
    if isinstance(text, datetime):
        return text if text.tzinfo else text.replace(tzinfo=UTC)
    if isinstance(text, date):
        return datetime(text.year, text.month, text.day, 12, tzinfo=UTC)
    return instant(date.fromisoformat(text)) if len(text) == 10 else datetime.fromisoformat(text)


def penalty(words: str) -> Penalty:
    """`warning`, `limit 3 live+ads`, `suspend 7`, `disable`."""
    kind, *rest = words.split()
    days = int(rest[0]) if rest else None
    kinds = {
        "warning": PenaltyKind.WARNING,
        "limit": PenaltyKind.FEATURE_LIMIT,
        "suspend": PenaltyKind.SUSPENSION,
        "disable": PenaltyKind.DISABLEMENT,
    }
    return Penalty(kinds[kind], days, tuple(rest[1].split("+")) if len(rest) > 1 else ())


def strike_rules(track: Severity, data: dict[str, Any]) -> StrikeRules:
    """One track of a small policy: `{expires, post_age, shared, ladder: {count: penalty}}`."""
    rungs = tuple(
        Rung(f"{track}-{count}", int(count), penalty(words), "written for this test")
        for count, words in data["ladder"].items()
    )
    return StrikeRules(
        track, data["expires"], data["post_age"], rungs, data.get("shared", True), "written for this test"
    )


def policy(ref: str, data: dict[str, Any]) -> Policy:
    """A small policy from the scenario's words. Clauses `praise` (standard) and `threat` (severe) unless it says otherwise."""
    policy_id, version = ref.split("@")
    clauses = tuple(
        Clause(
            clause_id=f"{policy_id}.{name}",
            title=f"{name.capitalize()} of a designated entity",
            text=f"Do not post {name} of a designated entity.",
            tier=1,
            severity=Severity(severity),
            when=Leaf("stance", Op.IS, "glorification" if name == "praise" else "material_support"),
            link=f"https://house.example/policy/{version}#{name}",
        )
        for name, severity in data.get("clauses", {"praise": "standard", "threat": "severe"}).items()
    )
    allowance = Allowance(
        f"{policy_id}.allow.news",
        "News reporting",
        "Reports are allowed.",
        Leaf("stance", Op.IS, "reporting"),
        (f"{policy_id}.",),
    )
    tracks = tuple(strike_rules(track, data[str(track)]) for track in Severity if str(track) in data)
    review = data.get("review", {})
    return Policy(
        policy_id=policy_id,
        version=version,
        title="House policy on dangerous organisations",
        live_from=date.fromisoformat(str(data["live_from"])),
        modelled_on=Source("none", "this test", None),
        clauses=clauses,
        allowances=(allowance,),
        strikes=tracks,
        tier_map=TierMap((), "sha256:tiers"),
        review=ReviewRules(
            review.get("two_person_reach", 1_000_000),
            review.get("two_person_public_office", True),
            review.get("appeal_window_days", 180),
            "written for this test",
        ),
        cases=(),
        digest=f"sha256:{version}",
        penalties_follow=tuple(data.get("follow", ())),
        penalties_follow_from=data.get("follow_from", 0),
        about=About(data.get("about", "entities")),
    )


def subject(data: dict[str, Any]) -> Subject:
    """A holder: `{id, reach, public_office, accounts: {surface: account_id}}`."""
    links = tuple(
        AccountLink(name, str(account), "as told", data.get("links", {}).get(name, ""), data.get("sure", {}).get(name))
        for name, account in data["accounts"].items()
    )
    return Subject(data["id"], links, data.get("reach", 100), data.get("public_office", False))


def group_finding(clause: str, words: str, stance: str) -> Finding:
    """A finding about a group of people, whom nobody designates."""
    found = finding(clause, words, stance)
    mention = Mention("target-0", words[:4], Field.TEXT, (0, 4), words[:4])
    return replace(found, entity_id="target-0", entity="a group of people", mention=mention, designations=())


def finding(clause: str, words: str, stance: str, designation: dict[str, Any] | None = None) -> Finding:
    """A finding about the fictional entity, with the leaves that the evaluator leaves behind."""
    cited = DesignationCited(
        authority="platform",
        programme="platform",
        announced=date(2023, 1, 9),
        effective=date(2023, 1, 10),
        revoked=None,
        in_force=True,
        source="House list, row 1",
        reference="H-1",
        tier=1,
        document="sha256:document",
    )
    prefix = clause.split(".", maxsplit=1)[0]
    return Finding(
        entity_id="ent-front",
        entity=ENTITY,
        mention=Mention("ent-front", ENTITY, Field.TEXT, (0, len(ENTITY)), ENTITY),
        reading=StanceReading(Stance(stance), 700, (Evidence(Field.TEXT, (0, len(words)), words, "cue-1"),)),
        clause=clause,
        allowance=None,
        designations=(replace(cited, **(designation or {})),),
        tier=1,
        tier_when_posted=1,
        leaves=(
            LeafTruth(f"{clause}/when", "stance", "is", stance, stance, True),
            LeafTruth(f"{prefix}.allow.news/when", "stance", "is", "reporting", stance, False),
        ),
    )


@dataclass
class Life:
    """One holder's life under some policies."""

    holder: Subject
    policies: dict[str, Policy]
    rulings: list[Ruling] = field(default_factory=list)
    overturns: list[Overturn] = field(default_factory=list)
    enacted: list[Action] = field(default_factory=list)
    appeals: dict[str, Appeal] = field(default_factory=dict)
    words: dict[str, list[AppealVote]] = field(default_factory=dict)  # what persons said on an appeal, by post
    invited: dict[str, list[str]] = field(default_factory=dict)
    cases: dict[str, Case] = field(default_factory=dict)
    items: dict[str, ReviewItem] = field(default_factory=dict)

    def state(self, at: datetime) -> StrikeState:
        """The fold of everything recorded."""
        return fold(self.holder.subject_id, self.rulings, self.overturns, self.policies, at)

    def decision(self, step: dict[str, Any]) -> Decision:
        """What examine would have said of a step's post."""
        at = instant(step["day"])
        policy_id = step["under"].split("@")[0]
        about = self.policies[step["under"]].about
        found_in = finding if about is About.ENTITIES else group_finding
        found = found_in(f"{policy_id}.{step['clause']}", step["words"], step["read_as"])
        return Decision(
            post_id=step["post"],
            surface=step["surface"],
            account_id=step["account"],
            policy=step["under"],
            judged_at=at,
            outcome=Outcome.NEEDS_REVIEW,
            route=Route.REVIEW,
            priority=500,
            findings=(found,),
            digests=DIGESTS,
            reasons=("needs a person",),
            lang="en",
        )

    def judge(self, step: dict[str, Any]) -> tuple[Ruling | None, tuple[Action, ...]]:
        """Cast a step's votes on its post; when they decide, rule and enact."""
        decision = self.decision(step)
        policy_ = self.policies[decision.policy]
        decision_id = derived_id("dec", step["surface"], step["post"], decision.policy, str(step.get("again", "")))
        item = self.items.get(decision_id) or open_item(
            decision_id, self.holder, policy_.review, priority=500, at=decision.judged_at
        )
        decided: Decided | None = None
        for person, word in step["votes"]:
            item, events = vote(
                item,
                person,
                outcome=RulingOutcome(word),
                stance=step["stance"],
                reason=step["reason"],
                at=decision.judged_at,
                clause_of=lambda _: f"{policy_.policy_id}.{step['clause']}",
            )
            self.items[decision_id] = item
            decided = next((event for event in events if isinstance(event, Decided)), None)
        if decided is None:
            return None, ()
        posted = step.get("posted")
        place = PostPlace(step["surface"], step["account"], step["post"], None if posted is None else instant(posted))
        why_not = step.get("no_violation_when_posted", "")
        ruling = ruling_of(decided, self.holder.subject_id, place, policy_, Eligibility(not why_not, why_not))
        self.rulings.append(ruling)
        self.cases[ruling.ruling_id] = Case(decision_id, decision, ruling, policy_, Asker(step.get("asker", "own")))
        return ruling, self.enact(ruling, decided.at)

    def enact(self, cause: Ruling | Overturn, at: datetime) -> tuple[Action, ...]:
        """Enact what a ruling or an overturn asks for."""
        done = acts.plan(self.holder, self.state(at), cause, tuple(self.enacted), at)
        self.enacted.extend(done)
        return done

    def ruling_on(self, post: str) -> Ruling:
        """The last ruling on a post."""
        return next(ruling for ruling in reversed(self.rulings) if ruling.post_id == post)

    def appeal(self, post: str, words: str, at: datetime) -> Appeal:
        """File an appeal against the ruling on a post."""
        ruling = self.ruling_on(post)
        review = self.policies[ruling.policy].review
        appeal = file_appeal(ruling, words, at, review, appeals=self.appeals.values(), overturns=self.overturns)
        self.appeals[post] = appeal
        return appeal

    def decide(self, post: str, person: str, outcome: str, at: datetime) -> tuple[Action, ...]:
        """Decide the appeal on a post; enact what follows."""
        said = self.words.setdefault(post, [])
        appeal, cast, overturn = say(
            self.appeals[post],
            person,
            outcome=AppealOutcome(outcome),
            reason="looked at again",
            at=at,
            took_part=took_part_in(self.ruling_on(post)),
            votes=tuple(said),
            invited=self.invited.get(post, ()),
        )
        said.append(cast)
        self.appeals[post] = appeal
        if overturn is None:
            return ()
        self.overturns.append(overturn)
        return self.enact(overturn, at)

    def appeal_states(self, at: datetime) -> dict[str, str]:
        """Where each appeal stands, in a word."""
        return {
            post: each.outcome if each.decided_at else "overdue" if overdue(each, at) else "waiting"
            for post, each in self.appeals.items()
        }

    def statement(self, post: str, at: datetime) -> StatementOfReasons:
        """The statement of reasons on the ruling on a post."""
        case = self.cases[self.ruling_on(post).ruling_id]
        return compose(
            case,
            cases=self.cases,
            state=self.state(at),
            actions=self.enacted,
            issued_at=at,
            overturns=self.overturns,
            appeals=self.appeals.values(),
        )
