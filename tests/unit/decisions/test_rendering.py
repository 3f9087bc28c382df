"""The shape that `examine` prints: its schema, its golden file, and the way back."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.simulators.decision_world import DIGESTS, JUDGED_AT, detection, finder, newest, observed, post

from evenhand.decisions.decide import decide
from evenhand.decisions.model import Decision
from evenhand.decisions.rendering import decision_from_dict, decision_to_dict, examine_out, examine_text
from evenhand.detection.model import Detection, Evidence, Field, Stance
from evenhand.kernel.canonical import canonical_bytes, canonical_text
from evenhand.kernel.errors import BadInputError

ROOT = Path(__file__).resolve().parents[3]
GOLDEN = ROOT / "tests" / "golden" / "decisions" / "examine-out.json"
SCHEMA = json.loads((ROOT / "schemas" / "examine-out.schema.json").read_text(encoding="utf-8"))


def decision() -> Decision:
    given = post("Black Dawn Front\ud800")
    seen = observed(detection(), detection("org:undated", Stance.UNDETERMINED), detection("bank:coast", Stance.NEUTRAL))
    findings = finder().find(given, seen, JUDGED_AT)
    return decide(given, seen, findings, newest(), digests=DIGESTS, judged_at=JUDGED_AT)


def test_the_shape_is_the_golden_one() -> None:
    shown = json.dumps(examine_out(decision()), ensure_ascii=False, indent=1) + "\n"
    assert shown == GOLDEN.read_text(encoding="utf-8"), "if meant, write the new shape into the golden file"


TEXT = st.text(st.characters(), max_size=6)


@given(
    TEXT,
    TEXT,
    TEXT,
    st.sampled_from(list(Stance)),
    st.sampled_from(["org:dawn", "org:undated", "bank:coast", "org:none"]),
)
def test_the_text_written_straight_is_the_canonical_one(
    words: str, cue: str, name: str, stance: Stance, entity: str
) -> None:
    given_post = replace(post(words), id=name)
    evidence = (Evidence(Field.QUOTED_TEXT, (0, len(words)), words, cue),)
    first, *others = observed(detection(entity, stance), detection("org:river")).detections
    first = Detection(
        replace(first.mention, quote=words, disguise=cue, alias=name), replace(first.reading, evidence=evidence)
    )
    seen = replace(observed(), detections=(first, *others), lang=cue)
    findings = finder().find(given_post, seen, JUDGED_AT)
    digests = replace(DIGESTS, models=words)
    made = decide(given_post, seen, findings, newest(), digests=digests, judged_at=JUDGED_AT, mode=name)
    earned = replace(made, autonomy=words or "a", restriction=cue, acted_under=name)
    for _ in range(2):  # what is remembered of the acts is the same the second time
        assert examine_text(made) == canonical_text(examine_out(made))
        assert examine_text(earned) == canonical_text(examine_out(earned))


def test_the_shape_follows_its_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(examine_out(decision()), SCHEMA, cls=jsonschema.Draft202012Validator)


def test_the_keys_of_the_interface_are_there_in_its_order() -> None:
    shown = examine_out(decision())
    assert list(shown)[:7] == ["post_id", "route", "outcome", "priority", "findings", "digests", "reasons"]
    assert list(shown["findings"][0])[:13] == [
        "entity_id", "entity", "alias", "field", "span", "quote", "disguise", "stance", "confidence", "stance_evidence",
        "clause", "allowance", "designations",
    ]  # fmt: skip
    assert set(shown["digests"]) == {"policy", "registry", "tier_map", "models"}


def test_there_and_back() -> None:
    before = decision()
    after = decision_from_dict(json.loads(json.dumps(decision_to_dict(before))))
    assert after == before
    assert canonical_bytes(after) == canonical_bytes(before)


def test_a_record_of_another_shape_is_refused() -> None:
    broken = decision_to_dict(decision()) | {"route": "sideways"}
    with pytest.raises(BadInputError):
        decision_from_dict(broken)
