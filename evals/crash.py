"""Kill the program at random moments (SIGKILL) and look at what it left: nothing lost, nothing half.

Run `python -m evals.crash [--times 50] [--write]`. Each scenario is a real command in a workspace of its own. It is
killed `times` times at moments drawn over its whole length; what it had said was done is checked after each kill, and
at the end it must still come to its result.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tools.core.datasets.catalog import Catalog, catalog
from tools.core.errors import UserError
from tools.core.runs import RunStore
from tools.core.settings import settings

WRITTEN = Path(__file__).parent / "findings" / "crash.md"
ROOT = Path(__file__).parent.parent
SEED = 20240724
COMMAND_LINE = "from ui.cli import main; main()"
RUNS = """
from tools.core import execute, find_tool
tool = find_tool("predict_generalization")
print("ready", flush=True)
while True:
    for modulus in range(50, 90):
        arguments = {"operation": "modular_addition", "modulus": modulus, "digits": 2, "test_digits": 3}
        print(execute(tool, arguments, refresh=True).id, flush=True)
"""
FETCHED = ("china-nowcasting", "gpts-are-gpts", "world2017")
ITEMS = 400


@dataclass(frozen=True)
class Scenario:
    """A command to kill.

    Attributes:
        name: in the table.
        command: the program's words after `python -c`.
        check: given the workspace and the lines that the program had printed, returns what is wrong.
        finish: given the workspace, returns what is wrong once the command ran to its end; None where it has no end.
        seconds: length over which the kills are drawn.
    """

    name: str
    command: tuple[str, ...]
    check: Callable[[Path, list[str]], list[str]]
    finish: Callable[[Path], list[str]] | None
    seconds: float


def kill_often(scenario: Scenario, times: int, workspace: Path) -> tuple[int, list[str]]:
    """Return how many of the kills hit the command at work, and what was wrong after any of them."""
    draw = random.Random(SEED)
    problems: list[str] = []
    hit = 0
    for _ in range(times):
        output, killed = _run_and_kill(scenario, workspace, draw.uniform(0, scenario.seconds))
        hit += killed
        problems += scenario.check(workspace, output)
    if scenario.finish is not None:
        done = subprocess.run(
            _words(scenario), env=_environment(workspace), cwd=workspace, capture_output=True, text=True, check=False
        )
        problems += [done.stderr.strip()] if done.returncode else scenario.finish(workspace)
    return hit, problems


def scenarios(folder: Path) -> list[Scenario]:
    """Return the scenarios; `folder` keeps the list to label and its uninterrupted result."""
    items = folder / "items.csv"
    items.write_text("title\n" + "\n".join(f"clerk of office {at}" for at in range(ITEMS)), encoding="utf-8")
    label = (COMMAND_LINE, "label", str(items), "-o", "labelled.csv")
    whole = folder / "whole"
    whole.mkdir()
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", *label], env=_environment(whole), cwd=whole, check=True, capture_output=True)
    took = time.perf_counter() - started
    expected = (whole / "labelled.csv").read_text(encoding="utf-8")

    def whole_or_absent(workspace: Path, _: list[str]) -> list[str]:
        file = workspace / "labelled.csv"
        return [] if not file.exists() or file.read_text(encoding="utf-8") == expected else ["half a result file"]

    def same_labels(workspace: Path) -> list[str]:
        same = (workspace / "labelled.csv").read_text(encoding="utf-8") == expected
        return [] if same else ["the result differs from an uninterrupted one"]

    return [
        Scenario("a run", (RUNS,), _runs_are_whole, None, 2.0),
        Scenario("a labelling", label, whole_or_absent, same_labels, took),
        Scenario("a download", (COMMAND_LINE, "data", "fetch", *FETCHED), _data_are_whole, _data_are_there, 3.0),
    ]


def _runs_are_whole(workspace: Path, output: list[str]) -> list[str]:
    """Check that every stored run can be read, and that each whose id was printed is stored."""
    store = RunStore(workspace / "runs")
    problems = []
    ids = {path.parent.name for path in store.folder.glob("*/run.json") if not path.parent.name.startswith(".")}
    for id in ids | {line for line in output if line != "ready"}:
        try:
            store.load(id)
        except UserError as error:
            problems.append(str(error))
    return problems


def _data_are_whole(workspace: Path, _: list[str]) -> list[str]:
    with _workspace(workspace) as data:
        return [problem for name in FETCHED if data.is_present(name) and (problem := _damage(data, name))]


def _data_are_there(workspace: Path) -> list[str]:
    with _workspace(workspace) as data:
        return [problem for name in FETCHED if (problem := _damage(data, name))]


def _damage(data: Catalog, name: str) -> str:
    try:
        data.folder(name)
    except UserError as error:
        return str(error)
    return ""


@contextmanager
def _workspace(folder: Path) -> Iterator[Catalog]:
    before = os.environ.get("QUESNAY_WORKSPACE")
    os.environ["QUESNAY_WORKSPACE"] = str(folder)
    settings.cache_clear()
    try:
        yield catalog()
    finally:
        if before is None:
            del os.environ["QUESNAY_WORKSPACE"]
        else:
            os.environ["QUESNAY_WORKSPACE"] = before
        settings.cache_clear()


def _run_and_kill(scenario: Scenario, workspace: Path, after: float) -> tuple[list[str], bool]:
    process = subprocess.Popen(
        _words(scenario),
        env=_environment(workspace),
        cwd=workspace,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    lines = []
    if scenario.finish is None:
        lines.append(process.stdout.readline().strip())  # It says when it is ready: its start is not what is tested.
    try:
        rest, _ = process.communicate(timeout=after)
        killed = False
    except subprocess.TimeoutExpired:
        process.kill()
        rest, _ = process.communicate()
        killed = True
    whole_lines = rest[: rest.rfind("\n") + 1].split()
    return [*lines, *whole_lines], killed


def _words(scenario: Scenario) -> list[str]:
    return [sys.executable, "-c", *scenario.command]


def _environment(workspace: Path) -> dict[str, str]:
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    return {**os.environ, "QUESNAY_WORKSPACE": str(workspace), "PYTHONPATH": path}


def main() -> None:
    """Run the scenarios and print, or write, the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=50)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    rows = ["| what was killed | kills | while at work | what was wrong |", "|---|---|---|---|"]
    with tempfile.TemporaryDirectory() as folder:
        for scenario in scenarios(Path(folder)):
            workspace = Path(folder) / scenario.name.replace(" ", "-")
            workspace.mkdir()
            hit, problems = kill_often(scenario, arguments.times, workspace)
            rows.append(f"| {scenario.name} | {arguments.times} | {hit} | {'; '.join(problems[:3]) or 'nothing'} |")
            print(rows[-1], flush=True)
    text = "# Killed at random moments\n\n`python -m evals.crash --write`\n\n" + "\n".join(rows) + "\n"
    if arguments.write:
        WRITTEN.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
