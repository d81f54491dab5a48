"""Writes the parts of README.md that come from the program itself: `python -m evals.readme`.

A part stands between `<!-- NAME -->` and `<!-- /NAME -->`; it is the output of commands that were really run.
"""

import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from agent.settings_table import settings_rows
from tools.core import all_tools

README = Path(__file__).parent.parent / "README.md"
QUESTIONS = (
    "What happens to US and Chinese welfare if the US raises tariffs on Chinese electronics by 25 points?",
    "如果美国对中国电子产品加征25个百分点关税，两国福利会怎样变化？",
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


def questions() -> str:
    """Return the questions with the answers that the embedded model gives now."""
    return "\n\n".join(_console(f"quesnay ask {shlex.quote(question)}") for question in QUESTIONS[:1])


def call() -> str:
    """Return a tool call with its output."""
    return _console(CALL)


FAST: dict[str, Callable[[], str]] = {"tools": tools_table, "settings": settings_table}
PARTS: dict[str, Callable[[], str]] = {**FAST, "ask": questions, "call": call}


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
    done = subprocess.run(shlex.split(command), capture_output=True, text=True, check=True)
    lines = [line.rstrip() for line in done.stdout.strip().splitlines()]
    kept = [line for at, line in enumerate(lines) if line or (at and lines[at - 1])]
    return "\n".join(["```console", f"$ {command}", *kept, "```"])


def main() -> None:
    """Write every part, or those named on the command line."""
    text = README.read_text(encoding="utf-8")
    for name in sys.argv[1:] or PARTS:
        text = replace(text, name, PARTS[name]())
    README.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
