"""What differs between two versions is said in words, and nothing else is."""

from __future__ import annotations

from dataclasses import replace

from evenhand.policy.difference import difference
from evenhand.policy.model import TierMap
from evenhand.policy.versions import shipped

OLD, MIDDLE, NEW = (policy for policy in shipped() if policy.policy_id == "doi")


def test_a_version_does_not_differ_from_itself() -> None:
    assert all(difference(policy, policy) == () for policy in shipped())


def test_what_came_went_and_moved() -> None:
    changes = {(change.section, change.name, change.kind) for change in difference(OLD, MIDDLE)}
    assert ("clause", "doi.t1.unclear_reference", "added") in changes
    assert any(section == "clause" and kind == "removed" for section, _, kind in changes)
    back = {(change.section, change.name, change.kind) for change in difference(MIDDLE, OLD)}
    turned = {"added": "removed", "removed": "added", "changed": "changed"}
    assert back == {(section, name, turned[kind]) for section, name, kind in changes}


def test_a_condition_is_said_in_words() -> None:
    narrowed = next(c for c in difference(MIDDLE, NEW) if c.name == "doi.t1.glorification" and ": when was" in c.words)
    assert "nonviolent_subject" in narrowed.words.partition(", is ")[2]
    assert "nonviolent_subject" not in narrowed.words.partition(", is ")[0]


def test_one_number_is_one_change() -> None:
    track = NEW.strikes[0]
    longer = replace(NEW, strikes=(replace(track, expires_after=track.expires_after + 1), *NEW.strikes[1:]))
    (change,) = difference(NEW, longer)
    assert change.words == (
        f"strikes {track.track.value}: expire after was {track.expires_after} days, is {track.expires_after + 1} days"
    )


def test_a_tier_line_that_is_dropped_is_named() -> None:
    gone = NEW.tier_map.rules[0]
    (change,) = difference(NEW, replace(NEW, tier_map=TierMap(NEW.tier_map.rules[1:], "sha256:x")))
    assert (change.section, change.kind) == ("tier", "removed")
    assert gone.programme in change.name and gone.reason in change.words
