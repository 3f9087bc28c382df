"""The budgets of the house (DESIGN.md): sizes of modules and functions, a docstring on each module, names that say something."""

from __future__ import annotations

import ast
import statistics
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src"
MODULES = sorted(path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts)
COMPILED = {"kernel.py", "quick.py"}  # one pass is one function there: docs/adr/0016
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "manager"}


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def _functions(path: Path) -> list[tuple[str, int]]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return [(node.name, (node.end_lineno or node.lineno) - node.lineno + 1) for node in found]


def test_modules_are_small() -> None:
    sizes = {path: _lines(path) for path in MODULES}
    assert [str(path) for path, size in sizes.items() if size > 500] == []
    assert statistics.median(sizes.values()) <= 120


def test_functions_are_small() -> None:
    functions = [(path.name, name, size) for path in MODULES for name, size in _functions(path)]
    assert [each for each in functions if each[2] > 80 and each[0] not in COMPILED] == []
    assert [each for each in functions if each[2] > 110] == []
    assert statistics.median(size for _, _, size in functions) <= 15


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_module_says_what_it_does(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), "every module opens with a docstring"
    assert path.stem not in EMPTY_NAMES


def test_the_path_reads_as_a_story() -> None:
    assert _lines(SOURCE / "evenhand" / "service" / "examine.py") < 150
