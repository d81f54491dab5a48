"""Handwritten digits of 8 x 8 pixels, as shipped with scikit-learn."""

from __future__ import annotations

from tools.generators.data.samples import SampleSet, pictures


def load_digits() -> SampleSet:
    """Return 1,797 digits, 1,294 to train on and 503 to test on."""
    from sklearn.datasets import load_digits as shipped

    return pictures(
        "digits",
        ("handwritten digits (8 x 8)", "8×8 手写数字"),
        shipped().images,
        16.0,
        (
            "Data: 1,797 handwritten digits of 8 x 8 pixels (UCI, as shipped with scikit-learn), split at random with "
            "a fixed seed; measures are against the part that no model saw.",
        ),
        "scikit-learn, digits (UCI)",
    )
