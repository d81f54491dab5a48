"""Whatever stands in the arguments of a tool, a person gets checked arguments or a sentence."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.core.errors import UserError
from tools.core.registry import all_tools

TOOLS = all_tools()
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=True, allow_infinity=True),
    st.text(max_size=60),
    st.sampled_from(
        ["", "0", "-1", "1e400", "NaN", "٣", "\x00", "\u202ex", "../../etc/passwd", "=1+1", "<script>", "{{7*7}}"]
    ),
)
ANYTHING = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner)
)


@pytest.mark.parametrize("name", sorted(TOOLS))
@given(data=st.data())
@settings(max_examples=30, deadline=None)
def test_arguments_are_checked_or_refused_with_a_sentence(name, data):
    tool = TOOLS[name]
    fields = sorted(tool.args_model.model_fields)
    raw = data.draw(st.dictionaries(st.sampled_from(fields) | st.text(max_size=10), ANYTHING, max_size=5))
    try:
        arguments = tool.parse(raw)
    except UserError as error:
        assert str(error).endswith(".")
        assert len(str(error)) < 4_000
    else:
        again = tool.parse(arguments.model_dump(mode="json"))
        assert again == arguments, "what a run stores repeats it"
