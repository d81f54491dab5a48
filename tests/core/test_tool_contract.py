"""The contract: what a tool must bring, and how mistakes in arguments are told."""

import pytest
from pydantic import Field

from tools.core import Context, ToolArgs, ToolResult, UserError, Value, tool
from tools.core.registry import all_tools, find_tool
from tools.core.tool import REGISTERED


class Numbers(ToolArgs):
    rate: float = Field(gt=-100, le=500, description="Rate in percent.", examples=[25])
    names: list[str] = Field(default=[], description="Names.")


def add_up(args: Numbers, ctx: Context) -> ToolResult:
    """Add things up."""
    return ToolResult(headline=f"{args.rate} in all.", values={"sum": Value(value=args.rate, unit="%", label="sum")})


@pytest.fixture
def toy():
    tool(family="toy", title="Add", examples=["How much is it?", ("And 25?", {"rate": 25})])(add_up)
    return REGISTERED.pop("add_up")


def test_a_tool_carries_its_docstring_and_examples(toy):
    assert toy.description == "Add things up."
    assert [example.arguments for example in toy.examples] == [None, {"rate": 25}]


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        ({}, "rate: Field required"),
        ({"rate": "abc"}, "'abc'"),
        ({"rate": float("nan")}, "nan"),
        ({"rate": -100}, "greater than -100"),
        ({"rate": 1, "nmaes": []}, "did you mean names?"),
    ],
)
def test_a_wrong_argument_is_named_with_what_is_allowed(toy, raw, told):
    with pytest.raises(UserError) as error:
        toy.parse(raw)
    assert told in str(error.value)


def test_a_long_wrong_value_is_not_repeated_in_full(toy):
    with pytest.raises(UserError) as error:
        toy.parse({"rate": "9" * 100_000 + "x"})
    assert len(str(error.value)) < 500


def test_a_tool_without_described_arguments_is_refused():
    class Bare(ToolArgs):
        rate: float

    def bare(args: Bare, ctx: Context) -> ToolResult:
        """Do a thing."""
        raise NotImplementedError

    bare.__annotations__ = {"args": Bare, "ctx": Context, "return": ToolResult}
    with pytest.raises(TypeError, match="describe the arguments rate"):
        tool(family="toy", title="Bare", examples=[])(bare)


def test_every_registered_tool_brings_examples_in_two_languages():
    for each in all_tools().values():
        chinese = [example for example in each.examples if any("一" <= c <= "鿿" for c in example.question)]
        assert len(each.examples) - len(chinese) >= 10, each.name
        assert len(chinese) >= 5, each.name


def test_an_unknown_tool_gets_close_matches():
    with pytest.raises(UserError, match="Did you mean simulate_policy"):
        find_tool("simulate_polcy")


def test_examples_with_arguments_fit_their_tool():
    for each in REGISTERED.values():
        for example in each.examples:
            if example.arguments is not None:
                each.parse(example.arguments)
