"""Example questions for the empty page, from the tools' own examples."""

import re
from collections.abc import Mapping

from tools.core.registry import families_in_turn
from tools.core.tool import Example, Tool

MOST = 6
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def teaching_questions(tools: Mapping[str, Tool], most: int = MOST, *, chinese: bool = False) -> list[Example]:
    """Return a few examples that show what can be asked.

    Every family in turn, its tool with the most examples first; one question in the other language at the end.

    Args:
        tools: the tools, by name.
        most: how many to return.
        chinese: whether the page speaks Chinese.
    """
    every = [list(tool.examples) for tool in families_in_turn(tools.values())]
    own = [[one for one in examples if bool(CHINESE.search(one.question)) == chinese] for examples in every]
    other = [one for examples in every for one in examples if bool(CHINESE.search(one.question)) != chinese][:1]
    longest = max((len(examples) for examples in own), default=0)
    turns = [examples[place] for place in range(longest) for examples in own if place < len(examples)]
    return turns[: most - len(other)] + other
