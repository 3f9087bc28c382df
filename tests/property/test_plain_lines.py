"""Lines that are read straight into columns give the batch, and the rejects, that they give one by one."""

import json
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.adapters.posts import reading
from evenhand.adapters.posts.plain_lines import split

TEXTS = st.one_of(
    st.text(max_size=12), st.sampled_from(["", 'a"b\\c/d', "\n\t\r\b\f\x01\x7f", "é漢𠮷", "\ud800", "😀"])
)
INSTANTS = st.sampled_from(
    ["2026-10-01T08:00:00Z", "2024-02-29T23:59:59Z", "2026-02-29T00:00:00Z", "2100-02-29T00:00:00Z", "2000-02-29T00:00:00Z",
     "0000-01-01T00:00:00Z", "2026-13-01T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T00:00:60Z", "2026-10-01T08:00:00.5Z",
     "2026-10-01T08:00:00+02:00", "yesterday", "", None, 5]
)  # fmt: skip
ROWS = st.fixed_dictionaries(
    {"id": st.one_of(TEXTS, st.integers(), st.none()), "text": TEXTS},
    optional={
        "surface": st.one_of(TEXTS, st.none()), "account_id": TEXTS, "posted_at": INSTANTS, "lang": TEXTS, "quoted_text": TEXTS,
        "visibility": st.sampled_from(["public", "", None]), "unknown": st.one_of(TEXTS, st.integers()),
        "account": st.sampled_from([None, {}, {"kind": "individual", "reach": 5}, "x"]), "media": st.just([]),
    },
)  # fmt: skip


@st.composite
def lines(draw: st.DrawFn) -> bytes:
    """One line, mostly of JSON."""
    row: dict[str, Any] = draw(ROWS)
    spaces = draw(st.sampled_from([(", ", ": "), (",", ":"), (" , ", "\t:  ")]))
    line = json.dumps(row, ensure_ascii=draw(st.booleans()), separators=spaces).encode("utf-8", "surrogatepass")
    harm = draw(st.integers(0, 30))
    if harm == 0:
        line = line[: draw(st.integers(0, len(line)))]
    elif harm == 1:
        at = draw(st.integers(0, len(line)))
        line = (
            line[:at]
            + draw(st.sampled_from([b"\xff", b"\\", b'"', b"}", b"{", b",", b"\\u12", b"\\ud83d\\ude00", b"\x00"]))
            + line[at:]
        )
    elif harm == 2:
        line = draw(
            st.sampled_from(
                [b"", b"  ", b"[]", b"null", b"{}", b'{"id":"a","id":"b","text":"c"}', b'{"id":"a","text":"b"},']
            )
        )
    return line.replace(b"\n", b" ")


def _read(path: Path, threshold: int) -> list[tuple[list[Any], Any, int]]:
    before, reading.SMALL = reading.SMALL, threshold  # type: ignore[misc]
    try:
        return [(read.batch.to_pylist(), read.rejects, read.line) for read in reading.read_batches(path, rows=5)]
    finally:
        reading.SMALL = before  # type: ignore[misc]


@settings(max_examples=300, deadline=None)
@given(st.lists(lines(), max_size=12), st.booleans())
def test_the_same_rows_and_rejects(tmp_path_factory: Any, written: list[bytes], marked: bool) -> None:
    path = tmp_path_factory.mktemp("lines") / "posts.jsonl"
    path.write_bytes((b"\xef\xbb\xbf" if marked else b"") + b"\n".join(written))
    assert _read(path, 0) == _read(path, 1_000_000)


def test_plain_lines_are_told_from_others() -> None:
    given_lines = [
        b'{"id":"a","text":"b"}\n',
        b'{"id":1,"text":"b"}\n',
        b'{"id":"a","text":"\\u00e9\\n"}\n',
        b'{"id":"a"}\n',
    ]
    plain, batch = split(given_lines)
    assert plain.tolist() == [True, False, True, False]
    assert batch is not None
    assert batch.column("text").to_pylist() == ["b", "é\n"]
    assert batch.column("surface").to_pylist() == ["default", "default"]


def test_what_is_not_utf8_is_left() -> None:
    plain, batch = split([b'{"id":"a","text":"b"}\n', b'{"id":"a","text":"\xff"}\n'])
    assert batch is None
    assert not plain.any()
