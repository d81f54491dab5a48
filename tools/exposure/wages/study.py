"""All regressions of one question: every specification, the noise bounds, bins, and the shuffled control."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from jaxtyping import Float

from tools.exposure.data.onet import LabelSource
from tools.exposure.industries.matching import SOURCES, score_column
from tools.exposure.scores import Measure
from tools.exposure.wages.regression import (
    CONTROLS,
    Controls,
    Estimate,
    NoiseBounds,
    Weighting,
    binned_means,
    controls_matrix,
    least_squares,
    noise_bounds,
    rows_for,
    shuffled_slopes,
    weights_of,
)
from tools.exposure.wages.sample import Sample

BINS = 20
COLUMN = {"wage": "log_wage", "experience_premium": "spread", "preparation": "zone"}
OTHER: dict[LabelSource, LabelSource] = {"people": "gpt4", "gpt4": "people"}


@dataclass(frozen=True)
class Specification:
    """What a regression holds fixed and how it weighs occupations."""

    outcome: str
    measure: Measure
    controls: Controls
    weighting: Weighting


@dataclass(frozen=True)
class WageStudy:
    """Regressions on a sample.

    Attributes:
        specification: the one asked for.
        estimates: the one asked for, by label source.
        bounds: what noise in the labels may hide, by label source.
        table: every control and weighting; columns labels, controls, weights, slope, error, low, high, n, fit.
        bins: columns labels, exposure, outcome, share (of weight), in bins of equal weight.
        shuffled: 95th percentile of the absolute slope where exposures are shuffled, by label source.
        correlation: weighted correlation of exposure and outcome, by label source.
    """

    specification: Specification
    sample: Sample
    estimates: dict[LabelSource, Estimate]
    bounds: dict[LabelSource, NoiseBounds]
    table: pd.DataFrame
    bins: pd.DataFrame
    shuffled: dict[LabelSource, float]
    correlation: dict[LabelSource, float]


def allowed_controls(outcome: str) -> tuple[Controls, ...]:
    """Return the controls that an outcome can have: preparation is not explained by itself.

    >>> allowed_controls("preparation")
    ('none', 'major_group')
    """
    return tuple(one for one in CONTROLS if outcome != "preparation" or one not in ("education", "both"))


def wage_study(
    sample: Sample, specification: Specification, *, seed: int, check: Callable[[], None] = lambda: None
) -> WageStudy:
    """Return all regressions of a question.

    Args:
        sample: the occupations.
        specification: the one asked for.
        seed: of the shuffled control.
        check: raises where the person wants to stop.

    Raises:
        UserError: too few occupations have the figures needed.
    """
    spec = specification
    rows = _arrays(sample.frame, spec)
    estimates, bounds, shuffled, correlation, bins = {}, {}, {}, {}, []
    for source in SOURCES:
        check()
        exposure, other = rows.exposure[source], rows.exposure[OTHER[source]]
        bounds[source] = noise_bounds(rows.outcome, exposure, other, rows.controls, rows.weights)
        estimates[source] = bounds[source].least_squares
        slopes = shuffled_slopes(rows.outcome, exposure, rows.weights, seed=seed)
        shuffled[source] = float(np.quantile(np.abs(slopes), 0.95))
        correlation[source] = _correlation(rows.outcome, exposure, rows.weights)
        for x, y, share in binned_means(rows.outcome, exposure, rows.weights, BINS):
            bins.append({"labels": source, "exposure": x, "outcome": y, "share": share})
    return WageStudy(
        spec, sample, estimates, bounds, _table(sample, spec, check), pd.DataFrame(bins), shuffled, correlation
    )


@dataclass(frozen=True)
class _Arrays:
    outcome: Float[np.ndarray, " n"]
    exposure: dict[LabelSource, Float[np.ndarray, " n"]]
    controls: Float[np.ndarray, "n k"]
    weights: Float[np.ndarray, " n"]


def _arrays(frame: pd.DataFrame, spec: Specification) -> _Arrays:
    column = COLUMN[spec.outcome]
    kept = rows_for(frame, column, spec.controls)
    return _Arrays(
        kept[column].to_numpy(dtype=float),
        {source: kept[score_column(source, spec.measure)].to_numpy(dtype=float) for source in SOURCES},
        controls_matrix(kept, spec.controls),
        weights_of(kept, spec.weighting),
    )


def _table(sample: Sample, spec: Specification, check: Callable[[], None]) -> pd.DataFrame:
    weightings: tuple[Weighting, ...] = ("employment", "none")
    rows: list[dict[str, Any]] = []
    for controls in allowed_controls(spec.outcome):
        for weighting in weightings:
            check()
            arrays = _arrays(sample.frame, Specification(spec.outcome, spec.measure, controls, weighting))
            for source in SOURCES:
                found = least_squares(arrays.outcome, arrays.exposure[source], arrays.controls, arrays.weights)
                rows.append(
                    {"labels": source, "controls": controls, "weights": weighting, "slope": found.slope}
                    | {"error": found.error, "low": found.low, "high": found.high, "n": found.n, "fit": found.fit}
                )
    return pd.DataFrame(rows)


def _correlation(
    outcome: Float[np.ndarray, " n"], exposure: Float[np.ndarray, " n"], weights: Float[np.ndarray, " n"]
) -> float:
    covariance = np.cov(outcome, exposure, aweights=weights)
    return float(covariance[0, 1] / np.sqrt(covariance[0, 0] * covariance[1, 1]))
