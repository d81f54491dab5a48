"""Trained generators on disk: those shipped in `checkpoints`, and those a person trained, in the workspace's cache.

A card holds the plan and what training cost, never the scores: figures are measured anew from the weights.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from tools.core import weights
from tools.core.atomic import write_atomically

if TYPE_CHECKING:
    from torch import nn

    from tools.generators.roster import Plan

SHIPPED = "checkpoints"


class Card(BaseModel):
    """What is known of trained weights.

    Attributes:
        name: of the files.
        data: the data set, as `choose_data` names it.
        dim: numbers in a sample.
        bounds: of a sample; None for none.
        plan: all that the weights follow from; see `roster.Plan`.
        parameters: numbers learned.
        iterations: optimizer steps done.
        cpu_seconds: of one thread, on the machine that trained it.
        curve: (step, loss).
        weights_sha256: of the safetensors file.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(pattern=r"^[a-z0-9_-]+$")
    data: str
    dim: int = Field(ge=1, le=4096)
    bounds: tuple[float, float] | None
    plan: dict[str, Any]
    parameters: int
    iterations: int
    cpu_seconds: float
    curve: tuple[tuple[int, float], ...]
    weights_sha256: str = Field(pattern=r"^[0-9a-f]{64}$")

    def read_plan(self) -> Plan:
        """Return the plan.

        Raises:
            UserError: the card holds none.
        """
        from pydantic import ValidationError

        from tools.generators.roster import Plan

        try:
            return TypeAdapter(Plan).validate_python(self.plan)
        except ValidationError as error:
            raise weights.foreign(self.name, "its card holds no plan of a generator", "说明卡无效") from error


@lru_cache(maxsize=1)
def shipped() -> Mapping[str, Card]:
    """Return the cards of all shipped generators by name: data, "-", kind."""
    folder = files("tools.generators") / SHIPPED
    found = [read_card(p.read_text(encoding="utf-8")) for p in folder.iterdir() if p.name.endswith(".json")]
    return {card.name: card for card in found}


def read_card(text: str) -> Card:
    """Return a card from its JSON.

    Raises:
        UserError: it is none.
    """
    return weights.read_card(text, Card, "a generator's weights")


def load_shipped(card: Card) -> nn.Module:
    """Return a shipped generator.

    Raises:
        UserError: its weights are not there, or not those that the card describes.
    """
    return load(weights.shipped_bytes(files("tools.generators") / SHIPPED, card.name, card.weights_sha256), card)


def load(content: bytes, card: Card) -> nn.Module:
    """Return a generator from the bytes of a safetensors file.

    Raises:
        UserError: the bytes are no safetensors, or hold other tensors than the card's model.
    """
    from tools.generators.roster import build

    model = build(card.read_plan(), card.dim, card.bounds)
    tensors = weights.read_tensors(content, f"{card.name}.safetensors")
    weights.match_tensors(tensors, model.state_dict(), f"{card.name}.safetensors")
    model.load_state_dict(tensors)
    return model.eval()


def save(folder: Path, card: Card, content: bytes) -> None:
    """Keep weights and their card in a folder, the card last, so that it never stands without its weights."""
    folder.mkdir(parents=True, exist_ok=True)
    write_atomically(folder / f"{card.name}.safetensors", content)
    write_atomically(folder / f"{card.name}.json", weights.card_text(card).encode())


def load_kept(folder: Path, name: str) -> tuple[Card, nn.Module] | None:
    """Return a generator that was kept in a folder, None where there is none of this name.

    Raises:
        UserError: its files were changed.
    """
    path = folder / f"{name}.json"
    if not path.is_file():
        return None
    card = read_card(path.read_text(encoding="utf-8"))
    return card, load(weights.shipped_bytes(folder, name, card.weights_sha256), card)


def describe(
    name: str, data: str, dim: int, bounds: tuple[float, float] | None, plan: Plan, fitted: Any
) -> tuple[Card, bytes]:
    """Return the card and the bytes of a trained generator.

    Args:
        name: of its files.
        data: the data set it learned.
        dim: numbers in a sample.
        bounds: of a sample.
        plan: what it follows from.
        fitted: the training's result, a `fitting.Fitted`.
    """
    from tools.generators.nets import count

    content = weights.tensors_as_bytes(fitted.model.state_dict())
    card = Card(
        name=name,
        data=data,
        dim=dim,
        bounds=bounds,
        plan=asdict(plan),
        parameters=count(fitted.model),
        iterations=fitted.iterations,
        cpu_seconds=round(fitted.cpu_seconds, 1),
        curve=tuple((step, round(loss, 6)) for step, loss in fitted.curve),
        weights_sha256=hashlib.sha256(content).hexdigest(),
    )
    return card, content
