"""Leaving out the experts that learned nothing: they make the envelope wide for no reason."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import torch
from jaxtyping import Int

from tools.generators.gammt.envelope import tell
from tools.generators.gammt.experts import Experts
from tools.generators.gammt.scoring import LEAST_WEIGHT
from tools.generators.gammt.selection import Rule


def pruned(model: Experts, rule: Rule, symbols: Int[np.ndarray, "N T"]) -> Experts:
    """Return the experts that make at least a fiftieth of the sequences, their prior weights refitted to them.

    Args:
        model: the experts.
        rule: how they are selected; a gate keeps all of its experts.
        symbols: sequences of the training.
    """
    if rule == "token":
        return model
    told = tell(model, rule, symbols)
    share = told.posterior[:, :, -1].mean(axis=1)
    kept = np.flatnonzero(share >= LEAST_WEIGHT)
    found = Experts(replace(model.shape, experts=len(kept)), seed=0)
    rows = torch.from_numpy(kept)
    found.load_state_dict({name: value[rows].clone() for name, value in model.state_dict().items()})
    if rule == "winner":
        found.log_prior.data = torch.from_numpy(np.log(share[kept])).to(found.log_prior.dtype)
    return found.eval()
