"""Claims about kernels and measures: zero for equal laws, unbiased, and they see what they should."""

import numpy as np
import pytest
import torch

from tools.generators.kernels import KERNELS, kernel_of, mmd2, squared_distances, within
from tools.generators.measures import FOLDS, TREES, classifier_accuracy, measure, nearest, precision_recall


def normal(n, seed, dim=4, shift=0.0):
    return torch.randn(n, dim, generator=torch.Generator().manual_seed(seed)) + shift


@pytest.fixture(params=KERNELS)
def kernel(request):
    return kernel_of(request.param, median=8.0)


def test_mmd_of_a_sample_with_itself_is_zero_up_to_the_diagonal(kernel):
    x = normal(300, 1)
    biased = kernel(squared_distances(x, x)).mean() * 2 - 2 * kernel(squared_distances(x, x)).mean()
    assert float(biased) == 0.0
    top = float(kernel(torch.zeros(1)))
    assert float(mmd2(kernel, x, x)) == pytest.approx(2 * (float(within(kernel, x)) - top) / 300, abs=1e-4)


def test_mmd_is_unbiased_so_its_mean_over_equal_laws_is_zero(kernel):
    found = np.array([float(mmd2(kernel, normal(40, 2 * at), normal(60, 2 * at + 1))) for at in range(300)])
    assert (found < 0).any()
    assert abs(found.mean()) < 4 * found.std() / np.sqrt(len(found))


def test_mmd_is_the_same_for_small_and_large_samples_in_the_mean(kernel):
    small = np.array([float(mmd2(kernel, normal(20, 2 * at), normal(20, 2 * at + 1, shift=0.5))) for at in range(300)])
    large = float(mmd2(kernel, normal(2000, 5), normal(2000, 6, shift=0.5)))
    assert abs(small.mean() - large) < 4 * small.std() / np.sqrt(len(small)) + 0.05 * large


def test_mmd_sees_a_shift_and_grows_with_it(kernel):
    x = normal(400, 1)
    none, half, one = (float(mmd2(kernel, x, normal(400, 2, shift=shift))) for shift in (0.0, 0.5, 1.0))
    assert abs(none) < half / 3
    assert half < one


def test_mmd_sees_another_spread_with_the_same_mean(kernel):
    assert float(mmd2(kernel, normal(500, 1), 2 * normal(500, 2))) > 10 * abs(
        float(mmd2(kernel, normal(500, 1), normal(500, 2)))
    )


def test_antithetic_pairs_are_left_out_of_the_mean_within(kernel):
    half = normal(50, 1)
    x = torch.cat([half, -half])
    found = kernel(squared_distances(x, x))
    kept = [float(found[i, j]) for i in range(100) for j in range(100) if i != j and (i - j) % 50 != 0]
    assert float(within(kernel, x, pairs=True)) == pytest.approx(np.mean(kept), rel=1e-4)


def test_precision_falls_for_wrong_samples_and_recall_for_missing_ones():
    test = torch.cat([normal(200, 1, shift=-5), normal(200, 2, shift=5)])
    assert min(precision_recall(torch.cat([normal(200, 3, shift=-5), normal(200, 4, shift=5)]), test)) > 0.8
    precision, recall = precision_recall(normal(400, 5, shift=-5), test)
    assert precision > 0.8 > 0.55 > recall
    precision, recall = precision_recall(torch.cat([test[:300], normal(100, 6, shift=30)]), test)
    assert precision == pytest.approx(0.75, abs=0.02)


def test_a_classifier_tells_other_laws_apart_and_not_the_same_law():
    assert classifier_accuracy(normal(200, 1), normal(200, 2, shift=3.0), seed=1) > 0.95
    assert abs(classifier_accuracy(normal(300, 1), normal(300, 2), seed=1) - 0.5) < 0.1


def test_the_classifier_is_scikit_learns_with_the_same_seed():
    from sklearn.ensemble import ExtraTreesClassifier
    from sklearn.model_selection import StratifiedKFold, cross_val_score

    ours, theirs = normal(60, 1), normal(60, 2, shift=0.4)
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=3)
    forest = ExtraTreesClassifier(TREES, random_state=3)
    whole = cross_val_score(forest, torch.cat([ours, theirs]).numpy(), np.repeat([0, 1], 60), cv=folds)
    assert classifier_accuracy(ours, theirs, seed=3) == pytest.approx(whole.mean(), abs=1e-12)


def test_copies_of_the_training_set_are_seen():
    train, test = normal(300, 1), normal(200, 2)
    assert float(nearest(train, train).max()) < 1e-2
    copied = measure(train + 1e-3, train, test, 1, with_classifier=False)
    fresh = measure(normal(300, 3), train, test, 1, with_classifier=False)
    assert copied.copied < 0.1 < 0.9 < fresh.copied < 1.1
    assert copied.copies > 0.95 > 0.1 > fresh.copies
