"""Decisions on who is one with whom: reversible, sticking, the same in whatever order they come."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.simulators.lists import instant, snapshot

from evenhand.designations.identity import Identity, KnownEntity
from evenhand.designations.joining import JoinDecision, Verdict, decided
from evenhand.designations.model import Alias, DesignationFact, EntityKind, ListRecord
from evenhand.designations.registry import fold

HERON = KnownEntity("org:heron", "Heron", EntityKind.ORGANISATION, ("un-sc/Q1",), (Alias("Heron Front"),))
EGRET = KnownEntity("org:egret", "Egret", EntityKind.ORGANISATION, (), (Alias("Egret Front"),))
FILE = Identity({"org:heron": HERON, "org:egret": EGRET}, {"un-sc/Q1": "org:heron"}, "sha256:file")


def decision(number: int, verdict: Verdict, left: str, right: str) -> JoinDecision:
    return JoinDecision(
        f"join-{number}", verdict, left, right, "ada", "same reference", instant("2024-01-01") + timedelta(days=number)
    )


SAME, DIFFERENT = Verdict.SAME, Verdict.DIFFERENT


def test_a_merge_joins_listings_and_a_split_takes_it_back() -> None:
    one = decided(FILE, [decision(1, SAME, "ofac:7", "un:Q7")])
    assert one.entity_of("us-ofac-sdn", "7") == one.entity_of("un-sc", "Q7") == "ofac:7"
    back = decided(FILE, [decision(1, SAME, "ofac:7", "un:Q7"), decision(2, DIFFERENT, "un:Q7", "ofac:7")])
    assert (back.entity_of("us-ofac-sdn", "7"), back.entity_of("un-sc", "Q7")) == ("ofac:7", "un:Q7")
    assert len({FILE.digest, one.digest, back.digest}) == 3


def test_curated_ids_stay_and_curated_names_come_along() -> None:
    joined = decided(FILE, [decision(1, SAME, "ofac:7", "org:heron"), decision(2, SAME, "org:egret", "ofac:7")])
    assert joined.entity_of("us-ofac-sdn", "7") == joined.entity_of("un-sc", "Q1") == "org:egret"
    assert {alias.name for alias in joined.entities["org:egret"].aliases} == {"Egret Front", "Heron Front"}


def test_different_sticks_against_a_chain_of_merges() -> None:
    apart = decision(1, DIFFERENT, "ofac:1", "un:Q3")
    chain = [decision(2, SAME, "ofac:1", "un:Q2"), decision(3, SAME, "un:Q2", "un:Q3")]
    found = decided(FILE, [apart, *chain])
    assert found.entity_of("us-ofac-sdn", "1") == found.entity_of("un-sc", "Q2") == "ofac:1"
    assert found.entity_of("un-sc", "Q3") == "un:Q3"


def test_a_listing_can_be_taken_out_of_a_curated_entity() -> None:
    found = decided(FILE, [decision(1, DIFFERENT, "un:Q1", "org:heron")])
    assert found.entity_of("un-sc", "Q1") == "un:Q1"
    listed = ListRecord("Q1", "GREY HERON", EntityKind.ORGANISATION, (), (DesignationFact("un-sc", "un-1267"),))
    registry = fold([snapshot("2024-01-01", [listed], source="un-sc")], found)
    assert set(registry.entities) == {"un:Q1"}


def test_listings_of_one_publisher_share_their_number() -> None:
    for source, key in (("us-ofac-sdn", "7"), ("us-ofac-nonsdn", "7"), ("us-csl", "ofac/7")):
        assert FILE.entity_of(source, key) == "ofac:7"
    assert FILE.entity_of("us-csl", "aa01") == "us-csl:aa01"


ids = st.sampled_from(["ofac:1", "ofac:2", "un:Q1", "un:Q2", "org:heron", "org:egret"])
verdicts = st.builds(decision, st.integers(0, 50), st.sampled_from(Verdict), ids, ids).filter(
    lambda made: made.left != made.right
)


@given(st.lists(verdicts, max_size=8, unique_by=lambda made: made.decision_id), st.randoms())
@settings(max_examples=80, deadline=None)
def test_any_order_of_decisions_gives_the_same_identity(made: list[JoinDecision], random: object) -> None:
    shuffled = list(made)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = decided(FILE, made), decided(FILE, shuffled)
    assert (one.digest, one.merged, one.apart, one.entities) == (
        other.digest,
        other.merged,
        other.apart,
        other.entities,
    )
    for left, right in one.apart:
        assert one.merged.get(left, left) != one.merged.get(right, right)
