"""Kept rows answer as the registry does, and are never read once the workspace has changed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.simulators.lists import instant, ofac, un_entity, un_list

from evenhand.adapters.lists.kept import keep, kept_registry, workspace_fingerprint
from evenhand.bootstrap.platform import ask_registry, open_platform
from evenhand.designations.joining import JoinDecision, Verdict
from evenhand.designations.kept import KeptRegistry
from evenhand.kernel.canonical import canonical_bytes
from evenhand.kernel.clock import FixedClock
from evenhand.service.designations import show
from evenhand.service.lists import import_list

CLOCK = FixedClock(instant("2026-03-01"))
QUERIES = [
    "Hamas",
    "حماس",
    "سپاه پاسداران",
    "Green Heron Front",
    "green heron",
    "Sendero",
    "Hamsa",
    "Islamic",
    "nobody",
    "",
]


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    path = tmp_path / "w.db"
    platform = open_platform(str(path))
    folder = tmp_path / "sdn"
    folder.mkdir()
    for name, data in ofac().items():
        (folder / name).write_bytes(data)
    for day in ("2024-01-01", "2025-01-01"):
        import_list(platform.lists, CLOCK, "us-ofac-sdn", folder, observed_at=instant(day))
    (folder / "sdn.csv").write_bytes((folder / "sdn.csv").read_bytes().replace(b"FTO] [SDGT", b"SDGT"))
    import_list(platform.lists, CLOCK, "us-ofac-sdn", folder, observed_at=instant("2025-06-01"))
    return path


def test_kept_rows_answer_as_the_registry_does(workspace: Path) -> None:
    folded = ask_registry(str(workspace))
    kept = ask_registry(str(workspace))
    assert isinstance(kept, KeptRegistry)
    assert not isinstance(folded, KeptRegistry)
    for query in QUERIES:
        for day in ("2021-02-01", "2024-02-09", "2025-07-01"):
            for known in ("2024-02-09", "2025-03-01", "2026-03-01"):
                asked = (query, instant(day).date(), instant(known))
                assert canonical_bytes(show(kept, *asked)) == canonical_bytes(show(folded, *asked))


def test_an_import_and_a_decision_make_the_rows_stale(workspace: Path, tmp_path: Path) -> None:
    ask_registry(str(workspace))
    assert kept_registry(workspace) is not None
    platform = open_platform(str(workspace))
    file = tmp_path / "un.xml"
    file.write_bytes(un_list(un_entity("QDe.900", "GREY EGRET UNION")))
    import_list(platform.lists, CLOCK, "un-sc", file)
    assert kept_registry(workspace) is None
    assert ask_registry(str(workspace)).find("Grey Egret Union")[0].entity_id == "un:QDe.900"
    assert kept_registry(workspace) is not None
    platform.lists.decide(
        JoinDecision("join-1", Verdict.SAME, "ofac:11", "un:QDe.900", "ada", "why", instant("2026-01-01"))
    )
    assert kept_registry(workspace) is None
    assert ask_registry(str(workspace)).find("Grey Egret Union")[0].entity_id == "ofac:11"


def test_an_import_between_fold_and_keeping_is_noticed(workspace: Path, tmp_path: Path) -> None:
    platform = open_platform(str(workspace))
    wanted, registry = workspace_fingerprint(workspace), platform.registry
    file = tmp_path / "un.xml"
    file.write_bytes(un_list(un_entity("QDe.900", "GREY EGRET UNION")))
    import_list(platform.lists, CLOCK, "un-sc", file)
    keep(workspace, registry, wanted)
    assert kept_registry(workspace) is None


@pytest.mark.parametrize("damage", [b"", b"not a database at all" * 100])
def test_a_damaged_file_is_made_again(workspace: Path, damage: bytes) -> None:
    ask_registry(str(workspace))
    beside = workspace.with_name("w.db.names")
    beside.write_bytes(damage)
    assert kept_registry(workspace) is None
    assert ask_registry(str(workspace)).find("Hamas")
    assert isinstance(ask_registry(str(workspace)), KeptRegistry)


def test_the_short_way_loads_no_sqlalchemy(workspace: Path) -> None:
    ask_registry(str(workspace))
    code = (
        "import sys; from evenhand.entry.cli.app import run; "
        f"code = run(['designations', 'show', 'Hamas', '--json', '--database', {str(workspace)!r}]); "
        "assert code == 0; heavy = {'sqlalchemy', 'yaml', 'lxml', 'pyarrow', 'numba'} & set(sys.modules); "
        "assert not heavy, heavy"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, text=True)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["entities"][0]["entity_id"] == "org:hamas"
