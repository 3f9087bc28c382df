"""A policy file and its diagnostics: each case breaks one thing and must be told where and what."""

from __future__ import annotations

import pytest
from tests.simulators.policy_text import SMALL

from evenhand.kernel.errors import BadInputError
from evenhand.policy.difference import difference
from evenhand.policy.loading import load, load_or_raise
from evenhand.policy.model import PenaltyKind, Severity
from evenhand.policy.words import policy_in_words


def broken(old: str, new: str) -> list[str]:
    assert old in SMALL
    loaded = load(SMALL.replace(old, new, 1).encode())
    assert loaded.policy is None
    return [str(diagnostic) for diagnostic in loaded.diagnostics]


def test_the_small_policy_loads_whole() -> None:
    policy = load_or_raise(SMALL.encode(), "small.yml")
    assert policy.ref == "small@2024-01-01"
    assert [clause.clause_id for clause in policy.clauses] == ["s.severe", "s.plain"]
    assert policy.clause("s.severe").severity is Severity.SEVERE
    assert policy.track(Severity.STANDARD).rungs[1].penalty.kind is PenaltyKind.SUSPENSION
    assert policy.tier_map.tier_of("us-state", "us-fto", "organisation") == 1
    assert policy.tier_map.tier_of("us-state", "us-fto", "vessel") is None
    assert policy.modelled_on.effective == "unconfirmed"


def test_digests_follow_content_and_not_layout() -> None:
    policy = load_or_raise(SMALL.encode(), "a")
    commented = load_or_raise(("# a comment\n" + SMALL.replace("[s.plain]", "[ s.plain ]")).encode(), "b")
    other = load_or_raise(SMALL.replace("Praise,", "Acclaim,").encode(), "c")
    assert policy.digest == commented.digest
    assert policy.digest != other.digest
    assert policy.tier_map.digest == other.tier_map.digest


@pytest.mark.parametrize(
    ("old", "new", "place", "message", "hint"),
    [
        ("title: A small", "titel: A small", "line 3, column 1", "unknown key titel", "did you mean title?"),
        ("tier: 1, severity: severe", "tier: 7, severity: severe", "line 7, column 57", "tier of a clause is 7, expected", ""),
        ("severity: standard, when", "severity: mild, when", "line 8", "expected one of standard, severe", ""),
        ("is: material_support", "is: material_suport", "line 7", "is no value of stance", "did you mean material_support?"),
        ("{field: stance, is: glor", "{field: lang, is: glor", "line 8", "no rule may ask about lang", "language only"),
        ("{field: stance, is: glor", "{field: religion, is: glor", "line 8", "no rule may ask about religion", "group"),
        ("{field: stance, is: glor", "{field: target, is: glor", "line 8", "no rule may ask about target", "target"),
        ("{field: stance, is: glor", "{field: entity_id, is: glor", "line 8", "no rule may ask about entity_id", "tiers"),
        ("field: signal.reported_speech", "field: reported_speech", "line 14", "unknown field", "signal.reported_speech?"),
        ("is: glorification}", "is: undetermined}", "line 8", "no rule may ask for stance undetermined", "never a violation"),
        ("is: glorification}", "is: no_reference}", "line 8", "no rule may ask for stance no_reference", "no finding"),
        ("is: glorification}", "at_least: glorification}", "line 8", "at_least cannot be asked of stance", "it takes"),
        ("is: glorification}", "equals: glorification}", "line 8", "unknown question equals", "questions"),
        ("when: {any: [", "when: {some: [", "line 14", "unknown word some in a condition", ""),
        ("id: s.severe, ", "id: s.severe, act: automatic, ", "line 7", "act is refused in a clause", "remove"),
        ("id: s.severe, ", "id: s.severe, route: automatic, ", "line 7", "words alone never act", "remove"),
        ("id: s.plain,", "id: s.severe,", "line 8", "clause or allowance s.severe stands here twice", "line 7"),
        ("excuses: [s.plain]", "excuses: [s.plane]", "line 13", "excuses an unknown clause: s.plane", "s.plain?"),
        ("strikes: 3, penalty", "strikes: 1, penalty", "line 23", "rungs not ascending: days3", "more strikes"),
        ("penalty: suspension, days: 3", "penalty: suspension", "line 23", "a suspension needs days", "days"),
        ("strikes: 1, penalty: warning", "strikes: 1, penalty: disablement", "line 23", "milder than warn", ""),
        ("tier: 1, reason", "tier: 2, reason", "line 32", "tier 2 has no clause", ""),
        ("kinds: [organisation]", "kinds: [ship]", "line 32", "ship is no kind of entity", ""),
        ("live_from: 2024-01-01", "live_from: soon", "line 4", "live_from of a policy is soon, expected a day", ""),
        ("live_from: 2024-01-01", "live_from: 2024-02-31", "line 4", "no such day", ""),
        ("clause: s.plain, allow", "clause: s.plan, allow", "line 38", "expects an unknown s.plan", "s.plain?"),
        ("{mechanism: media_bank", "{mechanism: words", "line 35", "words cannot be a mechanism that acts", "never act"),
        ("restriction: demote", "restriction: remove_post", "line 36", "judged words may only demote", "demote"),
        ("authority: us-state", "authority: platform", "line 32", "names its tiers itself", ""),
        ("tier: 1, stance: glor", "stance: glor", "line 38", "the evidence of a case needs tier", "null"),
        ("tier: 1, stance: glor", "tier: 1, lang: ar, stance: glor", "line 38", "unknown field lang", "language"),
        ("  - track: severe", "  - track: standard", "line 24", "strike track standard stands here twice", ""),
    ],
)  # fmt: skip
def test_one_wrong_thing_is_told_with_place_and_hint(old: str, new: str, place: str, message: str, hint: str) -> None:
    told = broken(old, new)
    assert any(place in line and message in line and hint in line for line in told), told


