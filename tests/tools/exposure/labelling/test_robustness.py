"""Robustness: a labeller that reads only the item never changes, one that reads the wording does."""

from dataclasses import dataclass

import pytest

from tests.tools.exposure.labelling.conftest import ScriptedLabeller, by_length, some_items
from tools.exposure.labelling import labellers
from tools.exposure.labelling.labeller import Judgement
from tools.exposure.labelling.labellers import LabellerOptions
from tools.exposure.labelling.robustness import robustness
from tools.exposure.labelling.rubric import load_rubric


@dataclass
class Reader(ScriptedLabeller):
    """A labeller whose version is the rubric's hash."""


def maker(answer_of):
    def make(name, rubric, options):
        return Reader(name, answer_of(rubric), version=rubric.digest)

    return make


@pytest.mark.parametrize(
    ("answer_of", "reordered", "reworded"),
    [
        (lambda rubric: by_length, 1.0, 1.0),
        (lambda rubric: lambda item: Judgement("E1" if rubric.wording == "plain" else "E0"), 1.0, 0.0),
    ],
)
def test_the_share_that_changes_is_the_labellers_own(store, ctx, monkeypatch, answer_of, reordered, reworded):
    monkeypatch.setitem(labellers._makers, "chat", maker(answer_of))
    monkeypatch.setattr(labellers, "_namers", [])
    (found,) = robustness(some_items(40), ["a:b"], load_rubric("en"), LabellerOptions(), store, ctx, sample=25)
    assert found.items == 25
    assert (found.reordered.raw.value, found.reworded.raw.value) == (reordered, reworded)
