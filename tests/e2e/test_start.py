"""`evenhand --help` answers at once: it loads nothing heavy (issue 2, bar 6), and every command explains itself."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

HEAVY = ("numba", "pyarrow", "scipy", "sqlalchemy", "numpy", "lxml", "fastapi", "duckdb", "alembic")
_PROBE = """
import sys, json
sys.argv = ["evenhand", *{words}]
from evenhand.entry.cli.app import run
code = run({words})
sys.stdout.flush()
print()
print(json.dumps([code, sorted({{name.split(".")[0] for name in sys.modules}})]))
"""


def _probe(*words: str) -> tuple[int, set[str], str]:
    done = subprocess.run(
        [sys.executable, "-c", _PROBE.format(words=list(words))],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    code, modules = json.loads(done.stdout.strip().splitlines()[-1])
    return code, set(modules), done.stdout


def test_help_loads_nothing_heavy() -> None:
    code, modules, shown = _probe("--help")
    assert code == 0
    assert not modules & set(HEAVY)
    for noun in ("demo", "lists", "examine", "enforce", "review", "ledger", "policy"):
        assert noun in shown


@pytest.mark.parametrize(
    "noun", ["lists", "designations", "policy", "review", "appeal", "statement", "ledger", "monitor"]
)
def test_help_of_a_noun_loads_nothing_heavy(noun: str) -> None:
    code, modules, _ = _probe(noun, "--help")
    assert code == 0
    assert not modules & set(HEAVY)


def test_unknown_words_are_usage() -> None:
    code, _, _ = _probe("nonsense")
    assert code == 2
