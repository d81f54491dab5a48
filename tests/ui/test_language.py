"""Every text of the page stands in the table of Chinese, with the same parts to fill in."""

import ast
import string
from pathlib import Path

import pytest

from tools.core.registry import all_tools
from ui.frame import controls, panel
from ui.jobs import KINDS
from ui.labelling.cards import RUBRIC
from ui.labelling.plan_step import LANGUAGES
from ui.labelling.review_cards import NOTHING, VIEW_NAMES
from ui.labelling.review_step import METHODS
from ui.language import say, speaking
from ui.page import TABS
from ui.speaker import PLACES
from ui.texts import CHINESE, TOOL_TITLES
from ui.toolbench import SUBJECTS

UI = Path(__file__).parent.parent.parent / "ui"


def said_in(path):
    """Return the texts that a file hands to `say`, written there or in a constant of the file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    constants = {
        node.targets[0].id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say" and node.args:
            first = node.args[0]
            if isinstance(first, ast.Constant):
                yield first.value
            elif isinstance(first, ast.Name) and first.id in constants:
                yield constants[first.id]


@pytest.mark.parametrize("path", sorted(UI.rglob("*.py")), ids=lambda path: str(path.relative_to(UI)))
def test_every_text_is_in_the_table(path):
    assert [text for text in said_in(path) if text not in CHINESE] == []


def test_the_tables_of_the_page_are_in_it_too():
    words = [tab.name for tab in TABS] + list(KINDS.values()) + list(SUBJECTS.values()) + list(VIEW_NAMES.values())
    words += [*NOTHING.values(), *(words for _, words in RUBRIC)]
    words += [words for words, _ in LANGUAGES] + [words for words, _ in METHODS]
    assert [word for word in words if word not in CHINESE] == []


def test_every_tool_has_a_title_in_chinese():
    assert [name for name in all_tools() if name not in TOOL_TITLES] == []


@pytest.mark.parametrize("text", [text for text in CHINESE if "{" in text])
def test_both_languages_name_the_same_parts(text):
    def parts(said):
        return {name for _, name, _, _ in string.Formatter().parse(said) if name}

    assert parts(text) == parts(CHINESE[text])


def test_the_frame_offers_the_other_language():
    assert "中文" in controls("")
    with speaking("zh"):
        assert "English" in controls("anna") and "退出登录" in controls("anna")
        assert "快捷键" in panel()
        assert say("a text that is not in the table") == "a text that is not in the table"
    assert set(PLACES) == {"en", "zh"}
