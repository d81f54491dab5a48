"""Measures of samples against data that was never trained on: distance, cover, a classifier, and copying, together."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from tools.generators.kernels import KERNELS, Kernel, kernel_of, median_distance, squared_distances, within_distances

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


@dataclass(frozen=True)
class References:
    """What is the same for all samples that are measured against one data set.

    Attributes:
        train: what the generator learned from, [N, d].
        test: what it never saw, [m, d].
        median: median squared distance between training points, for the kernels.
        inner: mean kernel between different test points.
        radii: squared distance of each test point to its k-th neighbour, [m].
        nearest: distance of each test point to the nearest training point, [m].
    """

    train: Tensor
    test: Tensor
    median: float
    inner: dict[Kernel, Tensor]
    radii: Tensor
    nearest: Tensor


def measure(samples: Tensor, train: Tensor, test: Tensor, seed: int, *, with_classifier: bool = True) -> Scores:
    """Return all measures of samples [n, d] against training and test data [., d] in the same scale.

    Args:
        samples: of the generator; as many as test points are used for the manifolds and the classifier.
        train: what the generator learned from, for the nearest neighbours.
        test: what it never saw.
        seed: of the classifier's folds.
        with_classifier: whether to train it, the slow part; NaN stands for its accuracy where not.
    """
    return measure_against(references(train, test), samples, seed, with_classifier=with_classifier)


def references(train: Tensor, test: Tensor) -> References:
    """Return what the measures need of training and test data [., d] alone."""
    away = squared_distances(test, test)
    median = median_distance(train)
    inner = {name: within_distances(kernel_of(name, median), away) for name in KERNELS}
    return References(train, test, median, inner, _radii(away, NEIGHBOURS), nearest(test, train))


def measure_against(known: References, samples: Tensor, seed: int, *, with_classifier: bool = True) -> Scores:
    """Return all measures of samples, as `measure` does, where several sets are measured against the same data."""
    own, cross = squared_distances(samples, samples), squared_distances(samples, known.test)
    found = {}
    for name in KERNELS:
        kernel = kernel_of(name, known.median)
        found[name] = float(within_distances(kernel, own) + known.inner[name] - 2.0 * kernel(cross).mean())
    n = len(known.test)
    precision, recall = _covered(cross[:n], _radii(own[:n, :n], NEIGHBOURS), known.radii)
    ours, theirs = nearest(samples, known.train), known.nearest
    ratio = float(ours.median() / theirs.median().clamp_min(1e-12))
    copies = float((ours < theirs.quantile(0.01)).float().mean())
    told_apart = classifier_accuracy(samples[:n], known.test, seed) if with_classifier else float("nan")
    return Scores(found, precision, recall, told_apart, ratio, copies)


def precision_recall(samples: Tensor, test: Tensor, neighbours: int = NEIGHBOURS) -> tuple[float, float]:
    """Return precision and recall by k-nearest-neighbour balls (Kynkaanniemi et al. 2019, eq. 1-3).

    A point is in a set's manifold if it is no farther from some member than that member's k-th neighbour in the set.
    """
    ours, theirs = (_radii(squared_distances(points, points), neighbours) for points in (samples, test))
    return _covered(squared_distances(samples, test), ours, theirs)


def _covered(cross: Tensor, ours: Tensor, theirs: Tensor) -> tuple[float, float]:
    """Return precision and recall from squared distances [n, m] and the balls' squared radii [n], [m]."""
    return (
        float((cross <= theirs[None]).any(1).float().mean()),
        float((cross <= ours[:, None]).any(0).float().mean()),
    )


def nearest(points: Tensor, others: Tensor) -> Tensor:
    """Return the distance of each point to the nearest of others, [n]."""
    return squared_distances(points, others).min(dim=1).values.sqrt()


def classifier_accuracy(samples: Tensor, test: Tensor, seed: int) -> float:
    """Return the cross-validated accuracy of a classifier of randomised trees that tells samples from test points.

    Equal numbers of both (Lopez-Paz and Oquab 2017): 0.5 is chance.
    """
    from sklearn.model_selection import StratifiedKFold

    n = min(len(samples), len(test))
    x = np.concatenate([samples[:n].numpy(), test[:n].numpy()]).astype(np.float32)
    y = np.repeat([0, 1], n)
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=seed)

    def right(fold: tuple[np.ndarray, np.ndarray]) -> float:
        seen, unseen = fold
        return float((_forest(x[seen], y[seen], x[unseen], seed) == y[unseen]).mean())

    with ThreadPoolExecutor(min(FOLDS, os.cpu_count() or 1)) as threads:  # Trees grow outside Python's lock.
        return float(np.mean(list(threads.map(right, folds.split(x, y)))))


def _forest(x: np.ndarray, y: np.ndarray, asked: np.ndarray, seed: int) -> np.ndarray:
    """Return the classes that extremely randomised trees (Geurts et al. 2006) give to points, 0 or 1, [n].

    The trees and votes of scikit-learn's `ExtraTreesClassifier` without its bookkeeping, which takes most of the time
    for trees as small as these.
    """
    from sklearn import config_context
    from sklearn.tree import ExtraTreeClassifier

    chance = np.random.RandomState(seed)
    votes = np.zeros((len(asked), 2))
    with config_context(skip_parameter_validation=True, assume_finite=True):
        for _ in range(TREES):
            tree = ExtraTreeClassifier(max_features="sqrt", random_state=chance.randint(np.iinfo(np.int32).max))
            votes += tree.fit(x, y, check_input=False).predict_proba(asked, check_input=False)
    return np.asarray(votes.argmax(axis=1))


def _radii(away: Tensor, neighbours: int) -> Tensor:
    """Return the squared distance of each point to its k-th neighbour, [n], from all squared distances [n, n]."""
    k = min(neighbours, len(away) - 1)
    return away.clone().fill_diagonal_(torch.inf).kthvalue(k, dim=1).values
