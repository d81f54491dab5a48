"""Example questions for the empty page, from the tools' own examples."""

import re
from collections.abc import Mapping

from tools.core.registry import families_in_turn
from tools.core.tool import Example, Tool

MOST = 6
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def teaching_questions(tools: Mapping[str, Tool], most: int = MOST) -> list[Example]:
    """Return a few examples that show what can be asked.

    Every family in turn, its tool with the most examples first; one question in Chinese at the end.
    """
    every = [list(tool.examples) for tool in families_in_turn(tools.values())]
    english = [[example for example in examples if not CHINESE.search(example.question)] for examples in every]
    chinese = [example for examples in every for example in examples if CHINESE.search(example.question)][:1]
    longest = max((len(examples) for examples in english), default=0)
    turns = [examples[place] for place in range(longest) for examples in english if place < len(examples)]
    return turns[: most - len(chinese)] + chinese
