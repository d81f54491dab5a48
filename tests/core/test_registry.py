"""The tools as they are offered: each family has its turn."""

from dataclasses import replace

from tools.core import Example, find_tool
from tools.core.registry import families_in_turn


def test_each_family_comes_before_any_has_its_second():
    tool = find_tool("describe_economy")

    def toy(name: str, family: str, examples: int):
        return replace(tool, name=name, family=family, examples=(Example("?"),) * examples)

    tools = [toy("a1", "a", 3), toy("a2", "a", 9), toy("b1", "b", 1), toy("a3", "a", 5)]
    assert [tool.name for tool in families_in_turn(tools)] == ["a2", "b1", "a3", "a1"]
