"""Measures, holds and referrals on a real workspace: recorded, told, ended by themselves, taken back as one."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jsonschema
import pytest

from evenhand.adapters.sql.engine import make_engine, migrate
from evenhand.adapters.sql.journal import SqlJournal
from evenhand.adapters.sql.keyfile import key_path, save_signer
from evenhand.decisions.model import Asker
from evenhand.enforcement.actions import standing
from evenhand.enforcement.measures import Measure, Target
from evenhand.enforcement.model import Action, ActionKind
from evenhand.enforcement.referrals import Force
from evenhand.kernel.clock import FixedClock
from evenhand.kernel.errors import BadInputError, ConflictError, EvenhandError, ForbiddenError
from evenhand.kernel.ids import SeededIds
from evenhand.kernel.restore import restore
from evenhand.ledger.checkpoints import new_signer
from evenhand.ledger.model import OutboxItem
from evenhand.policy.model import ReviewRules
from evenhand.service import holds, referrals
from evenhand.service.deliver import deliver_due
from evenhand.service.erasure import carry_out_due, request_erasure
from evenhand.service.journal import persons_of
from evenhand.service.report import report
from evenhand.service.restrictions import enact, notice_named
from evenhand.service.subjects import import_subjects
from evenhand.service.undo import take_back
from evenhand.statements.rendering import render

NOON = datetime(2024, 2, 9, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
RULES = ReviewRules(1_000_000, True, 180, "written for this test")
MINISTER = {
    "subject_id": "minister",
    "accounts": [{"surface": "square", "account_id": "m-1", "evidence": "verified"}],
    "public_office": True,
}
POST = Target("square", "a-1", "p1")
REASON = "shown next to reports of an attack"


class World:
    """A workspace with a clock that is moved by hand."""

    def __init__(self, folder: Path) -> None:
        self.clock = FixedClock(NOON)
        self.ids = SeededIds("restrictions")
        engine = make_engine(folder / "evenhand.db")
        migrate(engine)
        signer = new_signer(SeededIds("key"), "example.com/test")
        save_signer(key_path(engine.url), signer)
        self.journal = SqlJournal(engine, self.ids, self.clock, signer)

    def held(self) -> list[tuple[str, str]]:
        """What restricts anybody now: kind and target."""
        events = self.journal.events(kind="action.enacted")
        actions = [restore(Action, event.payload["action"]) for event in events]
        return sorted((a.kind.value, a.post_id or a.account_id) for a in standing(actions, self.clock.now()))

    def measure(self, kind: ActionKind, *persons: str, **more: object) -> Measure:
        return Measure(kind, REASON, persons or ("ana",), self.clock.now(), ground="house rule 4", **more)  # type: ignore[arg-type]

    def notices(self) -> list[str]:
        """What holders were told, in words."""
        ids = [event.decision_id for event in self.journal.events(kind="notice.issued")]
        return [render(notice_named(self.journal, name)) for name in ids]


@pytest.fixture
def world(tmp_path: Path) -> World:
    made = World(tmp_path)
    import_subjects(made.journal, made.clock, [json.dumps(MINISTER)])
    return made


def _enact(world: World, measure: Measure, *targets: Target) -> object:
    return enact(world.journal, world.ids, RULES, measure, targets)


def test_a_demotion_is_logged_reasoned_and_told(world: World) -> None:
    _enact(world, world.measure(ActionKind.DEMOTE), POST)
    assert world.held() == [("demote", "p1")]
    (told,) = world.notices()
    for words in ("the post was demoted", REASON, "house rule 4", "No strike follows from it.", "may object"):
        assert words in told
    assert "ana" not in told
    assert [persons_of(event) for event in world.journal.events(kind="measure.placed")] == [("ana",)]


def test_what_is_in_force_already_is_dropped_with_the_reason_on_record(world: World) -> None:
    _enact(world, world.measure(ActionKind.DEMOTE), POST)
    _enact(world, world.measure(ActionKind.DEMOTE), POST)
    (dropped,) = world.journal.events(kind="action.dropped")
    assert dropped.payload["dropped"]["why"].startswith("in force already, by batch-")
    assert world.held() == [("demote", "p1")]


def test_a_measure_ends_by_itself(world: World) -> None:
    _enact(world, world.measure(ActionKind.WARN_SCREEN, ends_at=NOON + HOUR), POST)
    assert world.held() == [("warn_screen", "p1")]
    world.clock.set(NOON + HOUR)
    assert world.held() == []


def test_a_batch_is_one_entry_a_target_and_one_undo_takes_it_back(world: World) -> None:
    before = world.held()
    targets = [Target("square", "a-1", f"p{n}") for n in range(3)] + [Target("gallery", "b-1", "q1")]
    done = enact(world.journal, world.ids, RULES, world.measure(ActionKind.WARN_SCREEN), targets)
    assert len(list(world.journal.events(kind="action.enacted"))) == 4 and len(done.notices) == 2
    assert {action.parent for action in done.actions} == {done.parent}
    world.clock.set(NOON + HOUR)
    undone = take_back(world.journal, world.clock, done.parent, person="cleo", reason="the wrong list")
    assert {action.undoes for action in undone.actions} == {action.action_id for action in done.actions}
    assert world.held() == before
    assert sum("This restriction was taken back" in told for told in world.notices()) == 2
    with pytest.raises(ConflictError, match="nothing of"):
        take_back(world.journal, world.clock, done.parent, person="cleo", reason="again")


def test_one_of_a_batch_can_be_taken_back_alone(world: World) -> None:
    targets = [Target("square", "a-1", "p1"), Target("square", "a-1", "p2")]
    done = enact(world.journal, world.ids, RULES, world.measure(ActionKind.DEMOTE), targets)
    take_back(world.journal, world.clock, done.actions[0].action_id, person="cleo", reason="not this one")
    assert world.held() == [("demote", "p2")]


@pytest.mark.parametrize(
    ("kind", "target", "persons"),
    [
        (ActionKind.SUSPEND, Target("square", "a-1"), ("ana",)),
        (ActionKind.SUSPEND, Target("square", "a-1"), ("ana", "Ana ")),
        (ActionKind.DEMOTE, Target("square", "m-1", "p1"), ("ana",)),
    ],
)
def test_two_persons_where_it_is_harsh_or_public_office(
    world: World, kind: ActionKind, target: Target, persons: tuple[str, ...]
) -> None:
    with pytest.raises(ForbiddenError, match="needs 2 persons"):
        _enact(world, world.measure(kind, *persons), target)
    assert world.held() == []
    _enact(world, world.measure(kind, "ana", "ben"), target)
    assert len(world.held()) == 1


@pytest.mark.parametrize(
    ("kind", "target", "more"),
    [
        (ActionKind.WITHHOLD, POST, {}),
        (ActionKind.DEMOTE, POST, {"territories": ("FR",)}),
        (ActionKind.LIMIT_FEATURES, Target("square", "a-1"), {}),
        (ActionKind.DEMOTE, Target("square", "a-1"), {}),
        (ActionKind.SUSPEND, POST, {}),
        (ActionKind.REINSTATE, POST, {}),
        (ActionKind.DEMOTE, POST, {"ends_at": NOON}),
    ],
)
def test_a_measure_that_does_not_fit_is_refused(
    world: World, kind: ActionKind, target: Target, more: dict[str, object]
) -> None:
    with pytest.raises(BadInputError):
        _enact(world, world.measure(kind, "ana", "ben", **more), target)
    assert not list(world.journal.events(kind="measure."))


def _hold(world: World) -> str:
    return holds.place(world.journal, world.clock, POST, person="ana", reason="live attack").hold_id


def test_a_hold_lapses_when_nobody_confirms_it(world: World) -> None:
    name = _hold(world)
    assert world.held() == [("hold", "p1")]
    assert "It lapses on 2024-02-10 12:00 UTC unless a second person confirms it before." in world.notices()[0]
    world.clock.set(NOON + 24 * HOUR)
    assert world.held() == []
    with pytest.raises(ConflictError, match="lapsed"):
        holds.confirm(world.journal, world.clock, name, person="ben")
    (sent,) = holds.send_lapsed(world.journal, world.clock)
    assert "because no second person confirmed it" in render(notice_named(world.journal, sent))
    world.clock.set(NOON + 90 * HOUR)
    assert holds.send_lapsed(world.journal, world.clock) == (), "nothing is told twice"


def test_a_confirmed_hold_goes_on_and_still_ends(world: World) -> None:
    name = _hold(world)
    world.clock.set(NOON + 23 * HOUR)
    with pytest.raises(ForbiddenError, match="who placed a hold"):
        holds.confirm(world.journal, world.clock, name, person=" ANA")
    holds.confirm(world.journal, world.clock, name, person="ben")
    assert "A second person confirmed it on 2024-02-10 11:00 UTC. It ends on 2024-02-16 12:00 UTC" in world.notices()[1]
    world.clock.set(NOON + timedelta(days=6))
    assert world.held() == [("hold", "p1")]
    world.clock.set(NOON + timedelta(days=7))
    assert world.held() == []


def test_anybody_releases_a_hold(world: World) -> None:
    name = _hold(world)
    holds.confirm(world.journal, world.clock, name, person="ben")
    world.clock.set(NOON + HOUR)
    holds.release(world.journal, world.clock, name, person="ana", reason="it was a drill")
    assert world.held() == []
    assert "It was released on 2024-02-09 13:00 UTC." in world.notices()[2]


def _order(world: World, force: Force = Force.REMOVAL_ORDER, **more: object) -> str:
    came = referrals.receive(
        world.journal, world.clock, force, Asker.GOVERNMENT, "Fictional Authority", "Article 3", POST, **more
    )
    return came.referral_id


def _answer(world: World, name: str, what: str = "executed") -> object:
    return referrals.answer(
        world.journal, world.clock, world.ids, RULES, name, person="ana", what=what, reason="it is an order"
    )


def test_a_removal_order_runs_on_one_hour_and_brings_no_strike(world: World) -> None:
    name = _order(world, territories=("FR", "DE"))
    one = referrals.referral_named(world.journal, name)
    assert one.due_at == NOON + HOUR and not one.overdue(NOON + HOUR) and one.overdue(NOON + HOUR * 1.01)
    world.clock.set(NOON + 2 * HOUR)
    _answer(world, name)
    assert referrals.referral_named(world.journal, name).late
    assert world.held() == [("withhold", "p1")]
    (told,) = world.notices()
    for words in ("It holds in: FR, DE.", "ordered it: Fictional Authority", "Article 3", "No strike follows"):
        assert words in told
    assert list(world.journal.events(kind="ruling.")) == []


def test_a_silent_order_tells_when_the_silence_ends_and_once(world: World) -> None:
    until = NOON + timedelta(days=10)
    name = _order(world, silence_until=until, silence_ground="a pending inquiry", name_authority=False)
    _answer(world, name)
    assert world.held() == [("remove_post", "p1")] and world.notices() == []
    world.clock.set(until - HOUR)
    assert referrals.send_due_notices(world.journal, world.clock) == ()
    world.clock.set(until + timedelta(days=1))
    assert len(referrals.send_due_notices(world.journal, world.clock)) == 1
    assert referrals.send_due_notices(world.journal, world.clock) == ()
    (told,) = world.notices()
    assert "delayed by order until 2024-02-19 12:00 UTC" in told and "may not be named" in told
    assert "Fictional Authority" not in told


def test_an_annulled_silent_order_is_undone_without_breaking_the_silence(world: World) -> None:
    name = _order(world, silence_until=NOON + timedelta(days=10), silence_ground="a pending inquiry")
    _answer(world, name)
    world.clock.set(NOON + HOUR)
    take_back(world.journal, world.clock, name, person="ben", reason="annulled")
    assert world.held() == [] and world.notices() == []
    world.clock.set(NOON + timedelta(days=10))
    referrals.send_due_notices(world.journal, world.clock)
    assert "This restriction was taken back" in world.notices()[0]


def test_a_request_moves_nothing(world: World) -> None:
    name = _order(world, Force.REQUEST)
    with pytest.raises(ConflictError, match="no force"):
        _answer(world, name)
    _answer(world, name, "refused")
    assert world.held() == [] and world.notices() == []
    with pytest.raises(ConflictError, match="answered already"):
        _answer(world, name, "refused")


def test_what_an_order_touches_is_preserved(world: World) -> None:
    _order(world)
    subject = referrals.all_referrals(world.journal)[0].subject_id
    assert referrals.legal_holds(world.journal, subject, NOON + timedelta(days=182))
    assert referrals.legal_holds(world.journal, subject, NOON + timedelta(days=184)) == ()
    assert referrals.legal_holds(world.journal, "somebody-else", NOON) == ()


@pytest.mark.parametrize(
    "more",
    [
        {"silence_until": NOON + timedelta(weeks=7), "silence_ground": "x"},
        {"silence_until": NOON + timedelta(weeks=1)},
        {"silence_ground": "x"},
        {"force": Force.COURT_ORDER},
    ],
)
def test_an_order_without_what_makes_it_one_is_refused(world: World, more: dict[str, object]) -> None:
    with pytest.raises(EvenhandError):
        _order(world, **more)


@pytest.mark.parametrize("make", [_hold, lambda world: _answer(world, _order(world))])
def test_notices_are_what_the_schema_says(world: World, make: Callable[[World], object]) -> None:
    make(world)
    schema = json.loads(Path("schemas/statement.schema.json").read_text(encoding="utf-8"))
    for event in world.journal.events(kind="notice.issued"):
        jsonschema.validate(event.payload["notice"], schema, format_checker=jsonschema.FormatChecker())


def test_persons_are_in_no_payload(world: World) -> None:
    name = _hold(world)
    holds.confirm(world.journal, world.clock, name, person="person-two")
    _answer(world, _order(world))
    done = enact(world.journal, world.ids, RULES, world.measure(ActionKind.DEMOTE, "person-one"), [POST])
    take_back(world.journal, world.clock, done.parent, person="person-three", reason="x")
    events = list(world.journal.events())
    assert not any(who in json.dumps(event.payload) for event in events for who in ("person-", '"ana"'))
    assert {who for event in events for who in persons_of(event)} >= {"ana", "person-one", "person-two", "person-three"}


def test_erasure_waits_for_the_order_and_then_nothing_is_left_that_reads_it(world: World) -> None:
    name = _order(world)
    _answer(world, name)
    _hold(world)
    deliver_due(world.journal, Nowhere(), world.clock)
    waiting = request_erasure(world.journal, world.clock, "square/a-1", basis="asked for by the holder", person="dpo")
    assert any(name in why for why in waiting.waits_for)
    world.clock.set(NOON + timedelta(days=200))
    (done,) = carry_out_due(world.journal, world.clock, "dpo")
    assert done.entries > 0
    assert referrals.all_referrals(world.journal) == () and holds.all_holds(world.journal) == ()
    assert world.held() == [] and world.notices() == []
    assert report(world.journal, NOON.date(), NOON.date(), world.clock.now())["erased_records"] > 0


class Nowhere:
    """A surface that has carried out everything already."""

    def carry_out(self, item: OutboxItem) -> None:
        assert item.item_id
