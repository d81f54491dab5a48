"""Writes the parts of README.md that come from the program itself: `python -m evals.readme`.

A part stands between `<!-- NAME -->` and `<!-- /NAME -->`; it is the output of commands that were really run.
"""

import json
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from agent.settings_table import settings_rows
from tools.core import all_tools

README = Path(__file__).parent.parent / "README.md"
QUESTION = "What happens to US and Chinese welfare if the US raises tariffs on Chinese electronics by 25 points?"
FURTHER = (
    "How open is Brazil to trade?",
    "What if the EU raises tariffs on Indian textiles by 12 points?",
    "Under the 2018 tariffs, which sectors should China subsidise?",
    "中国对日本汽车加征三十个百分点的关税，谁受损？",
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


FAST: dict[str, Callable[[], str]] = {"tools": tools_table, "settings": settings_table}
PARTS: dict[str, Callable[[], str]] = {**FAST, "ask": question, "further": further, "call": call}


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