def test_a_clause_that_contradicts_itself_is_unreachable() -> None:
    both = "when: {all: [{field: stance, is: glorification}, {field: stance, is: satire}]}"
    (told,) = broken("when: {field: stance, is: glorification}", both)
    assert told.startswith("line 8, column 10: clause s.plain can never be reached")


def test_a_clause_behind_a_stricter_one_is_unreachable() -> None:
    (told,) = broken("when: {field: stance, is: material_support}", "when: {field: stance, exists: true}")
    assert "clause s.plain can never be reached" in told


def test_a_clause_that_asks_for_another_tier_is_unreachable() -> None:
    both = "when: {all: [{field: stance, is: glorification}, {field: tier, is: 2}]}"
    (told,) = broken("when: {field: stance, is: glorification}", both)
    assert "can never be reached" in told


def test_all_errors_come_at_once_in_the_order_of_the_file() -> None:
    text = SMALL.replace("title: A small", "titel: A small").replace("[s.plain]", "[s.plane]", 1)
    lines = [diagnostic.line for diagnostic in load(text.encode()).diagnostics]
    assert len(lines) >= 3
    assert lines == sorted(lines)


def test_the_error_of_a_bad_file_names_its_first_place_and_all_the_rest() -> None:
    with pytest.raises(BadInputError) as caught:
        load_or_raise(SMALL.replace("severity: ", "severity: x").encode(), "mine.yml")
    assert caught.value.place is not None
    assert (caught.value.place.file, caught.value.place.line) == ("mine.yml", 7)
    assert "line 8" in caught.value.diagnostics()


@pytest.mark.parametrize("data", [b"[]", b"policy", b"policy: {a: b}\nclauses: {}\nstrikes: 3\n", b"{}"])
def test_other_shapes_are_diagnosed_not_raised(data: bytes) -> None:
    loaded = load(data)
    assert loaded.policy is None
    assert loaded.diagnostics


def test_a_policy_says_which_links_a_penalty_follows() -> None:
    follows = "penalties_follow: [verified, declared]\nautomatic:"
    loaded = load(SMALL.replace("automatic:", follows, 1).encode())
    assert loaded.policy is not None and loaded.policy.penalties_follow == ("verified", "declared")
    assert any("verified or declared" in line for line in policy_in_words(loaded.policy))
    plain = load(SMALL.encode()).policy
    assert plain is not None and plain.penalties_follow == ()
    (change,) = [each for each in difference(plain, loaded.policy) if each.section == "links"]
    assert "verified, declared" in change.words
    wrong = load(SMALL.replace("automatic:", "penalties_follow: [alike]\nautomatic:", 1).encode())
    assert wrong.policy is None and any("no grade of a link" in each.message for each in wrong.diagnostics)


def test_a_policy_says_how_sure_a_link_has_to_be() -> None:
    text = SMALL.replace("automatic:", "penalties_follow_from: 800\nautomatic:", 1)
    plain, sure = load(SMALL.encode()).policy, load(text.encode()).policy
    assert plain is not None and sure is not None
    assert (plain.penalties_follow_from, sure.penalties_follow_from) == (0, 800)
    assert "800 of 1000" in "\n".join(policy_in_words(sure))
    (change,) = [each for each in difference(plain, sure) if each.section == "links"]
    assert "800 of 1000" in str(change)
    assert load(text.replace("800", "1001").encode()).policy is None


def test_a_clause_can_be_read_where_its_document_is() -> None:
    text = SMALL.replace("automatic:", "link: 'https://example.org/rules/{version}#{clause}'\nautomatic:", 1)
    plain, linked = load(SMALL.encode()).policy, load(text.encode()).policy
    assert plain is not None and linked is not None
    assert {clause.link for clause in plain.clauses} == {""}
    assert [clause.link for clause in linked.clauses] == [
        f"https://example.org/rules/{linked.version}#{clause.clause_id}" for clause in linked.clauses
    ]
    own = load(text.replace("title: Praise,", "title: Praise, link: 'https://example.org/own',", 1).encode()).policy
    assert own is not None and "https://example.org/own" in {clause.link for clause in own.clauses}
