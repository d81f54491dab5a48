"""A decoder-only transformer in which several seeds are trained side by side, with seven positional encodings.

The block is that of x-transformers' `Decoder` (pre-norm, no biases in attention, GELU); the tests check each encoding
against that library with the same weights. What it lacks is here: all parameters carry a leading axis of members, one
a seed, so that every multiplication is one batched product for all seeds; and the last layer is computed only where a
result is read. x-transformers under `torch.func.vmap` gains nothing on a processor (evals/bench/arithmetic.py).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn
from torch.nn import functional as F

from tools.arithmetic.encodings import Encoding, alibi_slopes, places, rotate, rotation, sinusoids
from tools.arithmetic.tasks import VOCABULARY, Task

BIAS_REACH = 8.0
"""Factor of the learned biases: at the step size of the other weights a bare one grows too slowly to point."""

ABACUS_SHIFTS = 4
"""Places that a training example may be shifted by, so that higher places are seen (McLeish et al. 2024)."""


@dataclass(frozen=True)
class Shape:
    """Size of a model, and how it is told positions.

    Attributes:
        encoding: the positional encoding.
        layers, dim, heads: depth, width and attention heads.
        dropout: share of entries of the embedding and of each block's output that training drops.
        attention_dropout: share of attention weights that training drops. It makes a relative bias carry on upward:
            else heads keep some weight on digits that are always 0 in training, and longer numbers disturb them.
    """

    encoding: Encoding
    layers: int = 2
    dim: int = 64
    heads: int = 4
    dropout: float = 0.0
    attention_dropout: float = 0.0


@dataclass
class Cache:
    """Keys and values of what was read, a layer each: [members * cases, heads, read, dim / heads]."""

    keys: list[Tensor] = field(default_factory=list)
    values: list[Tensor] = field(default_factory=list)


class Layer(nn.Module):
    """The parameters of one block, all with a leading axis of members."""

    def __init__(self, shape: Shape, generators: Sequence[torch.Generator]) -> None:
        super().__init__()
        dim, members = shape.dim, len(generators)
        self.norm1, self.norm2 = (nn.Parameter(torch.ones(members, 1, dim)) for _ in range(2))
        self.query, self.out = (_linear(generators, dim, dim) for _ in range(2))
        self.key_value = _linear(generators, dim, 2 * dim)
        self.up, self.down = _linear(generators, dim, 4 * dim), _linear(generators, 4 * dim, dim)
        self.up_bias = nn.Parameter(torch.zeros(members, 1, 4 * dim))
        self.down_bias = nn.Parameter(torch.zeros(members, 1, dim))


class Decoder(nn.Module):
    """A stack of transformers, one a seed, that share no parameter and are computed together.

    Args:
        task: what is written; it fixes the length.
        shape: size and encoding.
        seeds: one a member; each member starts as it would alone.
    """

    mask: Tensor
    waves: Tensor
    cosines: Tensor
    sines: Tensor
    penalty: Tensor
    distances: Tensor
    places: Tensor

    def __init__(self, task: Task, shape: Shape, seeds: Sequence[int]) -> None:
        super().__init__()
        self.task, self.shape, self.seeds = task, shape, tuple(seeds)
        generators = [torch.Generator().manual_seed(seed) for seed in seeds]
        dim, length = shape.dim, task.length
        self.tokens = _normal(generators, VOCABULARY, dim, scale=0.2)
        self.layers = nn.ModuleList(Layer(shape, generators) for _ in range(shape.layers))
        self.norm = nn.Parameter(torch.ones(len(seeds), 1, dim))
        self.logits = _linear(generators, dim, VOCABULARY)
        self._add_positions(generators, length)
        self.register_buffer("mask", torch.full((length, length), -math.inf).triu(1), persistent=False)
        self.chance: torch.Generator | None = None
        """Source of dropout's draws: a model's own, so that trainings beside each other do not mix theirs."""

    @property
    def members(self) -> int:
        """Number of seeds side by side."""
        return len(self.seeds)

    def forward(
        self,
        tokens: Int[Tensor, "members cases read"],
        *,
        outputs: int,
        cache: Cache | None = None,
        shifts: Int[Tensor, "members cases 1"] | None = None,
    ) -> Float[Tensor, "members cases outputs vocabulary"]:
        """Return the scores of the next token after each of the last `outputs` tokens.

        Args:
            tokens: what is read, after what `cache` holds.
            outputs: tokens at the end whose successors are wanted.
            cache: filled with keys and values, so that the next call reads only what is new.
            shifts: places that each case is moved up by; the Abacus-like encoding alone heeds it.
        """
        before = cache.keys[0].shape[2] if cache and cache.keys else 0
        hidden = self._embed(tokens, before, shifts)
        for at in range(self.shape.layers):
            kept = outputs if at == self.shape.layers - 1 else tokens.shape[2]
            hidden = self._block(at, hidden, kept, before, cache)
        normed = F.layer_norm(hidden, hidden.shape[-1:]) * self.norm[:, None]
        return _product(normed, self.logits)

    def hidden(self, tokens: Int[Tensor, "members cases read"]) -> list[Float[Tensor, "members cases read dim"]]:
        """Return the residual stream before the first block and after each."""
        states = [self._embed(tokens, 0, None)]
        for at in range(self.shape.layers):
            states.append(self._block(at, states[-1], tokens.shape[2], 0, None))
        return states

    @torch.no_grad()
    def answer(self, tokens: Int[Tensor, "members cases asked"]) -> Int[Tensor, "members cases result_width"]:
        """Return the result tokens that each member writes, the likeliest one at a time."""
        cache, written = Cache(), []
        read = tokens
        for _ in range(self.task.result_width):
            read = self(read, outputs=1, cache=cache).argmax(-1)
            written.append(read)
        return torch.cat(written, dim=2)

    def member(self, at: int) -> Decoder:
        """Return one member as a model of its own."""
        alone = Decoder(self.task, self.shape, self.seeds[at : at + 1])
        alone.load_state_dict({name: value[at : at + 1].clone() for name, value in self.state_dict().items()})
        return alone

    def _add_positions(self, generators: Sequence[torch.Generator], length: int) -> None:
        shape, members = self.shape, len(generators)
        match shape.encoding:
            case "learned":
                self.positions = _normal(generators, length, shape.dim, scale=0.2)
            case "sinusoidal":
                self.scale = nn.Parameter(torch.full((members, 1, 1), 0.2))
                self.register_buffer("waves", sinusoids(length, shape.dim), persistent=False)
            case "rope":
                for name, table in zip(("cosines", "sines"), rotation(length, shape.dim // shape.heads), strict=True):
                    self.register_buffer(name, table, persistent=False)
            case "alibi":
                slopes = torch.tensor(alibi_slopes(shape.heads))
                self.register_buffer("penalty", -slopes[:, None, None] * _distances(length), persistent=False)
            case "relative_bias":
                self.biases = nn.Parameter(torch.zeros(members, shape.layers, shape.heads, length))
                self.register_buffer("distances", _distances(length), persistent=False)
            case "abacus":
                task = self.task
                table = places(task.width, task.result_width, task.units_first, task.result_reversed)
                self.register_buffer("places", torch.tensor(table), persistent=False)
                self.positions = _normal(generators, max(table) + 1 + ABACUS_SHIFTS, shape.dim, scale=0.2)

    def _embed(self, tokens: Tensor, before: int, shifts: Tensor | None) -> Tensor:
        hidden = _lookup(self.tokens, tokens)
        span = slice(before, before + tokens.shape[2])
        match self.shape.encoding:
            case "learned":
                hidden = hidden + self.positions[:, None, span]
            case "sinusoidal":
                hidden = hidden + self.scale[:, None] * self.waves[span]
            case "abacus":
                where = self.places[span].expand(tokens.shape)
                hidden = hidden + _lookup(self.positions, where if shifts is None else where + shifts * (where > 0))
        return self._drop(hidden, self.shape.dropout)

    def _block(self, at: int, hidden: Tensor, kept: int, before: int, cache: Cache | None) -> Tensor:
        """Return the residual stream after a block, at the last `kept` tokens."""
        layer: Any = self.layers[at]
        members, cases, read, dim = hidden.shape
        normed = F.layer_norm(hidden, (dim,)) * layer.norm1[:, None]
        keys, values = self._heads(_product(normed, layer.key_value)).chunk(2, dim=1)
        hidden, normed = hidden[:, :, read - kept :], normed[:, :, read - kept :]
        queries = self._heads(_product(normed, layer.query))
        if self.shape.encoding == "rope":
            span = slice(before, before + read)
            keys = rotate(keys, self.cosines[span], self.sines[span])
            last = slice(before + read - kept, before + read)
            queries = rotate(queries, self.cosines[last], self.sines[last])
        if cache is not None:
            keys, values = _extend(cache, at, keys, values)
        scores = (queries * queries.shape[-1] ** -0.5) @ keys.transpose(-1, -2)
        weights = self._drop(torch.softmax(self._biased(at, scores, members), dim=-1), self.shape.attention_dropout)
        mixed = (weights @ values).transpose(1, 2).reshape(members, cases, kept, dim)
        hidden = hidden + self._drop(_product(mixed, layer.out), self.shape.dropout)
        normed = F.layer_norm(hidden, (dim,)) * layer.norm2[:, None]
        inner = F.gelu(_product(normed, layer.up, layer.up_bias))
        return hidden + self._drop(_product(inner, layer.down, layer.down_bias), self.shape.dropout)

    def _heads(self, vectors: Tensor) -> Tensor:
        """Return [members * cases, heads (twice for keys with values), tokens, dim / heads]."""
        members, cases, read, width = vectors.shape
        per_head = self.shape.dim // self.shape.heads
        return vectors.view(members * cases, read, width // per_head, per_head).transpose(1, 2)

    def _biased(self, at: int, scores: Tensor, members: int) -> Tensor:
        """Return a layer's scores with the causal mask and what a relative encoding adds."""
        end, kept = scores.shape[-1], scores.shape[-2]
        rows, columns = slice(end - kept, end), slice(0, end)
        added = self.mask[rows, columns]
        if self.shape.encoding == "alibi":
            added = added + self.penalty[:, rows, columns]
        if self.shape.encoding == "relative_bias":
            biases = BIAS_REACH * self.biases[:, at][:, :, self.distances[rows, columns]] + added
            return (scores.view(members, -1, *scores.shape[1:]) + biases[:, None]).view(scores.shape)
        return scores + added

    def _drop(self, values: Tensor, share: float) -> Tensor:
        if not (self.training and share):
            return values
        kept = 1.0 - share
        return values * torch.empty_like(values).bernoulli_(kept, generator=self.chance).div_(kept)


