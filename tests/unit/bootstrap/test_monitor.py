"""Bar 7 of issue 3: the monitor's side loads nothing of the platform's, no numba, no pyarrow."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from evenhand.bootstrap.monitor import Paths, open_monitor, paths
from evenhand.kernel.errors import BadInputError, NotFoundError

PLATFORM = (
    "designations",
    "campaigns",
    "detection",
    "policy",
    "decisions",
    "enforcement",
    "statements",
    "doicheck",
    "parity",
    "bootstrap.platform",
    "service.ports",
    "adapters.sql",
)
SCRIPT = """
import sys
import evenhand.bootstrap.monitor
import evenhand.service.monitoring.comparing, evenhand.service.monitoring.intake, evenhand.entry.casebook.page
names = {'evenhand.' + name for name in %r} | {'numba', 'pyarrow', 'pyspark', 'duckdb', 'fastapi', 'pydantic'}
print([m for m in sys.modules if any(m == n or m.startswith(n + '.') for n in names)])
"""


def test_a_fresh_interpreter_loads_no_platform_module() -> None:
    src = str(Path(__file__).resolve().parents[3] / "src")
    found = subprocess.run(
        [sys.executable, "-c", SCRIPT % (PLATFORM,)],
        capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": src},
    )  # fmt: skip
    assert found.stdout.strip() == "[]"


def where(tmp_path: Path) -> Paths:
    return Paths(tmp_path / "data" / "casebook.db", tmp_path / "keys" / "casebook.key")


def test_nothing_is_made_unless_asked(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        open_monitor(where(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_a_key_is_never_made_beside_a_casebook_that_exists(tmp_path: Path) -> None:
    open_monitor(where(tmp_path), create=True)
    where(tmp_path).key.unlink()
    with pytest.raises(NotFoundError, match="no key file"):
        open_monitor(where(tmp_path), create=True)


def test_the_key_lies_apart_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    open_monitor(where(tmp_path), create=True)
    key = where(tmp_path).key
    assert key.stat().st_mode & 0o777 == 0o600
    key.chmod(0o640)
    with pytest.raises(BadInputError, match="others can read"):
        open_monitor(where(tmp_path))


def test_paths_come_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVENHAND_CASEBOOK", str(tmp_path / "c.db"))
    monkeypatch.setenv("EVENHAND_CASEBOOK_KEY", str(tmp_path / "k" / "c.key"))
    assert paths() == Paths(tmp_path / "c.db", tmp_path / "k" / "c.key")
    assert paths("x.db", "x.key") == Paths(Path("x.db"), Path("x.key"))
