"""Made-up panels for the tests of forecasts: a factor moves growth and the monthly series, with release lags."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tools.core import Context
from tools.core.settings import settings
from tools.forecasting.data.panel import Panel, SeriesInfo, empty_frame

BLOCK_NAMES = ("production", "demand", "prices", "money", "external", "surveys")


def info(key: str, frequency: str, lag: int, block: str = "production") -> SeriesInfo:
    return SeriesInfo(key, key, key, "%", block, frequency, "yoy", lag, "made up", "")


def made_panel(quarters: int = 72, series: int = 8, seed: int = 0, noise: float = 0.5, lags: int = 2) -> Panel:
    """Return a panel whose monthly factor is an AR(1); growth is its mean over the quarter, plus noise.

    The series' release lags go round from 0 to `lags` - 1 months.
    """
    generator = np.random.default_rng(seed)
    months = pd.period_range("2000-01", periods=3 * quarters, freq="M")
    factor = np.zeros(len(months))
    for at in range(1, len(months)):
        factor[at] = 0.9 * factor[at - 1] + generator.standard_normal()
    monthly = pd.DataFrame(
        {
            f"x{at}": (0.5 + generator.random()) * factor + noise * generator.standard_normal(len(months))
            for at in range(series)
        },
        index=months,
    )
    by_quarter = pd.Series(factor, months).groupby(months.asfreq("Q")).mean()
    target = 5.0 + by_quarter + 0.3 * noise * generator.standard_normal(len(by_quarter))
    facts = {
        key: info(key, "M", lag=at % lags, block=BLOCK_NAMES[at % len(BLOCK_NAMES)]) for at, key in enumerate(monthly)
    }
    return Panel(
        "made", "A made-up economy", target, info("growth", "Q", 1), monthly, empty_frame("Q"), facts, ("Made up.",)
    )


@pytest.fixture(scope="session")
def tiny_timesfm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with a TimesFM of a few hundred random weights: it forecasts nothing, but as the real one does."""
    import torch
    from transformers import TimesFmConfig, TimesFmModelForPrediction

    folder = tmp_path_factory.mktemp("weights") / "tiny-timesfm"
    small = {"num_hidden_layers": 1, "hidden_size": 16, "intermediate_size": 16, "head_dim": 8}
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        config = TimesFmConfig(patch_length=4, context_length=64, horizon_length=12, num_attention_heads=2, **small)
        TimesFmModelForPrediction(config).save_pretrained(folder)
    return folder


@pytest.fixture
def use_foundation(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Return a function that names a folder and a cut-off in the settings."""

    def use(folder: Path | str, cutoff: str) -> None:
        monkeypatch.setenv("QUESNAY_FOUNDATION_MODEL", str(folder))
        monkeypatch.setenv("QUESNAY_FOUNDATION_CUTOFF", cutoff)
        monkeypatch.setenv("QUESNAY_WORKERS", "1")  # Other processes would keep the settings of the test before.
        settings.cache_clear()

    yield use
    settings.cache_clear()


@pytest.fixture(scope="session")
def panel() -> Panel:
    return made_panel()


@pytest.fixture
def ctx(tmp_path: Path) -> Context:
    return Context(seed=1, folders={}, cache=tmp_path)
