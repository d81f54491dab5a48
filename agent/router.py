"""Which tool a question is for: a linear classifier on sentence embeddings, trained on the tools' own examples."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from agent.none_examples import none_examples
from knowledge.embeddings import MODEL, EmbeddingCache, embed
from tools.core.atomic import write_atomically
from tools.core.tool import Tool
from tools.core.workspace import workspace

if TYPE_CHECKING:
    import numpy as np
    from jaxtyping import Float

NONE = "none"
FORMAT = 1
STRENGTH = 100.0
"""Inverse regularisation of the logistic regression; chosen by cross-validation on the examples (`evals.router`)."""

SURE_TOOL = 0.60
"""Calibrated probability from which the first tool is taken without asking anybody."""

SURE_NONE = 0.80
"""The same for "none": higher, for a question turned away is worse than one looked at twice. Both were set by
cross-validation on the examples: with 40 tools the router then decides 5 in 6 alone, 9 in 10 of them rightly."""

SHORTLIST = 3

Verdict = Literal["tool", "none", "unsure"]


@dataclass(frozen=True)
class Guess:
    """One candidate with its calibrated probability; `tool` is "none" for no tool."""

    tool: str
    probability: float


@dataclass(frozen=True)
class Route:
    """What the router says of a question.

    Attributes:
        verdict: take the first tool, answer that there is none, or look closer.
        ranked: candidates, most probable first.
    """

    verdict: Verdict
    ranked: tuple[Guess, ...]

    @property
    def best(self) -> str:
        """Return the most probable candidate."""
        return self.ranked[0].tool

    @property
    def shortlist(self) -> tuple[str, ...]:
        """Return the most probable tools, without "none"."""
        return tuple(guess.tool for guess in self.ranked if guess.tool != NONE)[:SHORTLIST]


class Router:
    """A trained classifier: `route(question)` takes about 0.02 s."""

    def __init__(
        self,
        classes: Sequence[str],
        centre: Float[np.ndarray, " D"],
        weights: Float[np.ndarray, "C D"],
        bias: Float[np.ndarray, " C"],
        temperature: float,
    ) -> None:
        self.classes = tuple(classes)
        self._centre = centre
        self._weights = weights
        self._bias = bias
        self._temperature = temperature

    def route(self, question: str) -> Route:
        """Return the ranked candidates for a question and the verdict on them."""
        return self.judge(self.probabilities(embed([question]))[0])

    def probabilities(self, vectors: Float[np.ndarray, "N D"]) -> Float[np.ndarray, "N C"]:
        """Return calibrated class probabilities of embedded questions."""
        logits = (normalise(vectors - self._centre) @ self._weights.T + self._bias) / self._temperature
        return softmax(logits)

    def judge(self, probabilities: Float[np.ndarray, " C"]) -> Route:
        """Return the verdict on one question's class probabilities."""
        order = probabilities.argsort()[::-1]
        ranked = tuple(Guess(self.classes[index], float(probabilities[index])) for index in order)
        sure = SURE_NONE if ranked[0].tool == NONE else SURE_TOOL
        if ranked[0].probability < sure:
            return Route("unsure", ranked)
        return Route("none" if ranked[0].tool == NONE else "tool", ranked)


def load_router(tools: Sequence[Tool]) -> Router:
    """Return the router for these tools, from the workspace's cache where their examples have not changed."""
    texts, labels = training_set(tools)
    asked = json.dumps([FORMAT, MODEL, STRENGTH, list(zip(texts, labels, strict=True))], ensure_ascii=False)
    path = workspace().cache / f"router-{hashlib.sha256(asked.encode()).hexdigest()[:16]}.npz"
    if (router := _load(path)) is not None:
        return router
    vectors = EmbeddingCache(workspace().cache / "router-embeddings.npz").embed(texts)
    router = train(vectors, labels)
    _save(router, path)
    return router


def training_set(tools: Sequence[Tool]) -> tuple[list[str], list[str]]:
    """Return the tools' titles and example questions with the name of the tool that answers each, or "none"."""
    pairs = {tool.title: tool.name for tool in tools}
    pairs |= {example.question: tool.name for tool in tools for example in tool.examples}
    for question in none_examples({tool.family for tool in tools}):
        pairs.setdefault(question, NONE)
    return list(pairs), list(pairs.values())


def train(vectors: Float[np.ndarray, "N D"], labels: Sequence[str]) -> Router:
    """Fit the classifier and calibrate its probabilities on held-out folds.

    Args:
        vectors: embeddings of the examples.
        labels: the class of each.
    """
    import numpy as np

    centre = vectors.mean(axis=0)
    features = normalise(vectors - centre)
    classes = sorted(set(labels))
    if len(classes) == 1:
        return Router(classes, centre, np.zeros((1, features.shape[1])), np.zeros(1), 1.0)
    targets = np.array([classes.index(label) for label in labels])
    weights, bias = _fit(features, targets, len(classes))
    return Router(classes, centre, weights, bias, temperature_of(features, targets, len(classes)))


def held_out_logits(features: Any, targets: Any, count: int, folds: int = 5) -> tuple[Any, Any]:
    """Return out-of-fold logits and the rows that they belong to."""
    import numpy as np
    from sklearn.model_selection import StratifiedKFold

    smallest = int(np.bincount(targets, minlength=count).min())
    if smallest < 2:
        return np.zeros((0, count)), np.zeros(0, dtype=int)
    logits = np.zeros((len(targets), count))
    splitter = StratifiedKFold(min(folds, smallest), shuffle=True, random_state=0)
    for seen, unseen in splitter.split(features, targets):
        weights, bias = _fit(features[seen], targets[seen], count)
        logits[unseen] = features[unseen] @ weights.T + bias
    return logits, np.arange(len(targets))


def _fit(features: Any, targets: Any, count: int) -> tuple[Any, Any]:
    import numpy as np
    from sklearn.linear_model import LogisticRegression
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):  # The matrices are small: a second thread costs more than it brings.
        model = LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=2000).fit(features, targets)
    weights, bias = model.coef_, model.intercept_
    if count == 2:  # Binary: one row for the second class.
        weights, bias = np.vstack([-weights / 2, weights / 2]), np.concatenate([-bias / 2, bias / 2])
    return weights, bias


def temperature_of(features: Any, targets: Any, count: int) -> float:
    """Return the divisor of the logits under which held-out probabilities are most likely (Guo et al. 2017)."""
    import numpy as np

    logits, rows = held_out_logits(features, targets, count)
    if not len(rows):
        return 1.0
    candidates = np.geomspace(0.2, 5.0, 60)
    losses = [-np.log(softmax(logits / t)[rows, targets[rows]] + 1e-12).mean() for t in candidates]
    return float(candidates[int(np.argmin(losses))])


def normalise(vectors: Any) -> Any:
    """Return vectors of length one, [N, D]."""
    import numpy as np

    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)


def softmax(logits: Any) -> Any:
    """Return probabilities from logits, row by row."""
    import numpy as np

    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def _save(router: Router, path: Any) -> None:
    import numpy as np

    content = io.BytesIO()
    np.savez(
        content,
        classes=np.array(router.classes),
        centre=router._centre,
        weights=router._weights,
        bias=router._bias,
        temperature=np.array(router._temperature),
    )
    write_atomically(path, content.getvalue())


def _load(path: Any) -> Router | None:
    import numpy as np

    try:
        with np.load(path, allow_pickle=False) as stored:
            return Router(
                stored["classes"].tolist(),
                stored["centre"],
                stored["weights"],
                stored["bias"],
                float(stored["temperature"]),
            )
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None
