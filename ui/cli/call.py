"""`quesnay tools` and `quesnay call`: the tools without a language model."""

import json
from typing import Annotated, Any

import typer

from tools.core.errors import UserError, shorten
from tools.core.execute import execute
from tools.core.registry import all_tools, find_tool
from tools.core.tool import Tool
from ui.cli.terminal import print_run, progress_line

AsJson = Annotated[bool, typer.Option("--json", help="Print the whole result as JSON and nothing else.")]
Tables = Annotated[
    list[str] | None, typer.Option("--table", help="Print this table instead of the first; may be repeated.")
]
Refresh = Annotated[bool, typer.Option("--refresh", help="Compute again even if the same was asked before.")]


def tools(
    name: Annotated[str, typer.Argument(help="A tool, to see its arguments and example questions.")] = "",
) -> None:
    """List the tools, or show one with its arguments."""
    if name:
        _print_tool(find_tool(name))
        return
    for tool in all_tools().values():
        print(f"{tool.name}  ({tool.family})\n    {tool.description}")


def call(
    name: Annotated[str, typer.Argument(metavar="TOOL", help="A tool's name; `quesnay tools` lists them.")],
    arguments: Annotated[
        list[str] | None, typer.Argument(metavar="KEY=VALUE", help="Arguments; a list is written a,b,c.")
    ] = None,
    as_json: AsJson = False,
    table: Tables = None,
    refresh: Refresh = False,
) -> None:
    """Run one tool: quesnay call simulate_policy importer=USA exporter=CHN change=25."""
    tool = find_tool(name)
    raw = parse_arguments(tool, arguments or [])
    with progress_line(tool.title) as report:
        run = execute(tool, raw, report=report, refresh=refresh)
    if as_json:
        print(json.dumps({**run.result.to_json(), "run": run.record.model_dump()}, ensure_ascii=False))
    else:
        print_run(run, table)


def parse_arguments(tool: Tool, pairs: list[str]) -> dict[str, Any]:
    """Return `key=value` words as raw arguments; a value for a list is split at commas, JSON is read as JSON.

    Raises:
        UserError: a word has no '=', a key comes twice, or JSON is broken.
    """
    properties = tool.args_model.model_json_schema().get("properties", {})
    raw: dict[str, Any] = {}
    for pair in pairs:
        key, separator, value = pair.partition("=")
        if not separator or not key:
            raise UserError(f"'{shorten(pair)}' is not an argument: write key=value, such as {_sample(tool)}.")
        if key in raw:
            raise UserError(f"The argument '{shorten(key)}' is given twice: give it once; a list is written a,b,c.")
        raw[key] = _value(key, value, properties.get(key, {}))
    return raw


def _value(key: str, text: str, schema: dict[str, Any]) -> Any:
    if text[:1] in ("[", "{"):
        try:
            return json.loads(text)
        except ValueError as error:
            raise UserError(f"The value of '{shorten(key)}' starts like JSON but is not: {error}.") from error
    kinds = {option.get("type") for option in [schema, *schema.get("anyOf", [])]}
    if "array" in kinds:
        return [part.strip() for part in text.split(",") if part.strip()]
    if text in ("none", "null") and "null" in kinds:
        return None
    return text


def _sample(tool: Tool) -> str:
    for name, field in tool.args_model.model_fields.items():
        if field.examples:
            return f"{name}={field.examples[0]}"
    return "name=value"


def _print_tool(tool: Tool) -> None:
    print(f"{tool.name} ({tool.family}): {tool.description}\n\nArguments:")
    for name, field in tool.args_model.model_fields.items():
        default = "required" if field.is_required() else f"default {field.get_default(call_default_factory=True)!r}"
        sample = f", for example {field.examples[0]!r}" if field.examples else ""
        print(f"  {name} ({default}{sample})\n      {field.description}")
    print("\nQuestions it answers:")
    for example in tool.examples[:6]:
        print(f"  {example.question}")
