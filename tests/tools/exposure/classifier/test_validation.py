"""Claims about the folds: no occupation, no major group and no task text is ever on both sides."""

import numpy as np
import pytest

from tools.exposure.classifier.validation import correlation, folds_by_major_group, folds_by_occupation, held_out

SOC = [f"{group}-{number:04d}.00" for group in (11, 13, 15) for number in range(20) for _ in range(3)]
TEXTS = [f"task {at % 50}" for at in range(len(SOC))]  # Many texts stand in several occupations.


@pytest.mark.parametrize("fold", [folds_by_occupation(SOC), folds_by_major_group(SOC)])
def test_no_occupation_and_no_text_is_on_both_sides(fold):
    seen = []

    def predict(train, test):
        assert not {SOC[at] for at in train} & {SOC[at] for at in test}
        assert not {TEXTS[at] for at in train} & {TEXTS[at] for at in test}
        seen.extend(test)
        return np.full((len(test), 3), 1 / 3)

    assert held_out(fold, TEXTS, predict).shape == (len(SOC), 3)
    assert sorted(seen) == list(range(len(SOC)))


def test_equal_texts_are_found_whatever_their_case():
    def predict(train, test):
        assert len(train) == 0
        return np.zeros((len(test), 3))

    held_out(np.array([0, 1]), ["Write reports.", "write reports. "], predict)


def test_a_major_group_is_one_fold():
    fold = folds_by_major_group(SOC)
    assert len(set(fold)) == 3
    assert all(len({code[:2] for code, number in zip(SOC, fold, strict=True) if number == at}) == 1 for at in set(fold))


def test_folds_repeat_with_the_seed():
    assert np.array_equal(folds_by_occupation(SOC), folds_by_occupation(SOC))
    assert not np.array_equal(folds_by_occupation(SOC), folds_by_occupation(SOC, seed=1))


def test_the_interval_of_noise_holds_zero_and_that_of_a_copy_does_not():
    random = np.random.default_rng(0)
    first, second = random.normal(size=200), random.normal(size=200)
    noise = correlation(first, second)
    assert noise.low < 0 < noise.high
    copy = correlation(first, first + 0.1 * second)
    assert 0.9 < copy.low < copy.value < copy.high <= 1
