"""Measures of samples against data that was never trained on: distance, cover, a classifier, and copying, together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from tools.generators.kernels import KERNELS, Kernel, kernel_of, median_distance, mmd2, squared_distances

NEIGHBOURS = 5
FOLDS = 5
TREES = 60


@dataclass(frozen=True)
class Scores:
    """All measures of one set of samples.

    Attributes:
        mmd2: unbiased MMD^2 to the test set by kernel; zero in the mean for a perfect generator, may be negative.
        precision: share of samples inside the test set's manifold.
        recall: share of test points inside the samples' manifold.
        classifier: cross-validated accuracy of telling samples from test points; 0.5 is indistinguishable.
        copied: median distance of samples to their nearest training point, divided by that of the test points; well
            below 1 means copies of the training set.
        copies: share of samples nearer to a training point than 99 % of the test points are.
    """

    mmd2: dict[Kernel, float]
    precision: float
    recall: float
    classifier: float
    copied: float
    copies: float


def measure(samples: Tensor, train: Tensor, test: Tensor, seed: int, *, with_classifier: bool = True) -> Scores:
    """Return all measures of samples [n, d] against training and test data [., d] in the same scale.

    Args:
        samples: of the generator; as many as test points are used for the manifolds and the classifier.
        train: what the generator learned from, for the nearest neighbours.
        test: what it never saw.
        seed: of the classifier's folds.
        with_classifier: whether to train it, the slow part; NaN stands for its accuracy where not.
    """
    median = median_distance(train)
    found = {name: float(mmd2(kernel_of(name, median), samples, test)) for name in KERNELS}
    equal = samples[: len(test)]
    precision, recall = precision_recall(equal, test)
    ours, theirs = nearest(samples, train), nearest(test, train)
    ratio = float(ours.median() / theirs.median().clamp_min(1e-12))
    copies = float((ours < theirs.quantile(0.01)).float().mean())
    told_apart = classifier_accuracy(equal, test, seed) if with_classifier else float("nan")
    return Scores(found, precision, recall, told_apart, ratio, copies)


def precision_recall(samples: Tensor, test: Tensor, neighbours: int = NEIGHBOURS) -> tuple[float, float]:
    """Return precision and recall by k-nearest-neighbour balls (Kynkaanniemi et al. 2019, eq. 1-3).

    A point is in a set's manifold if it is no farther from some member than that member's k-th neighbour in the set.
    """
    cross = squared_distances(samples, test)
    return (
        float((cross <= _radii(test, neighbours)[None]).any(1).float().mean()),
        float((cross <= _radii(samples, neighbours)[:, None]).any(0).float().mean()),
    )


def nearest(points: Tensor, others: Tensor) -> Tensor:
    """Return the distance of each point to the nearest of others, [n]."""
    return squared_distances(points, others).min(dim=1).values.sqrt()


def classifier_accuracy(samples: Tensor, test: Tensor, seed: int) -> float:
    """Return the cross-validated accuracy of a classifier of randomised trees that tells samples from test points.

    Equal numbers of both (Lopez-Paz and Oquab 2017): 0.5 is chance.
    """
    from sklearn.ensemble import ExtraTreesClassifier
    from sklearn.model_selection import StratifiedKFold, cross_val_score

    n = min(len(samples), len(test))
    x = np.concatenate([samples[:n].numpy(), test[:n].numpy()])
    y = np.repeat([0, 1], n)
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=seed)
    return float(cross_val_score(ExtraTreesClassifier(TREES, random_state=seed), x, y, cv=folds).mean())


def _radii(points: Tensor, neighbours: int) -> Tensor:
    """Return the squared distance of each point to its k-th neighbour among the others."""
    k = min(neighbours, len(points) - 1)
    return squared_distances(points, points).fill_diagonal_(torch.inf).kthvalue(k, dim=1).values
