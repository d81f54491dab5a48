"""What the scores of occupations rest on, and what they do not say."""

from __future__ import annotations

from tools.exposure.classifier import Classifier
from tools.exposure.occupations.exposures import Exposures, Labels
from tools.exposure.occupations.lookup import Found

ACROSS_LANGUAGES = {"people": 0.86, "gpt4": 0.87}
"""Correlation of Chinese beta with the beta of the same labels over occupations matched with US ones by hand.

Measured in `evals/findings/exposure_classifier.py`.
"""
_HOW = {
    "job title": "a job title of advertisements",
    "part": "the closest title that holds these words",
    "spelling": "the closest spelling",
    "meaning": "the nearest known name, a guess",
}


def guess_notes(found: list[Found]) -> list[str]:
    """Return a sentence for each name that had to be guessed."""
    notes = []
    for each in found:
        if each.is_guess:
            also = f"; also near: {'; '.join(each.others)}" if each.others else ""
            title = each.occupation.title
            notes.append(f"'{each.asked}' is read as {title} ({each.occupation.key}), {_HOW[each.how]}{also}.")
    return notes


def country_notes(countries: list[Exposures], labels: Labels) -> list[str]:
    """Return what the figures of these countries rest on."""
    notes = []
    for exposures in countries:
        notes += _us_notes(exposures) if exposures.country == "US" else _chinese_notes(exposures, labels)
    return [
        *notes,
        "Labels: E0 no exposure, E1 a chat model alone halves the time of the task, E2 only with software built on it; "
        "alpha = E1, beta = E1 + 0.5 E2, gamma = E1 + E2, averaged over the tasks of an occupation.",
        "Exposure says which tasks could be done faster, not which jobs disappear; labels are noisy.",
    ]


def _us_notes(exposures: Exposures) -> list[str]:
    same = (exposures.probabilities["people"] == exposures.probabilities["gpt4"]).all(axis=1).mean()
    held_out = Classifier.load("people").card.scores["beta_correlation_with_people.words_by_occupation"]
    return [
        f"US: {len(exposures.tasks):,} O*NET tasks of {len(exposures.book.occupations)} occupations labelled by people "
        "and by GPT-4 (data set gpts-are-gpts, Eloundou et al. 2024); core tasks weigh 2, others 1.",
        f"People and GPT-4 give the same label to {100 * same:.1f} % of the tasks.",
        "The classifier's US scores are predictions for occupations held out of its training; over all of them its "
        f"beta has a correlation of {held_out:.2f} with people's.",
    ]


def _chinese_notes(exposures: Exposures, labels: Labels) -> list[str]:
    source = "gpt4" if labels == "gpt4" else "people"
    whose = "GPT-4's" if source == "gpt4" else "people's"
    return [
        f"China: {len(exposures.tasks):,} tasks of {len(exposures.scores['classifier']):,} occupations in the "
        "classification of 2022 (data set csco2022); every task weighs 1.",
        "Nobody labelled the Chinese tasks: a classifier trained on US tasks reads them by multilingual embeddings. "
        f"Over occupations matched by hand with US ones its beta has a correlation of {ACROSS_LANGUAGES[source]:.2f} "
        f"with {whose} labels of the US tasks. Compare occupations within China rather than levels across countries.",
    ]