def _product(vectors: Tensor, weights: Tensor, bias: Tensor | None = None) -> Tensor:
    """Return each member's vectors times its own matrix: one batched product for all members."""
    members, cases, read, dim = vectors.shape
    flat = vectors.reshape(members, cases * read, dim)
    out = torch.bmm(flat, weights) if bias is None else torch.baddbmm(bias, flat, weights)
    return out.view(members, cases, read, -1)


def _lookup(table: Tensor, indices: Tensor) -> Tensor:
    """Return rows of each member's own table, [members, ..., dim]."""
    members, rows, dim = table.shape
    offsets = torch.arange(members, device=table.device).view(-1, 1, 1) * rows
    return F.embedding(indices + offsets, table.reshape(members * rows, dim))


def _extend(cache: Cache, at: int, keys: Tensor, values: Tensor) -> tuple[Tensor, Tensor]:
    if at < len(cache.keys):
        keys, values = torch.cat([cache.keys[at], keys], dim=2), torch.cat([cache.values[at], values], dim=2)
        cache.keys[at], cache.values[at] = keys, values
    else:
        cache.keys.append(keys)
        cache.values.append(values)
    return keys, values


def _distances(length: int) -> Tensor:
    """Return how far back each key lies from each query, [queries, keys]; 0 ahead of it."""
    at = torch.arange(length)
    return (at[:, None] - at).clamp(min=0)


def _linear(generators: Sequence[torch.Generator], rows: int, columns: int) -> nn.Parameter:
    reach = rows**-0.5
    drawn = [torch.rand(rows, columns, generator=generator) for generator in generators]
    return nn.Parameter((2.0 * torch.stack(drawn) - 1.0) * reach)


def _normal(generators: Sequence[torch.Generator], rows: int, columns: int, *, scale: float) -> nn.Parameter:
    return nn.Parameter(scale * torch.stack([torch.randn(rows, columns, generator=g) for g in generators]))
