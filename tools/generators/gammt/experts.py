"""K small decoder-only transformers side by side: parameters stacked along a first axis, one batched product for all.

Expert k gives p_k(x_t | x_<t) (arXiv 2211.09812); what selects among them is in `selection`.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F


@dataclass(frozen=True)
class Shape:
    """The size of the experts.

    Attributes:
        experts: K, how many stand side by side.
        symbols: V, size of the alphabet.
        length: T, longest context.
        dim: width of an expert.
        layers: blocks of an expert.
        heads: attention heads of an expert.
        gate: whether a token gate weighs the experts at each place.
        symbol_scale: of the first embeddings of symbols. Where it is small beside that of the places, an expert says of
            a symbol that it hardly ever saw what it says of none, instead of what the first weights happen to say.
    """

    experts: int
    symbols: int
    length: int
    dim: int = 32
    layers: int = 2
    heads: int = 4
    gate: bool = False
    symbol_scale: float = 1.0


class Experts(nn.Module):
    """K transformers over one alphabet, and the weights that select among them."""

    def __init__(self, shape: Shape, seed: int) -> None:
        super().__init__()
        self.shape = shape
        k, v, t, d = shape.experts, shape.symbols, shape.length, shape.dim
        chance = torch.Generator().manual_seed(seed)
        self.log_prior = nn.Parameter(torch.zeros(k))
        self.tokens = _normal(chance, k, v + 1, d, scale=shape.symbol_scale)
        self.places = _normal(chance, k, t, d, scale=0.3)
        self.blocks = nn.ModuleList(_Block(chance, k, d) for _ in range(shape.layers))
        self.norm = nn.Parameter(torch.ones(k, 1, d))
        self.head = _uniform(chance, k, d, v)
        self.gate = _normal(chance, k, d, 1, scale=0.02) if shape.gate else None

    def forward(self, symbols: Tensor) -> tuple[Tensor, Tensor]:
        """Return log p_k(x_t | x_<t) of every symbol, and the log weights of the gate.

        Args:
            symbols: [N, T], each from 0 to V - 1, or [K, N, T] where each expert reads sequences of its own; place t
                is predicted from the places before it.

        Returns:
            Log probabilities [K, N, T, V]; log weights [K, N, T] where there is a gate, else [K, 1, 1] of the prior.
        """
        cases, length = symbols.shape[-2:]
        k, v, d = self.shape.experts, self.shape.symbols, self.shape.dim
        start = torch.full((*symbols.shape[:-1], 1), v, dtype=symbols.dtype)
        read = torch.cat([start, symbols[..., :-1]], dim=-1).reshape(-1, cases * length).expand(k, -1)
        rows = read + (v + 1) * torch.arange(k)[:, None]
        hidden = F.embedding(rows, self.tokens.flatten(0, 1)) + self.places[:, :length].repeat(1, cases, 1)
        for block in self.blocks:
            hidden = block(hidden, cases, self.shape.heads)
        hidden = F.layer_norm(hidden, (d,)) * self.norm
        scores = torch.bmm(hidden, self.head).view(k, cases, length, v)
        return F.log_softmax(scores, dim=-1), self._weights(hidden, cases, length)

    def _weights(self, hidden: Tensor, cases: int, length: int) -> Tensor:
        if self.gate is None:
            return F.log_softmax(self.log_prior, dim=0)[:, None, None]
        told = torch.bmm(hidden, self.gate).view(-1, cases, length)
        return F.log_softmax(told + self.log_prior[:, None, None], dim=0)


class _Block(nn.Module):
    """Causal attention, then two layers of a perceptron; K at once."""

    def __init__(self, chance: torch.Generator, k: int, d: int) -> None:
        super().__init__()
        self.norm1 = nn.Parameter(torch.ones(k, 1, d))
        self.norm2 = nn.Parameter(torch.ones(k, 1, d))
        self.attend = _uniform(chance, k, d, 3 * d)
        self.out = _uniform(chance, k, d, d)
        self.up = _uniform(chance, k, d, 4 * d)
        self.down = _uniform(chance, k, 4 * d, d)

    def forward(self, hidden: Tensor, cases: int, heads: int) -> Tensor:
        k, rows, d = hidden.shape
        length = rows // cases
        normed = F.layer_norm(hidden, (d,)) * self.norm1
        three = torch.bmm(normed, self.attend).view(k * cases, length, 3, heads, d // heads)
        queries, keys, values = three.permute(2, 0, 3, 1, 4)
        mixed = F.scaled_dot_product_attention(queries, keys, values, is_causal=True)
        hidden = hidden + torch.bmm(mixed.transpose(1, 2).reshape(k, rows, d), self.out)
        normed = F.layer_norm(hidden, (d,)) * self.norm2
        return hidden + torch.bmm(F.gelu(torch.bmm(normed, self.up), approximate="tanh"), self.down)


def _uniform(chance: torch.Generator, k: int, rows: int, columns: int) -> nn.Parameter:
    return nn.Parameter((2.0 * torch.rand(k, rows, columns, generator=chance) - 1.0) * rows**-0.5)


def _normal(chance: torch.Generator, k: int, rows: int, columns: int, *, scale: float) -> nn.Parameter:
    return nn.Parameter(scale * torch.randn(k, rows, columns, generator=chance))
