"""Multinomial logistic regression as plain arrays: fitted by scikit-learn, stored without its objects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tools.core.errors import UserError
from tools.exposure.scores import LABELS

if TYPE_CHECKING:
    import numpy as np
    from jaxtyping import Float

ABSENT = -1e4
"""Intercept of a label that the training data do not hold: its probability is zero."""
TOLERANCE, MAX_ITERATIONS = 1e-4, 500
"""A looser tolerance stops early on float32 data and scatters the correlation with people's beta by 0.01."""


@dataclass(frozen=True)
class Linear:
    """Probabilities of E0, E1, E2 as a softmax of linear scores.

    Attributes:
        coefficients: one row a label.
        intercepts: one a label.
    """

    coefficients: Float[np.ndarray, "3 V"]
    intercepts: Float[np.ndarray, " 3"]

    def probabilities(self, features: Any) -> Float[np.ndarray, "n 3"]:
        """Return the probabilities of each row of `features`, a dense or sparse matrix [n, V]."""
        import numpy as np

        scores = np.asarray(features @ self.coefficients.T.astype(np.float32)) + self.intercepts
        shifted = np.exp(scores - scores.max(axis=1, keepdims=True))
        return np.asarray(shifted / shifted.sum(axis=1, keepdims=True))


def fit_linear(features: Any, labels: Sequence[str], *, strength: float) -> Linear:
    """Return the regression of labels on features.

    Args:
        features: a dense or sparse float32 matrix [n, V].
        labels: n labels of E0, E1, E2.
        strength: inverse of the penalty (scikit-learn's C).

    Raises:
        UserError: the labels are all the same.
    """
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    if len(set(labels)) < 2:
        raise UserError(
            f"All {len(labels)} labels are the same: a classifier learns from at least two of {', '.join(LABELS)}."
        )
    fitted = LogisticRegression(C=strength, tol=TOLERANCE, max_iter=MAX_ITERATIONS).fit(features, np.asarray(labels))
    rows, intercepts = fitted.coef_, fitted.intercept_
    if len(fitted.classes_) == 2:  # One score for the second class; the first one's is zero.
        rows, intercepts = np.vstack([0 * rows, rows]), np.concatenate([0 * intercepts, intercepts])
    coefficients, constants = np.zeros((len(LABELS), rows.shape[1])), np.full(len(LABELS), ABSENT)
    for label, row, intercept in zip(fitted.classes_, rows, intercepts, strict=True):
        coefficients[LABELS.index(label)], constants[LABELS.index(label)] = row, intercept
    return Linear(coefficients, constants)
