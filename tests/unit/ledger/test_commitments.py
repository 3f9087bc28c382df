"""Commitments: the canonical event, the sealed actor, and that no field can change unseen."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.kernel.canonical import canonical_bytes, canonical_text
from evenhand.kernel.errors import BadInputError
from evenhand.ledger.commitments import (
    commit,
    event_bytes,
    open_event,
    opening_salt,
    payload_text,
    sealed_actor,
    store_form,
)
from evenhand.ledger.model import Event

SECRET = bytes(range(16))
EVENT = Event(
    "e-1", "decision.made", datetime(2024, 2, 9, 12, tzinfo=UTC), {"b": [1, "é"], "a": None}, "s", "d", "rev-7"
)
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters(max_codepoint=127)), inner, max_size=4)
    ),
    max_leaves=12,
)


def test_the_commitment_is_the_documented_hash() -> None:
    stored = store_form(EVENT, SECRET)
    event = {
        "actor_sealed": sealed_actor(SECRET, "rev-7"),
        "at": "2024-02-09T12:00:00Z",
        "decision_id": "d",
        "effects": [],
        "event_id": "e-1",
        "kind": "decision.made",
        "payload": {"a": None, "b": [1, "é"]},
        "subject_id": "s",
    }
    assert open_event(stored) == event
    assert event_bytes(stored) == canonical_bytes(event)
    salted = b"evenhand commitment v1\x00" + opening_salt(SECRET) + canonical_bytes(event)
    assert stored.commitment == hashlib.sha256(salted).digest() == commit(stored)


def test_a_receipt_cannot_be_used_to_guess_the_actor() -> None:
    """The opening's salt does not give the sealing salt: only the secret does, and no receipt holds it."""
    stored = store_form(EVENT, SECRET)
    assert b"rev-7" not in event_bytes(stored)
    assert sealed_actor(opening_salt(SECRET), "rev-7") != sealed_actor(SECRET, "rev-7")


@pytest.mark.parametrize("field", ["event_id", "kind", "at", "subject_id", "decision_id", "actor", "payload", "salt"])
def test_each_field_is_committed_to(field: str) -> None:
    stored = store_form(EVENT, SECRET)
    value = getattr(stored, field)
    assert commit(replace(stored, **{field: value + value[:1]})) != stored.commitment


@pytest.mark.parametrize("bad", ["a\x00b", "a\ud800b"])
def test_ids_that_no_store_can_hold_are_refused(bad: str) -> None:
    for field in ("event_id", "kind", "subject_id", "decision_id", "actor"):
        with pytest.raises(BadInputError):
            store_form(replace(EVENT, **{field: bad}), SECRET)
    with pytest.raises(BadInputError):
        store_form(replace(EVENT, event_id=""), SECRET)


@pytest.mark.parametrize(
    "payload", [{"x": 1.5}, {"é": 1}, {1: 1}, {"x": 2**53}, {"x": [{"y": float("nan")}]}, {"x": b"1"}]
)
def test_what_has_no_canonical_form_is_refused(payload: dict[Any, Any]) -> None:
    with pytest.raises(TypeError):
        payload_text(payload)


def test_a_lone_surrogate_in_a_payload_is_replaced() -> None:
    assert payload_text({"x": "a\ud800b"}) == '{"x":"a\ufffdb"}'


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.text(st.characters(max_codepoint=127)), PLAIN, max_size=4))
def test_the_fast_encoder_spells_like_the_kernel(payload: dict[str, Any]) -> None:
    assert payload_text(payload) == canonical_text(payload)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1),
        min_size=10,
        max_size=10,
    )
)
def test_no_two_events_share_their_bytes(texts: list[str]) -> None:
    """Moving text from one field to another never gives the same canonical event."""
    first = replace(EVENT, event_id=texts[0], kind=texts[1], subject_id=texts[2], decision_id=texts[3])
    second = replace(EVENT, event_id=texts[4], kind=texts[5], subject_id=texts[6], decision_id=texts[7])
    same = event_bytes(store_form(first, SECRET)) == event_bytes(store_form(second, SECRET))
    assert same == (first == second)
