"""A pretrained model of time series from a folder of this machine: zero-shot, never judged on what it may have seen.

TimesFM (Das, Kong, Sen and Zhou 2024, "A decoder-only foundation model for time-series forecasting"), version 2 or 2.5,
by the classes of `transformers`. Nothing is fitted: the published quarters go in, the next ones come out. Such a model
has read much of the world's data up to some date, this target's perhaps among them. A forecast of a quarter that lies
before that date is no forecast, whatever the window hides.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from tools.core.errors import UserError, shorten
from tools.core.settings import settings
from tools.forecasting.window import Forecast, Window

FOLDER, CUTOFF = "QUESNAY_FOUNDATION_MODEL", "QUESNAY_FOUNDATION_CUTOFF"
QUARTERLY = 2
"""How TimesFM 2 is told that a series is quarterly or yearly (0: daily and finer, 1: weekly and monthly)."""
FURTHER_INPUTS: dict[str, dict[str, Any]] = {"timesfm": {"freq": [QUARTERLY]}, "timesfm2_5": {}}
"""Kinds of models that are read, as their config.json names them, and what each wants beside the series."""
PICKLES = ("*.bin", "*.pt", "*.pth", "*.ckpt")


@dataclass(frozen=True)
class Weights:
    """A folder of weights and how far they have seen.

    Attributes:
        folder: holds config.json and *.safetensors.
        kind: the model's type, a key of `FURTHER_INPUTS`.
        cutoff: last month of the training data.
    """

    folder: Path
    kind: str
    cutoff: pd.Period

    @property
    def trained_to(self) -> pd.Period:
        """The last quarter that the training data reach into, wholly or in part."""
        quarter: pd.Period = self.cutoff.asfreq("Q")
        return quarter


class Foundation:
    """The pretrained model that the settings name."""

    @property
    def trained_to(self) -> pd.Period:
        """The last quarter that the model may have seen; forecasts of it and of those before are no forecasts.

        Raises:
            UserError: the settings name no model that can be read, or not how far it has seen.
        """
        return configured_weights().trained_to

    def fit_forecast(self, window: Window, quarters: Sequence[pd.Period]) -> list[Forecast]:
        """Return one forecast for each quarter; the draws are the quantiles that the model states.

        Errors inside the window are not used for the spread: the model may have been trained on those quarters.

        Raises:
            UserError: the settings name no model that can be read, or not how far it has seen.
            ValueError: a quarter lies further ahead than the model's horizon.
        """
        weights = configured_weights()
        ahead = _ahead(weights, window.known.to_numpy(float))
        furthest = max(window.steps(quarter) for quarter in quarters)
        if furthest > len(ahead):
            raise ValueError(f"the pretrained model reaches {len(ahead)} quarters ahead, asked for {furthest}")
        details = {"model": weights.folder.name, "trained_to": str(weights.cutoff)}
        made = []
        for quarter in quarters:
            mean, *quantiles = ahead[window.steps(quarter) - 1]
            made.append(Forecast(quarter, float(mean), np.array(quantiles) - mean, details))
        return made


def configured_weights() -> Weights:
    """Return the weights that the settings name, checked without reading them.

    Raises:
        UserError: a setting is missing or malformed, or the folder holds no such model.
    """
    named = settings().foundation_model.strip()
    if not named:
        raise UserError(
            f"The pretrained model needs weights of your own: set {FOLDER} to a folder with a TimesFM model "
            f"(config.json and *.safetensors) and {CUTOFF} to the last month of its training data, such as 2023-12. "
            "Nothing is downloaded.",
            chinese=f"预训练模型需要自备权重：请将{FOLDER}设为TimesFM模型的文件夹（config.json和*.safetensors），"
            f"将{CUTOFF}设为其训练数据的最后月份，如2023-12。不会下载任何内容。",
        )
    folder = Path(named).expanduser()
    return Weights(folder, _kind(folder), _cutoff(settings().foundation_cutoff.strip()))


def _cutoff(text: str) -> pd.Period:
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", text):
        given = f"is '{shorten(text)}'" if text else "is not set"
        raise UserError(
            f"{CUTOFF} {given}: write the last month of the pretrained model's training data as YYYY-MM, such as "
            "2023-12. Without it nobody could tell which quarters the model has already seen, so it is not used."
        )
    return pd.Period(text, freq="M")


def _kind(folder: Path) -> str:
    """Return the kind of model that a folder holds."""
    try:
        told = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        kind = str(told["model_type"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UserError(
            f"{FOLDER}: the folder '{shorten(folder.name)}' is not a model: it must exist and hold a config.json that "
            "names a model_type, with *.safetensors beside it."
        ) from error
    if kind not in FURTHER_INPUTS:
        raise UserError(
            f"{FOLDER}: the folder '{shorten(folder.name)}' holds a model of type '{shorten(kind)}'; the types that "
            f"forecast here are {' and '.join(FURTHER_INPUTS)}."
        )
    if not list(folder.glob("*.safetensors")):
        pickled = any(list(folder.glob(pattern)) for pattern in PICKLES)
        found = "only pickled weights (*.bin, *.pt), which are never read" if pickled else "no weights"
        raise UserError(
            f"{FOLDER}: the folder '{shorten(folder.name)}' holds {found}; put the model's *.safetensors there."
        )
    return kind


def _ahead(weights: Weights, known: np.ndarray) -> np.ndarray:
    """Return the mean and the quantiles of each quarter after the last known one, [horizon, 1 + quantiles]."""
    import torch

    model = _load(weights.folder)
    past = [torch.tensor(known, dtype=torch.float32)]
    with torch.no_grad():
        # Growth may be negative: version 2.5 would cut forecasts at zero wherever the past never was.
        out = model(past_values=past, truncate_negative=False, **FURTHER_INPUTS[weights.kind])
    return np.asarray(out.full_predictions[0].double().numpy())


@lru_cache(maxsize=1)
def _load(folder: Path) -> Any:
    """Return the model of a folder, read once a process: safetensors only, no network, none of the folder's code."""
    from transformers import AutoModelForTimeSeriesPrediction
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        model, report = AutoModelForTimeSeriesPrediction.from_pretrained(
            folder, local_files_only=True, use_safetensors=True, trust_remote_code=False, output_loading_info=True
        )
    except Exception as error:
        raise UserError(
            f"{FOLDER}: the model in '{shorten(folder.name)}' cannot be read ({type(error).__name__}: "
            f"{shorten(str(error), 200)}). Copy its folder again, whole."
        ) from error
    lacking = sorted([*report["missing_keys"], *map(str, report["mismatched_keys"])])
    if lacking:  # They would be drawn at random without a word.
        raise UserError(
            f"{FOLDER}: the weights in '{shorten(folder.name)}' are not whole: {len(lacking)} are missing, such as "
            f"{shorten(lacking[0])}. Copy the model's folder again."
        )
    return model.float().train(False)
