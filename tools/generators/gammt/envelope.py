"""The set of probabilities: envelopes of the next symbol, posterior weights, and bounds of events by simulation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float, Int

from tools.generators.gammt.experts import Experts
from tools.generators.gammt.selection import Rule, log_likelihood, posterior
from tools.generators.gammt.train import of_symbols

PLAUSIBLE = 0.05
"""An expert is still plausible where the sequence is at least this likely under it, relative to the likeliest expert
(the likelihood-ratio rule of learning under ambiguity, Epstein and Schneider 2007)."""
ROWS = 512


@dataclass(frozen=True, eq=False)
class Told:
    """What experts say of sequences.

    Attributes:
        probabilities: of each symbol given those before it, [K, N, T, V].
        seen: log probabilities of the symbols that came, [K, N, T].
        posterior: weight of each expert before each symbol, [K, N, T].
        nats: surprise of each sequence under the selected mixture, nats a symbol, [N].
    """

    probabilities: Float[np.ndarray, "K N T V"]
    seen: Float[np.ndarray, "K N T"]
    posterior: Float[np.ndarray, "K N T"]
    nats: Float[np.ndarray, " N"]

    @property
    def lower(self) -> Float[np.ndarray, "N T V"]:
        """The lower envelope, the least that any expert gives."""
        return np.asarray(self.probabilities.min(axis=0))

    @property
    def upper(self) -> Float[np.ndarray, "N T V"]:
        """The upper envelope, the most that any expert gives."""
        return np.asarray(self.probabilities.max(axis=0))

    @property
    def mixed(self) -> Float[np.ndarray, "N T V"]:
        """The experts' probabilities weighed by their posterior."""
        return np.asarray((self.posterior[..., None] * self.probabilities).sum(axis=0))


@dataclass(frozen=True, eq=False)
class Next:
    """What may come after a sequence: one row an expert, [K, V], with the experts' posterior weights and plausibility.

    Attributes:
        probabilities: of the next symbol, [K, V].
        weights: posterior weights given the sequence, [K].
        plausible: whether the sequence leaves an expert plausible, [K].
    """

    probabilities: Float[np.ndarray, "K V"]
    weights: Float[np.ndarray, " K"]
    plausible: np.ndarray

    @property
    def lower(self) -> Float[np.ndarray, " V"]:
        """The least that a plausible expert gives each symbol."""
        return np.asarray(self.probabilities[self.plausible].min(axis=0))

    @property
    def upper(self) -> Float[np.ndarray, " V"]:
        """The most that a plausible expert gives each symbol."""
        return np.asarray(self.probabilities[self.plausible].max(axis=0))

    @property
    def mixed(self) -> Float[np.ndarray, " V"]:
        """One probability a symbol: the plausible experts weighed by their posterior, so that the range holds it."""
        return np.asarray(self.kept_weights @ self.probabilities)

    @property
    def kept_weights(self) -> Float[np.ndarray, " K"]:
        """Posterior weights of the plausible experts, the others at zero."""
        kept = np.where(self.plausible, self.weights, 0.0)
        return np.asarray(kept / kept.sum())


def tell(model: Experts, rule: Rule, symbols: Int[np.ndarray, "N T"]) -> Told:
    """Return what experts say of sequences no longer than their context."""
    parts = [_tell(model, rule, torch.from_numpy(symbols[at : at + ROWS])) for at in range(0, len(symbols), ROWS)]
    kinds = ("probabilities", "seen", "posterior")
    joined = {kind: np.concatenate([getattr(part, kind) for part in parts], axis=1) for kind in kinds}
    return Told(**joined, nats=np.concatenate([part.nats for part in parts]))


def after(model: Experts, rule: Rule, context: Int[np.ndarray, " T"]) -> Next:
    """Return what may come after a sequence; of a long one the experts read the last symbols alone.

    Args:
        model: the experts.
        rule: how they are selected.
        context: symbols so far; may be empty.
    """
    kept = context[-(model.shape.length - 1) :] if model.shape.length > 1 else context[:0]
    # The place after the last symbol is read by putting any symbol there: a causal model never sees it.
    told = tell(model, rule, np.append(kept, 0)[None])
    weights = told.posterior[:, 0, -1]
    likelihoods = told.seen[:, 0, :-1].sum(axis=1) if rule != "token" else np.log(np.maximum(weights, 1e-12))
    plausible = likelihoods >= likelihoods.max() + np.log(PLAUSIBLE)
    return Next(told.probabilities[:, 0, -1], weights, plausible)


def event_probabilities(
    model: Experts,
    context: Int[np.ndarray, " T"],
    event: Callable[[Int[np.ndarray, "N T"]], np.ndarray],
    *,
    horizon: int,
    paths: int,
    seed: int,
    stopped: Callable[[], None] = lambda: None,
) -> Float[np.ndarray, " K"]:
    """Return each expert's probability of an event within the next symbols, by simulation.

    One expert makes a whole future: the bounds are those of sets of processes, not of one that changes at each step.

    Args:
        model: the experts.
        context: symbols so far.
        event: from futures [N, horizon] to whether it came true, [N].
        horizon: symbols ahead.
        paths: futures of each expert.
        seed: of the draws.
        stopped: called before each symbol; raises to stop.
    """
    futures = simulate(model, context, horizon=horizon, paths=paths, seed=seed, stopped=stopped)
    return np.array([float(event(one).mean()) for one in futures])


def simulate(
    model: Experts,
    context: Int[np.ndarray, " T"],
    *,
    horizon: int,
    paths: int,
    seed: int,
    stopped: Callable[[], None] = lambda: None,
) -> Int[np.ndarray, "K N H"]:
    """Return futures of each expert, [K, paths, horizon]; arguments as in `event_probabilities`."""
    rng = np.random.default_rng(seed)
    experts, length = model.shape.experts, model.shape.length
    drawn = np.empty((experts, paths, len(context) + horizon), dtype=np.int64)
    drawn[:, :, : len(context)] = context
    # Common draws: experts differ by their probabilities, not by luck.
    chances = rng.random((horizon, paths, 1))
    for at in range(horizon):
        stopped()
        now = len(context) + at
        window = drawn[:, :, max(0, now - length + 1) : now + 1].copy()
        window[:, :, -1] = 0
        rows = _last_rows(model, window)
        drawn[:, :, now] = (chances[at] > rows.cumsum(axis=2)[:, :, :-1]).sum(axis=2)
    return drawn[:, :, len(context) :]


def _last_rows(model: Experts, windows: Int[np.ndarray, "K N T"]) -> Float[np.ndarray, "K N V"]:
    with torch.no_grad():
        told, _ = model(torch.from_numpy(windows))
    return np.asarray(told[:, :, -1].exp().double().numpy())


def _tell(model: Experts, rule: Rule, symbols: torch.Tensor) -> Told:
    with torch.no_grad():
        told, weights = model(symbols)
        told, weights = told.double(), weights.double()
        seen = of_symbols(told, symbols)
        nats = -log_likelihood(rule, seen, weights) / symbols.shape[1]
        held = posterior(rule, seen, weights)
    return Told(told.exp().numpy(), seen.numpy(), held.numpy(), nats.numpy())
