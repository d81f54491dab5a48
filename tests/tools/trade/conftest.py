"""Economies that the trade tests share; those of fetched data are read once a session."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tools.trade.calibration import Calibration, calibrate
from tools.trade.data import coarse, nafta1993, stylised, world2017
from tools.trade.economy import Economy

_READ: dict[str, Economy] = {}


def _once(name: str, read: Callable[[], Economy]) -> Economy:
    if name not in _READ:
        _READ[name] = read()
    return _READ[name]


@pytest.fixture
def nafta(require_dataset: Callable[[str], Path]) -> Economy:
    folder = require_dataset("nafta1993")
    return _once("nafta1993", lambda: nafta1993.read(folder))


@pytest.fixture
def world(require_dataset: Callable[[str], Path]) -> Economy:
    folder = require_dataset("world2017")
    return _once("world2017", lambda: world2017.read(folder))


@pytest.fixture(scope="session")
def coarse_world() -> Calibration:
    return calibrate(coarse.read())


@pytest.fixture(scope="session")
def small() -> Calibration:
    return calibrate(stylised.generate(3, 4))
