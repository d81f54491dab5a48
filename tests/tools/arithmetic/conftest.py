"""Small models that the tests share."""

import pytest
import torch

from tools.arithmetic.models import Decoder, Shape
from tools.arithmetic.tasks import Task
from tools.arithmetic.train import Recipe


class Oracle(Decoder):
    """A model whose answers follow from a rule instead of weights."""

    def __init__(self, task: Task, rule, seeds=(1,)) -> None:
        super().__init__(task, Shape("nope", layers=1, dim=8, heads=2), seeds)
        self.rule = rule

    def answer(self, tokens: torch.Tensor) -> torch.Tensor:
        task, members = self.task, []
        for at, member in enumerate(tokens):
            a, b = (_number(task, member[:, place : place + task.width]) for place in (0, task.width + 1))
            result = self.rule(a, b, at) % 10**task.result_width
            members.append(torch.from_numpy(task.encode(0 * a, 0 * b, result)[:, -task.result_width :].copy()))
        return torch.stack(members)


def _number(task: Task, digits: torch.Tensor):
    digits = digits if task.units_first else digits.flip(1)
    return (digits * 10 ** torch.arange(task.width)).sum(dim=1).numpy()


@pytest.fixture
def oracle():
    return Oracle


@pytest.fixture
def tiny() -> Recipe:
    return Recipe(
        task=Task("addition", 1, 2, units_first=True),
        shape=Shape("relative_bias", layers=1, dim=16, heads=2),
        seeds=(3, 4),
        steps=12,
        batch=8,
        warmup=4,
    )
