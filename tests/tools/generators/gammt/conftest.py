"""A small set, trained once: two chains that are easy to tell apart."""

import numpy as np
import pytest
import torch

from tools.generators.gammt.fitting import Fitted, Preset
from tools.generators.gammt.processes import Process


def two_coins(length: int = 12) -> Process:
    """A coin that favours heads and one that favours tails."""
    starts = np.array([[0.9, 0.1], [0.2, 0.8]])
    rows = np.repeat(starts[:, None], 2, axis=1)
    return Process("coins", "two coins", "两枚硬币", ("H", "T"), starts, rows, length)


@pytest.fixture
def coins() -> Process:
    return two_coins()


@pytest.fixture(scope="session")
def fitted() -> Fitted:
    from tools.generators.gammt import fitting

    torch.set_num_threads(1)
    small = Preset(dim=8, layers=1, steps=150, batch=32, weight_decay=0.01, experts=(1, 2))
    kept = fitting.preset_for
    fitting.preset_for = lambda data: small
    try:
        found = fitting.fit(two_coins(), rule="sequence", seed=3)
    finally:
        fitting.preset_for = kept
    assert found is not None
    return found
