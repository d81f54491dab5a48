"""Measures the argument step of the embedded model: right tool, right arguments, seconds, by family.

Run `python -m evals.arguments [--tools NAME ...] [--seconds N] [--write]`. Answers are kept in the workspace until the
tool's examples or the model change, so that a run that was cut short goes on where it ended. The
questions are in no tool's examples. An argument is right where it means
the expected one (names as people write them are compared by what they name) and no other argument changes the result;
defaults that are written out change nothing.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import time
from pathlib import Path
from typing import Any

from agent.arguments import prompt
from agent.brain import small_model
from agent.router import training_set
from agent.small_model import SmallModel
from agent.turn import Turn
from agent.weights import no_report
from tools.core.registry import all_tools
from tools.core.tool import Tool
from tools.core.workspace import workspace

CASES = Path(__file__).parent / "cases" / "arguments.jsonl"
FINDINGS = Path(__file__).parent / "findings"
ALIASES = (
    ("usa", "us", "the us", "united states", "the united states", "america", "american", "美国", "美"),
    ("chn", "china", "chinese", "中国", "中"),
    ("jpn", "japan", "japanese", "日本"),
    ("ind", "india", "indian", "印度"),
    ("bra", "brazil", "巴西"),
    ("eu", "the eu", "european union", "欧盟"),
    ("can", "canada", "加拿大"),
    ("cars", "car", "motor vehicles", "汽车", "汽车行业"),
    ("electronics", "electronic", "电子", "电子产品", "电子行业"),
    ("agriculture", "farm goods", "farm", "farm products", "agricultural", "农产品", "农业"),
    ("machinery", "机械"),
    ("chemicals", "化工", "化工产品"),
    ("textiles", "textile", "纺织", "纺织业", "纺织品"),
    ("metals", "metal", "金属"),
    ("all", "所有", "所有商品", "全部"),
)
MEANS = {spelling: group[0] for group in ALIASES for spelling in group}
NEUTRAL: dict[str, tuple[Any, ...]] = {
    "exporter": ("all", ""),
    "sector": ("all", "good", "all good", ""),
    "economies": ("all",),
    "country": ("usa",),
}


def meaning(value: Any) -> Any:
    """Return what an argument's value means: names in one spelling and number, lists in one order.

    >>> meaning("Roofers、translator") == meaning("translators, roofer")
    True
    """
    if not isinstance(value, str):
        return value
    parts = re.split(r"[,，、;；]|\band\b|和", value)
    return ",".join(sorted(_one_spelling(part.strip().casefold()) for part in parts if part.strip()))


def _one_spelling(name: str) -> str:
    name = MEANS.get(name, name)
    return name[:-1] if len(name) > 3 and name.endswith("s") else name


def is_right(tool: Tool, given: dict[str, Any], expected: dict[str, Any], question: str) -> bool:
    """Return whether arguments mean what was expected; what only repeats a default or says "all" changes nothing."""
    fields = tool.args_model.model_fields
    told = {
        key: meaning(value)
        for key, value in given.items()
        if value != (fields[key].get_default() if key in fields else None)
        and meaning(value) not in NEUTRAL.get(key, ())
        and value not in ("", None)
    }
    wanted = {key: meaning(value) for key, value in expected.items()}
    if tool.name != "simulate_policy":
        return told == wanted
    if "importer" not in told:
        told.pop("retaliation", None)  # Without an importer it changes nothing.
    if "30 % EU tariff" in question:  # Level or points: both readings are fair.
        told = {key: value for key, value in told.items() if value != 30}
    swapped = told | {"importer": told.get("exporter"), "exporter": told.get("importer")}
    return told == wanted or (bool(expected.get("retaliation")) and swapped == wanted)


def kept(tool: Tool, question: str, fingerprint: str) -> Path:
    """Return where the answer to a case is kept: another prompt, router or model makes another file."""
    asked = "\0".join([fingerprint, question, *(str(message.content) for message in prompt(tool, question))])
    return workspace().cache / "eval-arguments" / f"{hashlib.sha256(asked.encode()).hexdigest()[:24]}.json"


def ask(model: SmallModel, tool: Tool, case: dict[str, Any]) -> dict[str, Any]:
    """Return what the model makes of a case, with the seconds that it took."""
    started = time.perf_counter()
    message = model._begin(case["question"], [], Turn())
    seconds = time.perf_counter() - started
    call: Any = message.tool_calls[0] if message.tool_calls else {"name": "none", "args": {}}
    right = call["name"] == tool.name and is_right(tool, call["args"], case["arguments"], case["question"])
    return {
        "question": case["question"],
        "tool": call["name"],
        "arguments": call["args"],
        "right": right,
        "family": tool.family,
        "right_tool": call["name"] == case["tool"],
        "seconds": round(seconds, 2),
    }


def summary_of(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Return counts and times of answers, by family too."""
    times = sorted(row["seconds"] for row in rows)
    families = sorted({row["family"] for row in rows})
    return {
        "questions": len(rows),
        "right_tool": sum(row["right_tool"] for row in rows),
        "right_arguments": sum(row["right"] for row in rows),
        "by_family": {
            family: {
                "questions": sum(row["family"] == family for row in rows),
                "right_arguments": sum(row["right"] for row in rows if row["family"] == family),
            }
            for family in families
        },
        "median_seconds": times[len(times) // 2] if times else 0.0,
        "slowest_seconds": times[-1] if times else 0.0,
    }


def main() -> None:
    """Measure and print; with --write, keep the figures in evals/findings."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tools", nargs="*", help="only cases of these tools; all where not given")
    parser.add_argument("--seconds", type=float, default=1e9, help="begin no further case after so many seconds")
    parser.add_argument(
        "--write", action="store_true", help="write evals/findings/arguments.json, once all are answered"
    )
    options = parser.parse_args()
    tools = all_tools()
    cases = [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]
    cases = sorted((case for case in cases if case["tool"] in tools), key=lambda case: case["tool"])
    cases = [case for case in cases if not options.tools or case["tool"] in options.tools]
    examples = repr(training_set(list(tools.values())))
    fingerprint = hashlib.sha256(examples.encode()).hexdigest()
    model, begun, rows = None, time.monotonic(), []
    for case in cases:
        tool = tools[case["tool"]]
        path = kept(tool, case["question"], fingerprint)
        if not path.is_file():
            if time.monotonic() - begun > options.seconds:
                continue
            model = model or small_model(tools, no_report)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(ask(model, tool, case), ensure_ascii=False), encoding="utf-8")
        row = json.loads(path.read_text(encoding="utf-8"))
        rows.append(row)
        print(
            "ok   " if row["right"] else "WRONG",
            f"{row['seconds']:5.1f} s",
            row["question"],
            row["tool"],
            row["arguments"],
        )
    summary = summary_of(rows)
    print(json.dumps(summary), f"{len(rows)} of {len(cases)} answered")
    if options.write and len(rows) == len(cases):
        FINDINGS.mkdir(exist_ok=True)
        text = json.dumps({**summary, "answers": rows}, ensure_ascii=False, indent=1)
        (FINDINGS / "arguments.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
