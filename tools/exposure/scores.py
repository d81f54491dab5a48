"""From labels of tasks to exposure of occupations: alpha, beta and gamma.

The measures of Eloundou, Manning, Mishkin and Rock (2024): alpha = E1, beta = E1 + 0.5 E2, gamma = E1 + E2 (their
zeta), averaged over an occupation's tasks with the tasks' weights. Labels can be certain (one of E0, E1, E2) or
probabilities; a certain label is a probability of one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from tools.core.errors import UserError, shorten

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from jaxtyping import Float

LABELS = ("E0", "E1", "E2")
MEASURES = ("alpha", "beta", "gamma")
Measure = Literal["alpha", "beta", "gamma"]
HALF = 0.5
"""Share of an E2 task that counts in beta."""


def label_probabilities(labels: Sequence[str]) -> Float[np.ndarray, "n 3"]:
    """Return certain labels as probabilities of E0, E1, E2: one row a label.

    Raises:
        UserError: a label is none of E0, E1, E2.

    >>> label_probabilities(["E2", "E0"]).tolist()
    [[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]
    """
    import numpy as np

    wrong = [str(label) for label in labels if label not in LABELS]
    if wrong:
        raise UserError(
            f"'{shorten(wrong[0])}' is not an exposure label ({len(wrong)} of {len(labels)} are not): "
            "use E0 (no exposure), E1 (direct) or E2 (with software built on the model)."
        )
    at = np.array([LABELS.index(label) for label in labels], dtype=int)
    return np.asarray(np.eye(len(LABELS))[at])


def task_scores(probabilities: Float[np.ndarray, "n 3"]) -> Float[np.ndarray, "n 3"]:
    """Return alpha, beta and gamma of each task from its probabilities of E0, E1, E2.

    >>> import numpy as np
    >>> task_scores(np.array([[0.5, 0.25, 0.25]])).tolist()
    [[0.25, 0.375, 0.5]]
    """
    import numpy as np

    direct, indirect = probabilities[:, 1], probabilities[:, 2]
    return np.column_stack([direct, direct + HALF * indirect, direct + indirect])


def occupation_exposure(
    tasks: pd.DataFrame, labels: str | Sequence[str] | Float[np.ndarray, "n 3"], *, by: str = "soc"
) -> pd.DataFrame:
    """Return the exposure of each occupation: the weighted mean over its tasks.

    Args:
        tasks: one row a task, with the columns `by`, title and weight (a row counts `weight` times).
        labels: a column of `tasks` that holds E0, E1 or E2; or one such label a row; or probabilities of E0, E1, E2.
        by: the column that tells occupations apart.

    Returns:
        One row an occupation, sorted by `by`: `by`, title, alpha, beta, gamma, tasks (their number).
    """
    import numpy as np
    import pandas as pd

    if isinstance(labels, str):
        labels = tasks[labels].tolist()
    probabilities = labels if isinstance(labels, np.ndarray) and labels.ndim == 2 else label_probabilities(list(labels))
    if probabilities.shape != (len(tasks), len(LABELS)):
        raise ValueError(f"{len(tasks)} tasks need as many rows of three probabilities, not {probabilities.shape}")
    weight = tasks["weight"].to_numpy(dtype=float)
    frame = pd.DataFrame(task_scores(probabilities) * weight[:, None], columns=list(MEASURES))
    groups = frame.assign(weight=weight, tasks=1).groupby(tasks[by].to_numpy(), sort=True).sum()
    means = groups[list(MEASURES)].div(groups["weight"], axis=0)
    titles = tasks.drop_duplicates(by).set_index(by)["title"]
    means.insert(0, "title", titles.reindex(means.index))
    return means.assign(tasks=groups["tasks"].astype(int)).rename_axis(by).reset_index()


def to_soc6(scores: pd.DataFrame) -> pd.DataFrame:
    """Return the scores by six-digit SOC code: the plain mean over the eight-digit O*NET codes within it.

    Args:
        scores: columns soc (27-3091.00), title and numbers, as `occupation_exposure` returns them.

    Returns:
        The same columns with soc cut to 27-3091; numbers of tasks are summed; the title is that of the first code.
    """
    numbers = [column for column in scores.columns if column not in ("soc", "title", "tasks")]
    how = {"title": "first", **dict.fromkeys(numbers, "mean")}
    if "tasks" in scores.columns:
        how["tasks"] = "sum"
    grouped = scores.sort_values("soc").groupby(scores["soc"].str.slice(0, 7), sort=True).agg(how)
    return grouped[[column for column in scores.columns if column != "soc"]].rename_axis("soc").reset_index()
