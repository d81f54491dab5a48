"""Trained sets that come with Quesnay: weights as safetensors, and a card of all that was measured beside them."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict, Field

from tools.core.weights import match_tensors, read_card, read_tensors, shipped_bytes, tensors_as_bytes
from tools.generators.gammt.experts import Experts, Shape
from tools.generators.gammt.fitting import Fitted, Measured, Source
from tools.generators.gammt.selection import Rule

FOLDER = "weights"


class Card(BaseModel):
    """What is known of a shipped set: its shape, how it was trained and how everything tried beside it did."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(pattern=r"^[a-z_]+$")
    title: str
    symbols: tuple[str, ...]
    rule: Rule
    experts: int = Field(ge=1, le=16)
    length: int = Field(ge=2, le=256)
    dim: int = Field(ge=4, le=256)
    layers: int = Field(ge=1, le=8)
    heads: int = Field(ge=1, le=8)
    seed: int
    rows: tuple[Measured, ...]
    chosen: int
    best: int
    weights_sha256: str = Field(pattern=r"^[0-9a-f]{64}$")

    @property
    def shape(self) -> Shape:
        """The size of the experts."""
        gate = self.rule == "token"
        return Shape(self.experts, len(self.symbols), self.length, self.dim, self.layers, self.heads, gate)


@lru_cache(maxsize=1)
def cards() -> dict[str, Card]:
    """Return the cards of the shipped sets by name."""
    folder = files("tools.generators.gammt") / FOLDER
    texts = [path.read_text(encoding="utf-8") for path in folder.iterdir() if path.name.endswith(".json")]
    found = [read_card(text, Card, "a set of experts") for text in texts]
    return {card.name: card for card in sorted(found, key=lambda card: card.name)}


def shipped_set(card: Card, data: Source) -> Fitted:
    """Return a shipped set as if it had been fitted just now.

    Raises:
        UserError: the weights are missing, were changed, or are of another model.
    """
    content = shipped_bytes(files("tools.generators.gammt") / FOLDER, card.name, card.weights_sha256)
    model = load_experts(content, card)
    return Fitted(data, card.rule, model, card.rows, card.chosen, card.best, "complete", "shipped")


def load_experts(content: bytes, card: Card) -> Experts:
    """Return experts from the bytes of a safetensors file.

    Raises:
        UserError: the bytes are no safetensors, or hold other tensors than the card says.
    """
    model = Experts(card.shape, seed=0)
    tensors = read_tensors(content, card.name)
    match_tensors(tensors, model.state_dict(), card.name)
    model.load_state_dict(tensors)
    return model.eval()


def experts_as_bytes(model: Experts) -> bytes:
    """Return experts as the bytes of a safetensors file."""
    return tensors_as_bytes(model.state_dict())
