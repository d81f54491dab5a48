"""Regressions of wages on exposure, with robust errors, and what noise in the labels may hide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from tools.core.errors import UserError

if TYPE_CHECKING:
    import pandas as pd
    from jaxtyping import Float

Controls = Literal["none", "major_group", "education", "both"]
CONTROLS: tuple[Controls, ...] = ("none", "major_group", "education", "both")
Weighting = Literal["employment", "none"]
Z95 = 1.959963984540054
FEWEST = 30
"""Occupations that a regression needs at least."""


@dataclass(frozen=True)
class Estimate:
    """A slope and how sure it is.

    Attributes:
        slope: change of the outcome for one unit of exposure (none of the tasks to all).
        error: robust standard error.
        n: occupations.
        fit: share of the outcome's variance explained, with the controls; NaN for instruments.
    """

    slope: float
    error: float
    n: int
    fit: float = float("nan")

    @property
    def low(self) -> float:
        """Return the lower end of the 95 % interval."""
        return self.slope - Z95 * self.error

    @property
    def high(self) -> float:
        """Return the upper end of the 95 % interval."""
        return self.slope + Z95 * self.error


@dataclass(frozen=True)
class NoiseBounds:
    """What the slope may be where labels are noisy readings of the true exposure.

    Attributes:
        least_squares: towards zero under classical noise.
        reverse: from the regression of exposure on the outcome: away from zero under classical noise.
        reliability: share of the variance of these labels that the other labels share (given controls).
        corrected: least squares over reliability.
        instrument: the other labels as instrument for these.
        first_stage: F statistic (robust) of the instrument.
    """

    least_squares: Estimate
    reverse: float
    reliability: float
    corrected: float
    instrument: Estimate
    first_stage: float


def controls_matrix(frame: pd.DataFrame, controls: Controls) -> Float[np.ndarray, "n k"]:
    """Return a constant and the dummies of the controls: major groups of occupations, job zones (rounded).

    Args:
        frame: columns major and zone.
        controls: which.
    """
    import pandas as pd

    parts = [np.ones((len(frame), 1))]
    if controls in ("major_group", "both"):
        parts.append(pd.get_dummies(frame["major"], drop_first=True).to_numpy(dtype=float))
    if controls in ("education", "both"):
        parts.append(pd.get_dummies(np.floor(frame["zone"] + 0.5), drop_first=True).to_numpy(dtype=float))
    return np.hstack(parts)


def rows_for(frame: pd.DataFrame, outcome: str, controls: Controls) -> pd.DataFrame:
    """Return the occupations that have the outcome and the controls.

    Raises:
        UserError: fewer than 30 do.
    """
    needed = [outcome] + (["zone"] if controls in ("education", "both") else [])
    kept = frame.dropna(subset=needed)
    if len(kept) < FEWEST:
        raise UserError(
            f"Only {len(kept)} occupations have the figures that this regression needs; at least {FEWEST} are needed. "
            "Try year=2025 or controls=none."
        )
    return kept


def weights_of(frame: pd.DataFrame, weighting: Weighting) -> Float[np.ndarray, " n"]:
    """Return weights with mean one: jobs, or all equal."""
    if weighting == "none":
        return np.ones(len(frame))
    jobs = frame["jobs"].to_numpy(dtype=float)
    return np.asarray(jobs / jobs.mean())


def least_squares(
    outcome: Float[np.ndarray, " n"],
    exposure: Float[np.ndarray, " n"],
    controls: Float[np.ndarray, "n k"],
    weights: Float[np.ndarray, " n"],
) -> Estimate:
    """Return the slope of (weighted) least squares with HC3 errors.

    Args:
        outcome: the left side.
        exposure: the regressor.
        controls: a constant and controls.
        weights: one an observation.
    """
    import statsmodels.api as sm

    fitted = sm.WLS(outcome, np.column_stack([exposure, controls]), weights=weights).fit(cov_type="HC3")
    return Estimate(float(fitted.params[0]), float(fitted.bse[0]), len(outcome), float(fitted.rsquared))


def noise_bounds(
    outcome: Float[np.ndarray, " n"],
    exposure: Float[np.ndarray, " n"],
    other: Float[np.ndarray, " n"],
    controls: Float[np.ndarray, "n k"],
    weights: Float[np.ndarray, " n"],
) -> NoiseBounds:
    """Return what the slope may be where labels are noisy.

    With classical, independent noise in both label sources, least squares lies nearer to zero than the true slope and
    the reverse regression further, and the other labels as instrument give the true slope. Where the two sources err
    alike, the instrument's slope is still too near to zero.

    Args:
        outcome: the left side.
        exposure: one source's labels.
        other: the other source's.
        controls: a constant and controls.
        weights: one an observation.
    """
    root = np.sqrt(weights)
    y, x, z = (_residual(values * root, controls * root[:, None]) for values in (outcome, exposure, other))
    freedom = len(y) - controls.shape[1] - 1
    plain = least_squares(outcome, exposure, controls, weights)
    slope = float(z @ y / (z @ x))
    scale = len(y) / freedom
    error = float(np.sqrt(scale * np.sum((z * (y - slope * x)) ** 2)) / abs(z @ x))
    first = float(z @ x / (z @ z))
    first_error = float(np.sqrt(scale * np.sum((z * (x - first * z)) ** 2)) / (z @ z))
    reliability = float(x @ z / (x @ x))
    return NoiseBounds(
        least_squares=plain,
        reverse=float(y @ y / (x @ y)),
        reliability=reliability,
        corrected=plain.slope / reliability,
        instrument=Estimate(slope, error, len(y)),
        first_stage=(first / first_error) ** 2 if first_error > 0.0 else float("inf"),
    )


def shuffled_slopes(
    outcome: Float[np.ndarray, " n"],
    exposure: Float[np.ndarray, " n"],
    weights: Float[np.ndarray, " n"],
    *,
    seed: int,
    draws: int = 999,
) -> Float[np.ndarray, " draws"]:
    """Return slopes with exposures shuffled over occupations: the control of the claim that wages go with exposure."""
    generator = np.random.default_rng(seed)
    total = weights.sum()
    centred = outcome - float(weights @ outcome) / total
    slopes = np.empty(draws)
    for at in range(draws):
        x = generator.permutation(exposure)
        x = x - float(weights @ x) / total
        slopes[at] = float((weights * x) @ centred / ((weights * x) @ x))
    return slopes


def binned_means(
    outcome: Float[np.ndarray, " n"],
    exposure: Float[np.ndarray, " n"],
    weights: Float[np.ndarray, " n"],
    bins: int,
) -> Float[np.ndarray, "bins 3"]:
    """Return weighted means of exposure and outcome, and the weight, in bins of about equal weight.

    Args:
        outcome: by observation.
        exposure: by observation.
        weights: by observation.
        bins: number of bins; empty ones (ties, heavy observations) are left out.
    """
    order = np.argsort(exposure, kind="stable")
    cumulative = (np.cumsum(weights[order]) - 0.5 * weights[order]) / weights.sum()
    at = np.minimum((cumulative * bins).astype(int), bins - 1)
    rows = []
    for one in range(bins):
        members = order[at == one]
        if len(members):
            weight = weights[members]
            mean = [float(weight @ values[members] / weight.sum()) for values in (exposure, outcome)]
            rows.append([*mean, float(weight.sum() / weights.sum())])
    return np.array(rows)


def _residual(values: Float[np.ndarray, " n"], controls: Float[np.ndarray, "n k"]) -> Float[np.ndarray, " n"]:
    fitted, *_ = np.linalg.lstsq(controls, values, rcond=None)
    return np.asarray(values - controls @ fitted)
