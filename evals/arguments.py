"""Measures the argument step of the embedded model on the trade tools: right tool, right arguments, seconds.

Run `python -m evals.arguments [--write]`. The questions are in no tool's examples. An argument is right where it means
the expected one (names as people write them are compared by what they name) and no other argument changes the result.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import Any

from agent.brain import small_model
from agent.turn import Turn
from agent.weights import no_report
from tools.core.registry import all_tools

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
    "sector": ("all", "goods", "all goods", ""),
    "economies": ("all",),
}


def meaning(value: Any) -> Any:
    """Return what an argument's value means: names in one spelling, lists in one order."""
    if not isinstance(value, str):
        return value
    names = sorted(
        MEANS.get(part.strip().casefold(), part.strip().casefold()) for part in value.replace("，", ",").split(",")
    )
    return ",".join(names)


def is_right(given: dict[str, Any], expected: dict[str, Any], question: str) -> bool:
    """Return whether arguments mean what was expected; mutual tariffs may be named from either side."""
    neutral = {key for key, values in NEUTRAL.items() if key in given and meaning(given[key]) in values}
    told = {
        key: meaning(value) for key, value in given.items() if key not in neutral and value not in ("", False, None)
    }
    if given.get("scale_economies") is True:
        told.pop("scale_economies", None)
    if given.get("scale_economies") is False:
        told["scale_economies"] = False
    if given.get("tariff_level") == 0:
        told["tariff_level"] = 0
    told = {key: value for key, value in told.items() if value not in ("auto", "purged")}
    if "importer" not in told:
        told.pop("retaliation", None)  # Without an importer it changes nothing.
    wanted = {key: meaning(value) for key, value in expected.items()}
    if "30 % EU tariff" in question:  # Level or points: both readings are fair.
        told = {
            key: value
            for key, value in told.items()
            if (key, value) not in (("tariff_level", 30), ("tariff_change", 30))
        }
    swapped = told | {"importer": told.get("exporter"), "exporter": told.get("importer")}
    return told == wanted or (bool(expected.get("retaliation")) and swapped == wanted)


def main() -> None:
    """Measure and print; with --write, keep the figures in evals/findings."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write evals/findings/arguments.json")
    options = parser.parse_args()
    tools = {tool.name: tool for tool in all_tools().values() if tool.family == "trade"}
    model = small_model(tools, no_report)
    for tool in tools.values():
        model.filler.prepare(tool)
    rows = []
    for case in [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]:
        started = time.perf_counter()
        message = model._begin(case["question"], [], Turn())
        seconds = time.perf_counter() - started
        call: Any = message.tool_calls[0] if message.tool_calls else {"name": "none", "args": {}}
        right = call["name"] == case["tool"] and is_right(call["args"], case["arguments"], case["question"])
        rows.append({"question": case["question"], "tool": call["name"], "arguments": call["args"], "right": right})
        rows[-1] |= {"right_tool": call["name"] == case["tool"], "seconds": round(seconds, 2)}
        print("ok   " if right else "WRONG", f"{seconds:5.1f} s", case["question"], call["name"], call["args"])
    times = sorted(row["seconds"] for row in rows)
    summary = {
        "questions": len(rows),
        "right_tool": sum(row["right_tool"] for row in rows),
        "right_arguments": sum(row["right"] for row in rows),
        "median_seconds": times[len(times) // 2],
        "slowest_seconds": times[-1],
    }
    print(json.dumps(summary))
    if options.write:
        FINDINGS.mkdir(exist_ok=True)
        text = json.dumps({**summary, "answers": rows}, ensure_ascii=False, indent=1)
        (FINDINGS / "arguments.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
