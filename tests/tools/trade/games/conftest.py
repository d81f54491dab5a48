"""Small policy games that the tests share."""

import pytest

from tests.tools.trade.games.worlds import build
from tools.trade.calibration import Calibration, calibrate
from tools.trade.data import stylised
from tools.trade.games.game import Game


@pytest.fixture(scope="session")
def small() -> Calibration:
    return calibrate(stylised.generate(3, 4))


@pytest.fixture(scope="session")
def tariff_game(small: Calibration) -> Game:
    return build(small, [0, 1, 2], ["tariffs"])


@pytest.fixture(scope="session")
def dual_game(small: Calibration) -> Game:
    return build(small, [0, 1, 2], ["tariffs", "subsidies"])
