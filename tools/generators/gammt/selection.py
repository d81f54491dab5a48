"""How experts are selected: sequence mixture, winner-take-all with annealing, token gate; losses and posteriors.

The paper (arXiv 2211.09812) leaves the mechanism open; these rules are ours. Where l_k is the log likelihood of a
sequence under expert k and pi_k its prior weight:

    sequence   log p = log sum_k pi_k exp(l_k)              one expert makes a whole sequence
    winner     sum of r_k l_k, r = softmax(l / tau)         tau falls to zero: the best expert alone learns
    token      log p = sum_t log sum_k g_k(x_<t) p_k(x_t)   a gate weighs the experts anew at each symbol
"""

from __future__ import annotations

import math
from typing import Literal

import torch
from torch import Tensor

Rule = Literal["sequence", "winner", "token"]
RULES: tuple[Rule, ...] = ("sequence", "winner", "token")
WARM = 0.4
"""Share of the training over which selection sharpens."""
COLDEST = 1e-3


def loss(rule: Rule, seen: Tensor, weights: Tensor, done: float) -> Tensor:
    """Return the loss in nats a symbol.

    Args:
        rule: how experts are selected.
        seen: log p_k of the symbols that came, [K, N, T].
        weights: log weights, [K, 1, 1] or [K, N, T].
        done: share of the training that is over, 0 to 1: selection is soft at first.
    """
    if rule == "token":
        return -torch.logsumexp(seen + weights, dim=0).mean()
    length = seen.shape[-1]
    whole = seen.sum(dim=-1)
    if rule == "winner":
        share = torch.softmax(whole.detach() / temperature(done, length), dim=0)
        return -(share * whole).sum(dim=0).mean() / length
    sharpness = min(1.0, 1.0 / temperature(done, length))
    joint = weights[..., 0] + whole
    return -torch.logsumexp(sharpness * joint, dim=0).mean() / (sharpness * length)


def temperature(done: float, length: int) -> float:
    """Return the temperature of selection: from the sequence's length down to near nothing, geometrically."""
    share = min(1.0, done / WARM)
    return math.exp((1.0 - share) * math.log(length) + share * math.log(COLDEST))


def log_likelihood(rule: Rule, seen: Tensor, weights: Tensor) -> Tensor:
    """Return log p of each sequence, [N], as the rule's mixture has it."""
    if rule == "token":
        return torch.logsumexp(seen + weights, dim=0).sum(dim=-1)
    return torch.logsumexp(weights[..., 0] + seen.sum(dim=-1), dim=0)


def posterior(rule: Rule, seen: Tensor, weights: Tensor) -> Tensor:
    """Return the weight of each expert before each symbol, given those before it, [K, N, T].

    A sequence mixture learns from the sequence (Bayes); a gate says it by itself.
    """
    if rule == "token":
        return weights.exp()
    before = torch.cumsum(seen, dim=-1) - seen
    return torch.softmax(weights + before, dim=0)
