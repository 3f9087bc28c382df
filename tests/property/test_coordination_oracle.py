"""The sorted sweep finds what looking at all pairs finds, and the compatible rules are the peer's, on any small input."""

from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.simulators.peer_rules import peer
from tests.simulators.share_world import shares_of

from evenhand.campaigns.coordination.detect import detect
from evenhand.campaigns.coordination.model import Settings

# Contents may repeat and may carry the id of an object (a post that others share): both are loops for the peer.
ROWS = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 3), st.integers(0, 25), st.integers(0, 40)), min_size=0, max_size=40
)


def build(rows):
    return shares_of([r[0] for r in rows], [r[1] for r in rows], [r[3] for r in rows], [r[2] for r in rows])


def named(found):
    rows, shares = found.rows, found.shares
    accounts, objects, contents = (d.to_pylist() for d in (shares.accounts, shares.objects, shares.contents))
    return Counter(
        (
            objects[rows.object[i]],
            frozenset(
                [
                    (accounts[rows.account[i]], contents[rows.content[i]]),
                    (accounts[rows.account[j]], contents[rows.content[j]]),
                ]
            ),
            int(rows.time[j] - rows.time[i]),
        )
        for i, j in zip(found.pairs.left, found.pairs.right, strict=True)
    )


@settings(max_examples=150, deadline=None)
@given(ROWS, st.integers(0, 20), st.integers(0, 4))
def test_compatible_is_the_peer(rows, window, least):
    found = detect(build(rows), Settings(window, least, 0.5, True))
    text = [(f"a{a}", f"o{o}", f"c{c}", t) for a, o, c, t in rows]
    pairs, weights = peer(text, window, least)
    assert named(found) == Counter((o, frozenset([(a, c), (b, d)]), dt) for o, a, b, c, d, dt in pairs)
    ids = found.shares.accounts.to_pylist()
    edges = {
        (ids[a], ids[b]): int(w)
        for a, b, w in zip(found.edges.first, found.edges.second, found.edges.weight, strict=True)
    }
    assert edges == dict(weights)
    assert found.vertices == len({account for edge in weights for account in edge})


@settings(max_examples=100, deadline=None)
@given(ROWS, st.integers(0, 20), st.integers(0, 4))
def test_our_weight_is_the_number_of_objects_and_both_ends_take_part(rows, window, least):
    found = detect(build(rows), Settings(window, least))
    text = [(f"a{a}", f"o{o}", f"c{c}", t) for a, o, c, t in rows]
    pairs, _ = peer(text, window, 0)
    objects: dict[tuple[str, str], set[str]] = {}
    for o, a, b, *_ in pairs:
        objects.setdefault(tuple(sorted((a, b))), set()).add(o)
    ids = found.shares.accounts.to_pylist()
    for a, b, w in zip(found.edges.first, found.edges.second, found.edges.weight, strict=True):
        assert w == len(objects[ids[a], ids[b]])
    assert np.all((found.edges.q >= found.edges.p) & (found.edges.q <= 1) & (found.edges.p >= 0))


@settings(max_examples=60, deadline=None)
@given(ROWS.filter(bool), st.integers(0, 20), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(rows, window, random):
    mixed = list(rows)
    random.shuffle(mixed)
    first, second = (detect(build(some), Settings(window, 2)) for some in (rows, mixed))
    assert named(first) == named(second)
    assert [first.edges.p.tolist(), first.edges.weight.tolist()] == [
        second.edges.p.tolist(),
        second.edges.weight.tolist(),
    ]
