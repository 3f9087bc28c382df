"""Reading YAML that means no good."""

from __future__ import annotations

from datetime import date

import pytest

from evenhand.policy.diagnostics import Collector
from evenhand.policy.yaml_nodes import MAX_BYTES, MAX_DEPTH, Mapping, content, read_nodes


def refused(data: bytes) -> str:
    into = Collector()
    assert read_nodes(data, into) is None
    (found,) = into.found
    return f"{found.line}:{found.column} {found.message}"


def test_plain_scalars_get_types_and_quoted_ones_stay_text() -> None:
    node = read_nodes(b"a: 1\nb: no\nc: 2024-02-09\nd: true\ne: '1'\nf:\ng: -7\nh: 1.5\n", Collector())
    assert node is not None
    assert content(node) == {
        "a": 1, "b": "no", "c": date(2024, 2, 9), "d": True, "e": "1", "f": None, "g": -7, "h": "1.5",
    }  # fmt: skip


def test_marks_count_from_one() -> None:
    node = read_nodes(b"a: 1\nbc:\n  - x\n", Collector())
    assert isinstance(node, Mapping)
    assert node.key_at("bc") == (2, 1)
    assert node.entries[1][2].at == (3, 3)
    assert node.key_at("absent") == (1, 1)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "1:1 the file is empty"),
        (b"a: &x [1]\nb: *x\n", "1:4 anchors"),
        (b"b: *x\n", "1:4 anchors"),
        (b"a: !!python/object/apply:os.system [ls]\n", "1:4 tags"),
        (b"a: 1\na: 2\n", "2:1 the key a stands here twice"),
        (b"? [a]\n: 1\n", "1:3 a key must be a word"),
        (b"1: 2\n", "1:1 a key must be a word"),
        (b"a: 1\n---\nb: 2\n", "2:1 more than one document"),
        (b"a: [1\nb: 2\n", "2:2 not YAML"),
        (b"a: \xff\n", "1:1 not UTF-8"),
        (b"x: 1\na: \x00\n", "2:4 an invisible or control character, U+0000"),
        ("a: x\u202ey\n".encode(), "1:5 an invisible or control character, U+202E"),
        (b"a: 2024-02-30\n", "1:4 no such day"),
        (b"a: " + b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1), f"1:{3 + MAX_DEPTH} nested deeper"),
        (b"a: " + b"x" * 30_000, "1:1 a line of more than"),
        (b"#" * (MAX_BYTES + 1), "1:1 the file holds"),
        (b"a:\n" + b"- 1\n" * 60_000, "more than 50000 nodes"),
        (b"%YAML 9\n---\na: 1\n", "not YAML"),
    ],
)
def test_what_a_policy_never_needs_is_refused_with_its_place(data: bytes, why: str) -> None:
    assert why in refused(data)
