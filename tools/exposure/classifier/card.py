"""What a trained classifier says about itself: data, date, settings, scores, and a sample that it must reproduce."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class SampleTask(BaseModel):
    """A task and the probabilities of E0, E1, E2 that the stored model gave it when it was made."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    task: str
    probabilities: tuple[float, float, float]


class Card(BaseModel):
    """The card of a trained classifier.

    Attributes:
        name: "people", "gpt4", or the name of the person's own.
        labels: whose labels it learnt.
        data: the data set or file, and the hash of its content.
        rows: labelled tasks; `texts` counts the distinct ones.
        trained: date of the training, YYYY-MM-DD.
        seed: seed of the folds.
        settings: what shaped the fit.
        packages: versions of the packages that made it.
        scores: figures on held-out occupations by name; empty where none were made.
        sample: tasks with the stored model's probabilities.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    labels: str
    data: str
    data_hash: str
    rows: int
    texts: int
    trained: str
    seed: int
    settings: dict[str, float]
    packages: dict[str, str]
    scores: dict[str, float] = {}
    sample: tuple[SampleTask, ...] = ()
