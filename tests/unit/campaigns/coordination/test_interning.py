"""Codes stand for ids exactly, nulls included, whatever the chunks."""

from __future__ import annotations

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from evenhand.campaigns.coordination.interning import Interned
from evenhand.campaigns.coordination.shares import encode


@given(st.lists(st.none() | st.text(max_size=6), max_size=60), st.integers(0, 59))
def test_codes_read_back_as_the_ids(values, cut):
    column = pa.chunked_array([pa.array(values[:cut], pa.string()), pa.array(values[cut:], pa.string())])
    found = Interned(column)
    ids = found.ids().to_pylist()
    held = [ids[code] if code >= 0 else None for code in found.codes]
    assert held == values or [v for v in held if v is not None] == [v for v in values if v is not None]
    assert [code < 0 for code in found.codes] == [value is None for value in values]


def test_find_says_where_another_column_has_the_id():
    found = Interned(pa.array(["x", "", "y", "x"]))
    assert found.find(pa.array(["y", "nothing", "", "x"])).tolist() == [2, -1, 1, 0]


def test_a_sliced_column_reads_its_own_rows():
    whole = pa.array(["a", "b", "c", "b"], pa.large_string())
    assert Interned(whole.slice(1)).ids().to_pylist() == ["b", "c"]


def test_accounts_are_in_the_order_of_their_ids_and_contents_know_their_object():
    shares = encode(
        pa.array(["z", "a"]), pa.array(["post1", "post2"]), pa.array(["post2", "p"]), pa.array([1, 2]).to_numpy()
    )
    assert shares.accounts.to_pylist() == ["a", "z"]
    assert shares.account.tolist() == [1, 0]
    assert shares.content_object.tolist() == [1, -1]
