"""A post id that occurs twice is said; what comes of it is the same whatever the order."""

from __future__ import annotations

import json
from itertools import permutations
from pathlib import Path

import pytest
from tests.simulators.small_workspace import WORDS, workspace

from evenhand.entry.cli.app import run
from evenhand.service import review
from evenhand.service.batches import POST_SCHEMA, batch_of
from evenhand.service.repeats import Repeats, repeats_in_words


def _row(name: str, text: str, surface: str = "agora") -> dict[str, object]:
    return {
        "id": name,
        "text": text,
        "surface": surface,
        "account_id": "a1",
        "posted_at": "2026-11-15T12:00:00Z",
        "lang": "en",
    }


def test_ids_are_held_against_each_other_by_surface_over_batches() -> None:
    repeats = Repeats()
    empty = dict.fromkeys(POST_SCHEMA.names)
    for rows in ([_row("p1", "a"), _row("p1", "a", "square")], [_row("p1", "b"), _row("p2", "c"), _row("p1", "a")]):
        repeats.seen(batch_of([{**empty, **row} for row in rows]))
    assert repeats.found() == (("agora", "p1", 3),)
    assert "p1 on agora 3 times" in repeats_in_words(repeats.found())
    assert repeats_in_words(Repeats().found()) == ""
    many = tuple(("", f"p{n}", 2) for n in range(5))
    assert "(no surface) 2 times and 2 more" in repeats_in_words(many)


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_commands_say_it_and_the_outcome_has_no_order(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], order: tuple[int, ...]
) -> None:
    platform = workspace(tmp_path)
    rows = [_row("p1", WORDS), _row("p1", WORDS), _row("p1", WORDS + " Again.")]
    posts = tmp_path / "posts.jsonl"
    posts.write_text("".join(json.dumps(rows[place]) + "\n" for place in order))
    database = ["--database", platform.shown_database]
    assert run(["examine", str(posts), "--as-of", "2026-11-20T12:00:00Z", "--json", *database]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["repeated"] == 1 and json.loads(out)["posts"] == 3
    assert "p1 on agora 3 times" in err
    assert run(["enforce", str(posts), "--as-of", "2026-11-20T12:00:00Z", "--json", *database]) == 0
    out, err = capsys.readouterr()
    assert (json.loads(out)["repeated"], json.loads(out)["recorded"]) == (1, 2)
    assert "a version of its own" in err and not (tmp_path / "posts.jsonl.rejects.jsonl").exists()
    assert len(review.queue(platform.journal, platform.policies)) == 2
