"""The house stays as designed: imports point downward, families are strangers, and the README knows every part."""

import ast
from pathlib import Path

import pytest

from evals.readme import FAST, part

ROOT = Path(__file__).parent.parent
FLOORS = {"tools": 1, "knowledge": 2, "agent": 3, "ui": 4, "evals": 4}
MODULES = sorted(path for floor in FLOORS for path in (ROOT / floor).rglob("*.py"))


def imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_imports_only_from_its_floor_and_below(path):
    here = path.relative_to(ROOT).parts
    for name in imported(path):
        package = name.split(".")[0]
        if package in FLOORS:
            assert FLOORS[package] < FLOORS[here[0]] or package == here[0], f"{path} imports {name}"


def test_families_do_not_import_each_other_and_core_imports_none():
    for path in (ROOT / "tools").rglob("*.py"):
        here = path.relative_to(ROOT / "tools").parts
        for name in imported(path):
            parts = name.split(".")
            if parts[0] == "tools" and len(parts) > 1:
                assert parts[1] in ("core", here[0]), f"{path} imports {name}"


def test_only_the_tools_file_of_a_family_speaks_the_contract():
    for path in (ROOT / "tools").glob("*/*.py"):
        if path.parent.name != "core" and not path.name.startswith("tools"):
            assert "tools.core.tool" not in imported(path), f"{path} imports the contract"


@pytest.mark.parametrize("name", sorted(FAST))
def test_the_readme_lists_every_tool_and_setting(name):
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert part(text, name) == FAST[name](), f"write it with `python -m evals.readme {name}`"


def test_nothing_is_pickled_and_no_code_is_evaluated():
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id not in ("eval", "exec"), path
        assert not {"pickle", "joblib.dump", "dill"} & imported(path), path
