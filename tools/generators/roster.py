"""The generators by name: how each is built for a data set, and what each is trained on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Literal

import torch
from torch import Tensor, nn

from tools.generators.bsde.model import BSDEGenerator, Form
from tools.generators.controls import VAE, Control, FlowMatching, PlainNet
from tools.generators.fitting import Recipe, mmd_loss
from tools.generators.nets import Bounds

Kind = Literal["bsde", "mlp", "flow", "vae"]


@dataclass(frozen=True)
class Plan:
    """All that a trained generator follows from, but for the data.

    Attributes:
        kind: of generator.
        recipe: of its training.
        widths: hidden layers of a control's nets.
        form: of a BSDE generator.
    """

    kind: Kind
    recipe: Recipe
    widths: tuple[int, ...] = (128, 128)
    form: Form = field(default_factory=Form)

    def digest(self, data: str) -> str:
        """Return a hash of the plan and of the data's fingerprint: the same one makes the same weights."""
        return hashlib.sha256(json.dumps([asdict(self), data], sort_keys=True).encode()).hexdigest()[:16]


def build(plan: Plan, dim: int, bounds: tuple[float, float] | None) -> nn.Module:
    """Return an untrained generator of samples of `dim` numbers within bounds."""
    if plan.kind == "bsde":
        return BSDEGenerator(dim, plan.form, Bounds(bounds), seed=plan.recipe.seed)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(plan.recipe.seed)
        if plan.kind == "vae":
            return VAE(dim, plan.widths)
        return (PlainNet if plan.kind == "mlp" else FlowMatching)(dim, Bounds(bounds), plan.widths)


def loss_for(model: nn.Module, data: Tensor, recipe: Recipe) -> Callable[[torch.Generator], Tensor]:
    """Return the loss that a generator is trained on: MMD^2, or its own."""
    if isinstance(model, FlowMatching | VAE):
        return model.loss(data, min(recipe.batch, 128))
    assert isinstance(model, BSDEGenerator | PlainNet)
    return mmd_loss(lambda n, chance, antithetic: model.draw(n, chance, antithetic=antithetic), data, recipe)


NAMES: dict[Kind | Control, str] = {
    "bsde": "BSDE-Gen",
    "mlp": "plain net, same loss",
    "flow": "flow matching",
    "vae": "VAE, fixed noise",
    "gaussian": "Gaussian fit",
}
