"""The industries of the growth model: how many work there, what they earn and how exposed they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from jaxtyping import Float

from tools.core.errors import UserError


@dataclass(frozen=True)
class Industries:
    """Industries before any AI.

    Attributes:
        codes: short codes, for keys of values.
        names: names of industries.
        chinese: names in Chinese.
        jobs: share of all jobs, [N], sums to one.
        pay: mean wage over the mean wage of all jobs, [N].
        exposure: share of tasks that language models can do, weighted by pay, [N], 0 to 1.
        source: source line of charts.
        stylised: whether the figures are made up.
        notes: where the figures come from.
    """

    codes: tuple[str, ...]
    names: tuple[str, ...]
    chinese: tuple[str, ...]
    jobs: Float[np.ndarray, " N"]
    pay: Float[np.ndarray, " N"]
    exposure: Float[np.ndarray, " N"]
    source: str
    stylised: bool
    notes: tuple[str, ...] = ()

    def with_exposure(self, exposure: Float[np.ndarray, " N"]) -> Industries:
        """Return the same industries with other exposures."""
        return replace(self, exposure=np.asarray(exposure, dtype=float))

    @cached_property
    def wage_bill(self) -> Float[np.ndarray, " N"]:
        """Return the share of the wage bill by industry, [N]."""
        bill = self.jobs * self.pay
        return np.asarray(bill / bill.sum())

    @property
    def mean_exposure(self) -> float:
        """Return exposure weighted by the wage bill."""
        return float(self.wage_bill @ self.exposure)


def industries(
    codes: Sequence[str],
    names: Sequence[str],
    chinese: Sequence[str],
    employment: Sequence[float],
    wage: Sequence[float],
    exposure: Sequence[float],
    *,
    source: str,
    stylised: bool,
    notes: Sequence[str] = (),
) -> Industries:
    """Return industries from employment, mean wages and exposures, checked and normalised.

    Args:
        codes: short codes.
        names: names.
        chinese: names in Chinese.
        employment: jobs, any unit, each above zero.
        wage: mean wage, any unit, each above zero.
        exposure: share of exposed tasks, 0 to 1.
        source: source line of charts.
        stylised: whether the figures are made up.
        notes: where they come from.

    Raises:
        UserError: a figure is missing, not positive or out of range.
    """
    jobs, pay, exposed = (np.asarray(values, dtype=float) for values in (employment, wage, exposure))
    if not (np.all(jobs > 0.0) and np.all(pay > 0.0)):
        raise UserError("Every industry of the growth model needs employment and a mean wage above zero.")
    if not np.all((exposed >= 0.0) & (exposed <= 1.0)):
        raise UserError("An industry's exposure is a share: it must lie between 0 and 1.")
    jobs = jobs / jobs.sum()
    return Industries(
        tuple(codes),
        tuple(names),
        tuple(chinese),
        jobs,
        pay / float(jobs @ pay),
        exposed,
        source,
        stylised,
        tuple(notes),
    )


def stylised_economy() -> Industries:
    """Return five made-up industry groups, for a machine without the data.

    >>> round(float(stylised_economy().jobs.sum()), 12)
    1.0
    """
    return industries(
        ("office", "public", "trade", "industry", "manual"),
        ("Office services", "Education, health, government", "Trade and personal services", "Industry", "Manual work"),
        ("办公室服务业", "教育、卫生与政府", "贸易与个人服务", "工业", "体力劳动"),
        (25.0, 25.0, 25.0, 15.0, 10.0),
        (1.5, 1.1, 0.6, 1.0, 0.8),
        (0.5, 0.35, 0.3, 0.25, 0.15),
        source="five made-up industry groups; our growth model, all stylised",
        stylised=True,
        notes=("Stylised economy: five made-up industry groups, no country's figures.",),
    )
