"""Trained models on disk: weights as safetensors, and a card that says how they were made and how they score.

Shipped models lie in the folder `checkpoints`; every one has a card, some have weights (the first of the card's seeds).
Nothing is ever unpickled: a file that is not safetensors, or holds other tensors than its card says, is refused.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tools.arithmetic.encodings import Encoding
from tools.arithmetic.probes import LengthScore
from tools.arithmetic.tasks import Operation, Task
from tools.core import UserError

if TYPE_CHECKING:
    from tools.arithmetic.models import Decoder, Shape
    from tools.arithmetic.train import Recipe, State

SHIPPED = "checkpoints"
LARGEST = 64 * 1024 * 1024


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
    try:
        return Card.model_validate_json(text)
    except ValidationError as error:
        problem = error.errors()[0]
        where = ".".join(map(str, problem["loc"]))
        raise UserError(f"This is no card of an arithmetic checkpoint: {where} {problem['msg'].lower()}.") from error


def shipped_model(card: Card) -> Decoder:
    """Return the weights that are shipped with a card, as a model of one member.

    Raises:
        UserError: there are none, or the file was changed.
    """
    if not card.weights_sha256:
        raise UserError(f"{card.name} is shipped as scores alone, without weights: train it instead (source=train).")
    content = (files("tools.arithmetic") / SHIPPED / f"{card.name}.safetensors").read_bytes()
    if hashlib.sha256(content).hexdigest() != card.weights_sha256:
        raise UserError(f"The checkpoint {card.name} is not the one its card describes: reinstall Quesnay.")
    return load_weights(content, card)


def load_weights(content: bytes, card: Card) -> Decoder:
    """Return a model from the bytes of a safetensors file.

    Raises:
        UserError: the bytes are no safetensors, or hold other tensors than the card says.
    """
    from tools.arithmetic.models import Decoder

    model = Decoder(card.task, card.shape, card.seeds[:1])
    tensors = _read(content, card.name)
    _match(tensors, model.state_dict(), card.name)
    model.load_state_dict(tensors)
    return model.eval()


def save_weights(model: Decoder) -> bytes:
    """Return a model as the bytes of a safetensors file."""
    from safetensors.torch import save

    return save({name: value.contiguous() for name, value in model.state_dict().items()})


def save_state(folder: Path, recipe: Recipe, state: State) -> Path:
    """Keep where a training stands, to take it up again; return the file."""
    from safetensors.torch import save

    from tools.core.atomic import write_atomically

    path = _state_file(folder, recipe)
    curve = [[point.step, *point.loss] for point in state.curve]
    told = {"step": str(state.step), "recipe": json.dumps(asdict(recipe)), "curve": json.dumps(curve)}
    write_atomically(path, save(state.tensors, metadata=told))
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
    content = path.read_bytes() if path.stat().st_size <= LARGEST else b""
    tensors = _read(content, path.name)
    try:
        told = json.loads(content[8 : 8 + int.from_bytes(content[:8], "little")])["__metadata__"]
        curve = tuple(Point(int(row[0]), tuple(map(float, row[1:]))) for row in json.loads(told["curve"]))
        return State(int(told["step"]), tensors, curve)
    except (ValueError, LookupError, TypeError) as error:
        raise _foreign(path.name, "it lacks the steps and the curve") from error


def drop_state(folder: Path, recipe: Recipe) -> None:
    """Forget where a training stands."""
    _state_file(folder, recipe).unlink(missing_ok=True)


def _state_file(folder: Path, recipe: Recipe) -> Path:
    return folder / "arithmetic" / f"{recipe.digest}.safetensors"


def _read(content: bytes, name: str) -> dict[str, Any]:
    from safetensors import SafetensorError
    from safetensors.torch import load

    try:
        return load(content)
    except (SafetensorError, ValueError, KeyError) as error:
        raise _foreign(name, "it is no safetensors file") from error


def _match(tensors: Mapping[str, Any], wanted: Mapping[str, Any], name: str) -> None:
    for key, value in wanted.items():
        if key not in tensors:
            raise _foreign(name, f"it lacks the tensor {key}")
        if tensors[key].shape != value.shape or tensors[key].dtype != value.dtype:
            raise _foreign(
                name, f"its tensor {key} has the shape {tuple(tensors[key].shape)}, not {tuple(value.shape)}"
            )
    if extra := sorted(set(tensors) - set(wanted)):
        raise _foreign(name, f"it holds a tensor {extra[0]} that the model has not")


def _foreign(name: str, why: str) -> UserError:
    return UserError(
        f"The file {name} is no checkpoint of this model ({why}): it is corrupt or of another program. "
        "Remove it and train again. Only safetensors files are read, never pickles."
    )
