"""A form is generated from the argument model, and reads back what the tool takes."""

import pytest

from tools.core.errors import UserError
from tools.core.registry import all_tools
from ui.forms import component, fields_of, read_form


@pytest.fixture
def fields(toy):
    return {field.name: field for field in fields_of(toy)}


def test_each_argument_gets_the_field_of_its_kind(fields):
    kinds = {name: field.kind for name, field in fields.items()}
    assert kinds == {
        "changes": "json",
        "sectors": "texts",
        "measure": "choice",
        "steps": "integer",
        "note": "text",
        "balanced": "flag",
    }


def test_a_field_says_its_bounds_choices_default_and_example(fields):
    assert fields["steps"].info == "Steps to take, a tenth of a second each. Between 1 and 1000."
    assert fields["measure"].choices == ("real income", "exports")
    assert fields["measure"].default == "real income"
    assert fields["note"].example == "e.g. first try"
    assert fields["changes"].required


def test_a_form_reads_back_what_the_tool_takes(toy):
    entries = ['[{"importer": "USA", "points": 25}]', "cars, steel", "exports", "2", "", True]
    arguments = read_form(fields_of(toy), entries)
    assert arguments["sectors"] == ["cars", "steel"]
    assert "note" not in arguments
    assert toy.parse(arguments).changes[0].points == 25


def test_a_number_that_was_left_empty_is_left_out_and_one_that_is_none_is_refused_in_words(toy):
    entries = ['[{"importer": "USA", "points": 25}]', "", "exports", "", "", True]
    assert "steps" not in read_form(fields_of(toy), entries)
    with pytest.raises(UserError, match=r"steps: Input should be a valid integer.*given: 'many'"):
        toy.parse(read_form(fields_of(toy), [*entries[:3], "many", *entries[4:]]))


def test_json_that_is_not_json_is_told_in_words(toy):
    with pytest.raises(UserError, match="Changes is not valid JSON"):
        read_form(fields_of(toy), ["[{", "", "exports", "2", "", True])


def test_an_untouched_form_of_every_tool_gives_its_defaults():
    for tool in all_tools().values():
        fields = fields_of(tool)
        arguments = read_form(fields, [component(field).value for field in fields])
        required = {field.name for field in fields if field.required}
        if not required:
            assert tool.parse(arguments) == tool.parse({})


def test_every_example_of_every_tool_survives_its_form():
    for tool in all_tools().values():
        fields = fields_of(tool)
        for example in tool.examples:
            if example.arguments:
                filled = [component(field, example.arguments.get(field.name)).value for field in fields]
                assert tool.parse(read_form(fields, filled)) == tool.parse(example.arguments)
