"""One spelling for a record: known answers, order, refusals."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.kernel.canonical import canonical_bytes, canonical_text, digest_of, plain


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True, slots=True)
class Record:
    colour: Colour
    day: date
    at: datetime
    parts: tuple[int, ...]


def test_a_record_becomes_plain_values() -> None:
    record = Record(Colour.RED, date(2024, 2, 9), datetime(2024, 2, 9, 1, tzinfo=UTC), (1, 2))
    assert canonical_text(record) == '{"at":"2024-02-09T01:00:00Z","colour":"red","day":"2024-02-09","parts":[1,2]}'


def test_rfc_8785_string_rules() -> None:
    # RFC 8785 section 3.2.2.2: control characters are escaped, everything else stands as it is.
    assert canonical_bytes({"a": '\u20ac$\u000f\nA\'B"\\"/'}) == '{"a":"€$\\u000f\\nA\'B\\"\\\\\\"/"}'.encode()


@pytest.mark.parametrize("value", [1.5, {"ключ": 1}, {1: 2}, 2**60, object(), {"a": [0.0]}])
def test_what_has_no_canonical_form_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        canonical_text(value)


def test_a_lone_surrogate_becomes_a_replacement_character() -> None:
    assert canonical_bytes("a\ud800b") == '"a\ufffdb"'.encode()


_ascii = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=8)
_json = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_ascii, inner, max_size=4),
    max_leaves=12,
)


@given(_json)
def test_canonical_text_reads_back_and_ignores_key_order(value: object) -> None:
    text = canonical_text(value)
    assert json.loads(text) == json.loads(json.dumps(value).encode("utf-8", "surrogatepass"))
    if isinstance(value, dict):
        assert digest_of(value) == digest_of(dict(reversed(value.items())))


def test_sets_have_one_order() -> None:
    assert plain(frozenset({"b", "a", "c"})) == ["a", "b", "c"]
