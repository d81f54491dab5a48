"""Writes the parts of README.md that come from the program itself: `python -m evals.readme`.

A part stands between `<!-- NAME -->` and `<!-- /NAME -->`; it is the output of commands that were really run.
"""

import json
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from agent.settings_table import settings_rows
from tools.core import all_tools
from tools.core.datasets.manifest import manifest

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
LABEL_INPUT = ROOT / "ui" / "assets" / "examples" / "occupations-en.csv"
QUESTION = "What happens to US and Chinese welfare if the US raises tariffs on Chinese electronics by 25 points?"
FURTHER = (
    "How open is Brazil to trade?",
    "Under the 2018 tariffs, which sectors should China subsidise?",
    "How exposed are translators and roofers?",
    "What does fast AI adoption do to employment?",
    "Forecast China's GDP growth for the next four quarters",
    "中国对日本汽车加征三十个百分点的关税，谁受损？",
    "给会计、护士和建筑工人打标签",
)
CALL = "quesnay call simulate_policy scenario=us-china-2019 scale_economies=false"


def tools_table() -> str:
    """Return a row a tool."""
    rows = [f"| `{tool.name}` | {tool.description.split('. ')[0].rstrip('.')} |" for tool in all_tools().values()]
    return "\n".join(["| tool | answers |", "|---|---|", *rows])


def settings_table() -> str:
    """Return a row a setting."""
    rows = [f"| `{row.variable}` | {_code(row.default)} | {row.description} |" for row in settings_rows()]
    return "\n".join(["| variable | default | meaning |", "|---|---|---|", *rows])


def datasets_table() -> str:
    """Return a row a data set that Quesnay knows by itself."""
    rows = [f"| `{name}` | {entry.title} | {entry.kind} | {entry.licence} |" for name, entry in manifest().items()]
    return "\n".join(["| name | what | how it comes | licence |", "|---|---|---|---|", *rows])


def label() -> str:
    """Return a file labelled by the command line, with what it says and what it writes."""
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "labelled.csv"
        command = f"quesnay label {shlex.quote(str(LABEL_INPUT))} -o {shlex.quote(str(output))}"
        told = _run(command).replace(str(output), "labelled.csv")
        written = output.read_text(encoding="utf-8-sig").splitlines()
    shown = [
        f"$ quesnay label {LABEL_INPUT.name} -o labelled.csv",
        told.strip(),
        "$ head -4 labelled.csv",
        *written[:4],
    ]
    return "\n".join(["```console", *shown, "```"])


def question() -> str:
    """Return the question with the answer that the embedded model gives now."""
    return _console(f"quesnay ask {shlex.quote(QUESTION)}")


def further() -> str:
    """Return further questions, each with the first paragraph of its answer and the run behind it."""
    answers = []
    for asked in FURTHER:
        told = json.loads(_run(f"quesnay ask {shlex.quote(asked)} --json"))
        answers.append(f"> **{asked}**\n>\n> {told['answer'].split(chr(10))[0]} (run `{', '.join(told['runs'])}`)")
    return "\n\n".join(answers)


def call() -> str:
    """Return a tool call with its output."""
    return _console(CALL)


FAST: dict[str, Callable[[], str]] = {
    "tools": tools_table,
    "settings": settings_table,
    "datasets": datasets_table,
}
PARTS: dict[str, Callable[[], str]] = {**FAST, "ask": question, "further": further, "call": call, "label": label}


def part(text: str, name: str) -> str:
    """Return what stands between the marks of a part.

    >>> part("a <!-- x -->\\nfound\\n<!-- /x --> b", "x")
    'found'
    """
    found = re.search(_pattern(name), text, re.DOTALL)
    if found is None:
        raise ValueError(f"README.md has no part {name}")
    return found[1].strip("\n")


def replace(text: str, name: str, content: str) -> str:
    """Return the text with a part's content exchanged.

    >>> replace("<!-- x -->\\nold\\n<!-- /x -->", "x", "new")
    '<!-- x -->\\nnew\\n<!-- /x -->'
    """
    part(text, name)
    return re.sub(_pattern(name), lambda _: f"<!-- {name} -->\n{content}\n<!-- /{name} -->", text, flags=re.DOTALL)


def _pattern(name: str) -> str:
    return rf"<!-- {name} -->\n(.*?)<!-- /{name} -->"


def _code(default: str) -> str:
    return f"`{default}`" if default else ""


def _console(command: str) -> str:
    lines = [line.rstrip() for line in _run(command).strip().splitlines()]
    kept = [line for at, line in enumerate(lines) if line or (at and lines[at - 1])]
    return "\n".join(["```console", f"$ {command}", *kept, "```"])


def _run(command: str) -> str:
    return subprocess.run(shlex.split(command), capture_output=True, text=True, check=True).stdout


def main() -> None:
    """Write every part, or those named on the command line."""
    text = README.read_text(encoding="utf-8")
    for name in sys.argv[1:] or PARTS:
        text = replace(text, name, PARTS[name]())
    README.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
