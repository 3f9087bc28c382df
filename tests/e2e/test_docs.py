"""Documentation proven by tests: every `$ evenhand …` line in a ```console block of README.md and docs/ is run.

A block runs in a workspace of its own folder, in order; `# exit N` at a line's end says which exit code is right.
Blocks marked ```console no-run are shown only (they set machines up). Lines that need real files (`$EVENHAND_DATA`) run
only where those are.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
_BLOCK = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)


def _blocks() -> list[tuple[str, str]]:
    found = []
    for page in PAGES:
        for number, match in enumerate(_BLOCK.finditer(page.read_text(encoding="utf-8")), 1):
            found.append((f"{page.relative_to(ROOT)}#{number}", match.group(1)))
    return found


@pytest.mark.parametrize(("name", "block"), _blocks(), ids=lambda value: value if "#" in str(value)[:60] else "")
def test_the_commands_in_the_docs_run(name: str, block: str, tmp_path: Path, data_dir: Path) -> None:
    del name
    shutil.copytree(ROOT / "docs" / "samples", tmp_path, dirs_exist_ok=True)
    environment = {**os.environ, "EVENHAND_DATA": str(data_dir), "COLUMNS": "120", "NO_COLOR": "1"}
    environment.pop("EVENHAND_DATABASE_URL", None)
    ran = 0
    for line in block.splitlines():
        if not line.startswith("$ "):
            continue
        command, _, wanted = line[2:].partition("  # exit ")
        python = f'"{sys.executable}" -m'
        command = re.sub(r"^evenhand-verify\b", f"{python} evenhand_verify", command)
        command = re.sub(r"^evenhand\b", f"{python} evenhand", command)
        done = subprocess.run(
            command, shell=True, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=300, check=False
        )
        assert done.returncode == int(wanted.strip() or 0), f"{line}\n{done.stdout}\n{done.stderr}"
        ran += 1
    assert ran, "a console block without a command proves nothing"
