"""Trained models on disk: weights as safetensors, and a card that says how they were made and how they score.

Shipped models lie in the folder `checkpoints`; every one has a card, some have weights (the first of the card's seeds).
Nothing is ever unpickled: a file that is not safetensors, or holds other tensors than its card says, is refused.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from tools.arithmetic.encodings import Encoding
from tools.arithmetic.probes import LengthScore
from tools.arithmetic.tasks import Operation, Task
from tools.core import UserError, weights

if TYPE_CHECKING:
    from tools.arithmetic.models import Decoder, Shape
    from tools.arithmetic.train import Recipe, State

SHIPPED = "checkpoints"


class Stage(BaseModel):
    """Representations of the same cases at one step of training, on its own two principal components."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    step: int
    points: tuple[tuple[float, float], ...]
    digits: tuple[int, ...]
    explained: float


class Card(BaseModel):
    """What is known of a trained model: `scores` are of all seeds, the weights (where shipped) of the first."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(pattern=r"^[a-z0-9-]+$")
    operation: Operation
    digits: int
    width: int
    modulus: int
    units_first: bool
    encoding: Encoding
    layers: int
    dim: int
    heads: int
    dropout: float
    attention_dropout: float
    weight_decay: float
    mixed: float
    steps: int
    batch: int
    learning_rate: float
    seeds: tuple[int, ...]
    parameters: int
    cpu_seconds: float
    scores: tuple[LengthScore, ...]
    test_seed: int
    stages: tuple[Stage, ...] = ()
    weights_sha256: str = ""

    @property
    def task(self) -> Task:
        """The task it was trained on."""
        return Task(self.operation, self.digits, self.width, self.modulus, self.units_first)

    @property
    def shape(self) -> Shape:
        """The size of the model, and its encoding."""
        from tools.arithmetic.models import Shape

        return Shape(self.encoding, self.layers, self.dim, self.heads, self.dropout, self.attention_dropout)


@lru_cache(maxsize=1)
def cards() -> tuple[Card, ...]:
    """Return the cards of all shipped models, by name."""
    folder = files("tools.arithmetic") / SHIPPED
    texts = [path.read_text(encoding="utf-8") for path in folder.iterdir() if path.name.endswith(".json")]
    return tuple(sorted((read_card(text) for text in texts), key=lambda card: card.name))


def read_card(text: str) -> Card:
    """Return a card from its JSON.

    Raises:
        UserError: it is no card.
    """
    return weights.read_card(text, Card, "an arithmetic checkpoint")


def shipped_model(card: Card) -> Decoder:
    """Return the weights that are shipped with a card, as a model of one member.

    Raises:
        UserError: there are none, or the file was changed.
    """
    if not card.weights_sha256:
        raise UserError(
            f"{card.name} is shipped as scores alone, without weights: train it instead (source=train).",
            chinese=f"{card.name} 只附带测得的分数，没有权重：请改为训练（source=train）。",
        )
    folder = files("tools.arithmetic") / SHIPPED
    return load_weights(weights.shipped_bytes(folder, card.name, card.weights_sha256), card)


def load_weights(content: bytes, card: Card) -> Decoder:
    """Return a model from the bytes of a safetensors file.

    Raises:
        UserError: the bytes are no safetensors, or hold other tensors than the card says.
    """
    from tools.arithmetic.models import Decoder

    model = Decoder(card.task, card.shape, card.seeds[:1])
    tensors = weights.read_tensors(content, card.name)
    weights.match_tensors(tensors, model.state_dict(), card.name)
    model.load_state_dict(tensors)
    return model.eval()


def save_weights(model: Decoder) -> bytes:
    """Return a model as the bytes of a safetensors file."""
    return weights.tensors_as_bytes(model.state_dict())


def save_state(folder: Path, recipe: Recipe, state: State) -> Path:
    """Keep where a training stands, to take it up again; return the file."""
    from tools.core.atomic import write_atomically

    path = _state_file(folder, recipe)
    curve = [[point.step, *point.loss] for point in state.curve]
    told = {"step": str(state.step), "recipe": json.dumps(asdict(recipe)), "curve": json.dumps(curve)}
    write_atomically(path, weights.tensors_as_bytes(state.tensors, told))
    return path


def load_state(folder: Path, recipe: Recipe) -> State | None:
    """Return where a training of exactly this recipe stands; None where none was kept.

    Raises:
        UserError: the file was changed, or is no checkpoint.
    """
    from tools.arithmetic.train import Point, State

    path = _state_file(folder, recipe)
    if not path.is_file():
        return None
    content = path.read_bytes() if path.stat().st_size <= weights.LARGEST else b""
    tensors = weights.read_tensors(content, path.name)
    told = weights.read_told(content, path.name)
    try:
        curve = tuple(Point(int(row[0]), tuple(map(float, row[1:]))) for row in json.loads(told["curve"]))
        return State(int(told["step"]), tensors, curve)
    except (ValueError, LookupError, TypeError) as error:
        raise weights.foreign(path.name, "it lacks the steps and the curve") from error


def drop_state(folder: Path, recipe: Recipe) -> None:
    """Forget where a training stands."""
    _state_file(folder, recipe).unlink(missing_ok=True)


def _state_file(folder: Path, recipe: Recipe) -> Path:
    return folder / "arithmetic" / f"{recipe.digest}.safetensors"
