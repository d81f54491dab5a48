"""A report on quick runs: theory of arithmetic and the stylised world, which need no data and no model."""

from collections.abc import Callable

import pytest

from agent.report.outline import Outline, Section
from agent.report.report import Report
from agent.report.write import write_report

THEORY = Section(title="What theory predicts", tool="predict_generalization", arguments={"modulus": 150, "digits": 2})
WORLD = Section(title="A small world", tool="describe_economy", arguments={"dataset": "stylised-4x3"})


@pytest.fixture
def make_report() -> Callable[..., Report]:
    """Return a function that writes a report of sections in a language."""

    def make(*sections: Section, topic: str = "Addition modulo 150", language: str = "en", **options) -> Report:
        chosen = sections or (THEORY, WORLD)
        outline = Outline(topic=topic, template="free", language=language, sections=chosen)
        return write_report(outline, **options)

    return make
