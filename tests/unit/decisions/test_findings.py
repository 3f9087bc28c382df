"""Findings now and when posted; the two clocks; weak names; a person's stance."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from tests.simulators.decision_world import JUDGED_AT, detection, finder, newest, observed, post

from evenhand.decisions.findings import strike_severity
from evenhand.decisions.model import Finding
from evenhand.detection.model import Account, AccountKind, Field, Stance
from evenhand.policy.model import Severity
from evenhand.policy.versions import shipped


def find(*args: object, **kwargs: object) -> Finding:
    given_post = kwargs.pop("post", post())
    (finding,) = finder().find(given_post, observed(detection(*args, **kwargs)), JUDGED_AT)  # type: ignore[arg-type]
    return finding


def test_a_violating_finding_names_everything_it_rests_on() -> None:
    finding = find()
    assert finding.violating
    assert (finding.clause, finding.allowance) == ("doi.t1.glorification", None)
    assert (finding.tier, finding.tier_when_posted) == (1, 1)
    assert (finding.policy_when_posted, finding.clause_when_posted) == ("doi@2024-02-08", "doi.t1.glorification")
    assert finding.strike_why_not == ""
    assert [act.programme for act in finding.designations] == ["us-fto"]
    assert any(leaf.path.startswith("doi.t1.glorification/") for leaf in finding.leaves)


@pytest.mark.parametrize("entity_id", ["bank:coast", "org:gone", "org:hearsay", "org:nobody"])
@pytest.mark.parametrize("stance", list(Stance))
def test_an_entity_in_no_tier_gives_a_finding_without_a_clause(entity_id: str, stance: Stance) -> None:
    finding = find(entity_id, stance)
    assert (finding.clause, finding.unknown, finding.tier) == (None, (), None)


def test_an_undated_designation_asks_a_person() -> None:
    finding = find("org:undated")
    assert (finding.clause, finding.tier, finding.unknown) == (None, None, ("tier",))


def test_undetermined_asks_a_person_and_no_reference_nobody() -> None:
    assert find(stance=Stance.UNDETERMINED).unknown == ("stance",)
    nothing = find(stance=Stance.NO_REFERENCE)
    assert (nothing.clause, nothing.unknown) == (None, ())


@pytest.mark.parametrize(
    ("stance", "unknown"), [(Stance.GLORIFICATION, ("weak",)), (Stance.NEUTRAL, ()), (Stance.UNDETERMINED, ())]
)
def test_a_weak_name_gives_no_clause(stance: Stance, unknown: tuple[str, ...]) -> None:
    finding = find(stance=stance, weak=True)
    assert (finding.clause, finding.unknown) == (None, unknown)


def test_praise_in_a_text_with_a_peaceful_subject_is_a_question() -> None:
    finding = find(signals=("governance", "nonviolent_subject"))
    assert (finding.clause, finding.unknown) == (None, ("signal.nonviolent_subject",))


def test_a_newspaper_that_quotes_is_excused_by_name() -> None:
    paper = post(account=Account(AccountKind.NEWS_OUTLET))
    finding = find(signals=("quoted",), post=paper)
    assert (finding.clause, finding.allowance) == ("doi.t1.glorification", "doi.a.news")
    assert not finding.violating


def test_a_profile_that_claims_to_be_the_entity_is_presence() -> None:
    assert find(stance=Stance.REPRESENTATION, field=Field.DISPLAY_NAME).clause == "doi.t1.presence"


def test_designated_after_the_post_is_a_violation_today_and_no_strike() -> None:
    finding = find("org:late")
    assert finding.violating
    assert finding.tier_when_posted is None
    assert "no designation" in finding.strike_why_not


def test_a_policy_that_was_milder_when_posted_gives_no_strike() -> None:
    old = post(posted_at=datetime(2023, 10, 1, tzinfo=UTC))
    finding = find(stance=Stance.UNCLEAR_REFERENCE, post=old)
    assert finding.clause == "doi.t1.unclear_reference"
    assert finding.policy_when_posted == "doi@2023-08-31"
    assert finding.strike_why_not == "under doi@2023-08-31, live when it was posted, it was no violation"


def test_an_allowance_of_the_day_gives_no_strike() -> None:
    old = post(posted_at=datetime(2023, 10, 1, tzinfo=UTC))
    (finding,) = finder(shipped()[1]).find(
        old, observed(detection(stance=Stance.OTHER_SUPPORT, signals=("peace_process",))), JUDGED_AT
    )
    assert finding.violating
    assert finding.strike_why_not.endswith("doi.a.peace_process excuses it")


@pytest.mark.parametrize(
    ("posted_at", "why"),
    [(None, "not known"), (datetime(2020, 1, 1, tzinfo=UTC), "no version of doi was live")],
)
def test_without_a_time_or_a_policy_of_the_day_there_is_no_strike(posted_at: datetime | None, why: str) -> None:
    assert why in find(post=post(posted_at=posted_at)).strike_why_not


def test_whether_it_was_designated_then_not_being_known_gives_no_strike() -> None:
    assert "is not known" in find("org:undated").strike_why_not


def test_a_person_outranks_the_cues_and_the_weak_name() -> None:
    subject = finder()
    (finding,) = subject.find(
        post(), observed(detection(stance=Stance.UNDETERMINED, signals=("satire_marker",), weak=True)), JUDGED_AT
    )
    assert not finding.violating
    ruled = subject.reassess(finding, post(), Stance.GLORIFICATION, JUDGED_AT)
    assert (ruled.clause, ruled.allowance, ruled.unknown) == ("doi.t1.glorification", None, ())
    assert ruled.reading.confidence == 1000
    cleared = subject.reassess(ruled, post(), Stance.CONDEMNATION, JUDGED_AT)
    assert (cleared.clause, cleared.allowance) == (None, "doi.a.condemnation")


def test_the_milder_track_counts() -> None:
    support = find(stance=Stance.MATERIAL_SUPPORT)
    assert strike_severity(support, newest(), newest()) is Severity.SEVERE
    assert strike_severity(find(), newest(), newest()) is Severity.STANDARD
    with pytest.raises(KeyError):
        strike_severity(find("bank:coast"), newest(), newest())
