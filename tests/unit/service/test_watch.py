"""Watching: the ledger's events become audit records, audits are drawn fairly, swaps differ in one name."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from evenhand.decisions.model import Asker, Decision, Digests, Finding, Outcome, Route
from evenhand.designations.identity import bundled_identity
from evenhand.designations.registry import fold
from evenhand.detection.model import Account, AccountKind, Field, Mention, Post, Stance, StanceReading
from evenhand.enforcement.model import Action, ActionKind, Appeal, Overturn, Ruling, RulingOutcome
from evenhand.kernel.errors import Reject
from evenhand.ledger.model import Event
from evenhand.parity.records import SampledHow, Truth
from evenhand.policy.model import Severity
from evenhand.service.journal import (
    action_enacted,
    appeal_filed,
    decision_id_of,
    decision_made,
    ruling_made,
    ruling_overturned,
)
from evenhand.service.lists import bundled_contents
from evenhand.service.watch import (
    AuditLabel,
    Swap,
    audit_records,
    draw_audit,
    lives,
    parse_label,
    registry_knows,
    swapped_pairs,
)

NOON = datetime(2024, 2, 9, 12, tzinfo=UTC)
POLICY = "doi@2024-02-08"


def post(number: int, text: str = "words") -> Post:
    return Post(f"p{number}", text, "feed", f"a{number}", NOON, "en", account=Account(AccountKind.STATE, reach=5_000))


def made(number: int, route: Route, *, found: bool, asker: Asker = Asker.OWN, mode: str = "live") -> Event:
    reading = StanceReading(Stance.GLORIFICATION, 900)
    mention = Mention("e1", "Fictional Front", Field.TEXT, (0, 5), "words")
    finding = Finding("e1", "Fictional Front", mention, reading, "doi.t1.glorification", None, (), 1, 1)
    decision = Decision(
        f"p{number}", "feed", f"a{number}", POLICY, NOON, Outcome.NEEDS_REVIEW, route, 1, (finding,) if found else (),
        Digests("p", "r", "t", "m"), (), "en", mode,
    )  # fmt: skip
    return decision_made(decision, post(number), "s1", asker, NOON + timedelta(minutes=number))


def ruled(number: int, outcome: RulingOutcome, version: int) -> tuple[Ruling, Event]:
    ruling = Ruling(
        f"r{number}", decision_id_of(post(number), POLICY), "s1", "feed", f"a{number}", f"p{number}", NOON, NOON, outcome,
        POLICY, "doi.t1.glorification", Severity.STANDARD, "glorification", "because", ("rev-1",),
    )  # fmt: skip
    return ruling, ruling_made(ruling, (), version)


def enacted(number: int, kind: ActionKind) -> Event:
    action = Action(
        f"act-{number}-{kind}", kind, "s1", "feed", f"a{number}", f"p{number}", f"r{number}", "", NOON, None, ""
    )
    return action_enacted(action, decision_id_of(post(number), POLICY), NOON)[0]


def story() -> list[Event]:
    """Five posts: left alone; dismissed; restricted; restricted with a suspension; reported, restricted, overturned."""
    third, fifth = ruled(3, RulingOutcome.UPHOLD, 2), ruled(5, RulingOutcome.UPHOLD, 4)
    void = Overturn("r5", decision_id_of(post(5), POLICY), NOON, "rev-2", "misread")
    appeal = Appeal("ap", decision_id_of(post(3), POLICY), "s1", NOON, "not so")
    return [
        made(1, Route.NONE, found=False),
        made(2, Route.REVIEW, found=True),
        ruled(2, RulingOutcome.DISMISS, 1)[1],
        made(3, Route.REVIEW, found=True),
        third[1],
        enacted(3, ActionKind.REMOVE_POST),
        appeal_filed(appeal),
        made(4, Route.REVIEW, found=True),
        ruled(4, RulingOutcome.UPHOLD, 3)[1],
        enacted(4, ActionKind.SUSPEND),
        made(5, Route.REVIEW, found=True, asker=Asker.USER),
        fifth[1],
        ruling_overturned(void, "s1", 5),
        made(6, Route.NONE, found=False, mode="shadow"),
    ]


def test_the_ledger_as_records():
    records = list(audit_records(story(), []))
    assert [r.post_id for r in records] == ["p1", "p2", "p3", "p4", "p5"]
    assert [r.passed for r in records] == [-1, 3, 4, 5, 4]
    assert [r.sampled_how for r in records] == [
        SampledHow.OWN,
        SampledHow.OWN,
        SampledHow.APPEAL,
        SampledHow.OWN,
        SampledHow.SOLICITED,
    ]
    assert [r.prior_strikes for r in records] == [0, 0, 0, 1, 2]
    assert [r.ruled for r in records] == ["", "dismiss", "uphold", "uphold", "uphold"]
    assert records[4].overturned
    assert {(r.lang, r.surface, r.account_kind, r.reach_band) for r in records} == {
        ("en", "feed", "state", "1k to 10k")
    }
    assert all(r.truth is None for r in records)


def label(post_id, names="", **fields):
    row = {"post_id": post_id, "surface": "feed", "truth": "violating", "names": names, **fields}
    parsed = parse_label(row, 1)
    assert isinstance(parsed, AuditLabel)
    return parsed


def test_labels_make_records_usable_and_keep_their_weight():
    said = label("p1", "Fictional Front", clause="doi.t1.glorification", weight=9_000, draw="passed")
    asked = []

    def knows(name, at):
        asked.append((name, at))
        return False

    first = next(iter(audit_records(story(), [said], knows=knows)))
    assert (first.truth, first.weight, first.draw, first.clause) == (
        Truth.VIOLATING,
        9_000,
        "passed",
        "doi.t1.glorification",
    )
    assert (first.sampled_how, first.listed, first.passed) == (SampledHow.RANDOM, False, 0)
    assert asked == [("Fictional Front", NOON + timedelta(minutes=1))]
    assert next(iter(audit_records(story(), [label("p1", "X", listed=True)], knows=knows))).passed == 1
    assert next(iter(audit_records(story(), [label("p1", "X")]))).passed == -1


def test_a_labelled_post_that_the_ledger_does_not_know_was_left_alone():
    dated = label("p0", "Fictional Front", at="2024-02-09", lang="fa", enforced=True, account_kind="individual")
    records = list(audit_records(story(), [dated, label("q")], knows=lambda name, at: True))
    assert [r.post_id for r in records] == ["p0", "p1", "p2", "p3", "p4", "p5"]
    assert (records[0].lang, records[0].passed, records[0].truth) == ("fa", 1, Truth.VIOLATING)


def test_what_the_registry_knows_depends_on_the_day():
    registry = fold(bundled_contents(), bundled_identity())
    compiled = max(document.observed_at for document in registry.documents)
    knows = registry_knows(registry)
    assert knows("Sendero Luminoso", compiled)
    assert not knows("Sendero Luminoso", datetime(1990, 1, 1, tzinfo=UTC))  # no list was known here then
    assert not knows("Aum Shinrikyo of the Tests", compiled)


def test_an_overturned_ruling_is_no_earlier_strike():
    later = [made(7, Route.REVIEW, found=True), ruled(7, RulingOutcome.UPHOLD, 6)[1]]
    assert list(audit_records([*story(), *later], []))[-1].prior_strikes == 2


def test_an_audit_is_drawn_from_what_was_and_was_not_acted_on():
    events = [made(i, Route.NONE, found=False) for i in range(100)] + story()[1:6]
    sizes = {"restricted": 5, "sent_on": 5, "passed": 10}
    drawn = draw_audit(lives(events), sizes, "seed", unrecorded=[("feed", f"p{i}") for i in range(200)])
    by = {}
    for _, post_id, one in drawn:
        by.setdefault(one.stratum, []).append((post_id, one.weight))
    assert by["restricted"] == [("p3", 1000)]
    assert by["sent_on"] == [("p2", 1000)]
    assert len(by["passed"]) == 10
    assert {weight for _, weight in by["passed"]} == {19_800}


def test_labels_are_parsed_or_refused():
    good = label("p", "X", weight=5000)
    assert (good.record.truth, good.names, good.record.weight, good.dated) == (Truth.VIOLATING, "X", 5000, False)
    for row in (
        5,
        {"truth": "allowed"},
        {"post_id": "p", "truth": "so"},
        {"post_id": "p", "truth": "allowed", "names": 5},
    ):
        assert isinstance(parse_label(row, 3), Reject)
    assert parse_label({"post_id": "p"}, 3).field == "truth"


def examine(sent_on):
    return lambda one: Route.REVIEW if sent_on(one.text) else Route.NONE


def test_a_swap_changes_the_name_and_nothing_else():
    seen = []

    def look(one):
        seen.append((one.text, one.quoted_text))
        return Route.NONE

    said = replace(post(1, "The Red Front, said the Red Front's RED FRONT."), quoted_text="red front!")
    assert len(list(swapped_pairs([said], [Swap("r / b", "Red Front", "Blue Front")], look))) == 1
    assert seen == [
        ("The Red Front, said the Red Front's RED FRONT.", "red front!"),
        ("The Blue Front, said the Blue Front's Blue Front.", "Blue Front!"),
    ]


@pytest.mark.parametrize("text", ["no name here", "Redder Frontier", "Red Front and Blue Front", "RedFront"])
def test_posts_that_give_no_clean_pair_are_left_out(text):
    swap = Swap("r / b", "Red Front", "Blue Front")
    assert not list(swapped_pairs([post(1, text)], [swap], examine(lambda _: True)))


def test_sides_keep_their_names_whichever_was_written():
    swap = Swap("r / b", "Red Front", "Blue Front")
    posts = [post(1, "Red Front"), post(2, "Blue Front")]
    results = list(swapped_pairs(posts, [swap], examine(lambda text: "Red" in text)))
    assert [(r.first, r.second) for r in results] == [(True, False), (True, False)]


def test_names_in_other_scripts_and_with_signs_are_swapped_whole():
    swap = Swap("x", "الجبهة (أ)", r"\1 Front")
    result = list(swapped_pairs([post(1, "قال الجبهة (أ) اليوم")], [swap], examine(lambda text: r"\1 Front" in text)))
    assert [(r.first, r.second) for r in result] == [(False, True)]
