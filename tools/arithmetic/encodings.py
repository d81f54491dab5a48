"""How a model is told where a token stands: seven positional encodings, as plain functions of positions.

Absolute ones add a vector to each token's embedding; relative ones change the attention scores by the distance between
two tokens; NoPE tells nothing, and leaves the causal mask as the only hint.
"""

from __future__ import annotations

import math
from typing import Any, Literal, get_args

from tools.core import UnknownName

Encoding = Literal["learned", "sinusoidal", "rope", "alibi", "relative_bias", "nope", "abacus"]
ENCODINGS: tuple[Encoding, ...] = get_args(Encoding)

LABELS: dict[Encoding, str] = {
    "learned": "learned absolute",
    "sinusoidal": "sinusoidal",
    "rope": "RoPE",
    "alibi": "ALiBi",
    "relative_bias": "relative bias",
    "nope": "NoPE (none)",
    "abacus": "Abacus-like",
}
CHINESE: dict[Encoding, str] = {
    "learned": "可学习绝对位置",
    "sinusoidal": "正弦位置",
    "rope": "旋转位置编码 RoPE",
    "alibi": "ALiBi",
    "relative_bias": "相对位置偏置",
    "nope": "无位置编码 NoPE",
    "abacus": "Abacus 式位置",
}
SPELLINGS: dict[str, Encoding] = {
    "absolute": "learned",
    "learned absolute": "learned",
    "ape": "learned",
    "learnable": "learned",
    "绝对": "learned",
    "绝对位置": "learned",
    "可学习": "learned",
    "可学习位置": "learned",
    "可学习绝对位置": "learned",
    "sin": "sinusoidal",
    "sine": "sinusoidal",
    "sinusoid": "sinusoidal",
    "正弦": "sinusoidal",
    "正弦位置": "sinusoidal",
    "rotary": "rope",
    "rotary embedding": "rope",
    "旋转": "rope",
    "旋转位置": "rope",
    "旋转位置编码": "rope",
    "relative": "relative_bias",
    "relative bias": "relative_bias",
    "t5": "relative_bias",
    "t5 bias": "relative_bias",
    "bias": "relative_bias",
    "相对": "relative_bias",
    "相对位置": "relative_bias",
    "相对位置偏置": "relative_bias",
    "相对偏置": "relative_bias",
    "none": "nope",
    "no positions": "nope",
    "no position": "nope",
    "无": "nope",
    "无位置": "nope",
    "无位置编码": "nope",
    "abacus-like": "abacus",
}
RELATIVE: tuple[Encoding, ...] = ("rope", "alibi", "relative_bias")
"""Encodings that see constant offsets between tokens, and no absolute place."""


def resolve_encoding(name: str) -> Encoding:
    """Return the encoding that a person means.

    Raises:
        UnknownName: there is none so called.

    >>> resolve_encoding("RoPE"), resolve_encoding("相对位置"), resolve_encoding("relative-bias")
    ('rope', 'relative_bias', 'relative_bias')
    """
    plain = name.strip().casefold()
    for form in (plain, plain.replace("-", " ").replace("_", " "), plain.replace(" ", "_").replace("-", "_")):
        if form in ENCODINGS:
            return form
        if form in SPELLINGS:
            return SPELLINGS[form]
    raise UnknownName("positional encoding", name, list(ENCODINGS), spellings=SPELLINGS, kind_zh="位置编码")


def sinusoids(length: int, dim: int) -> Any:
    """Return the fixed sine and cosine vectors of the positions, [length, dim] (Vaswani et al. 2017, section 3.5)."""
    import torch

    frequencies = 10_000.0 ** -(torch.arange(0, dim, 2) / dim)
    angles = torch.arange(length)[:, None] * frequencies
    return torch.cat([angles.sin(), angles.cos()], dim=-1)


def rotation(length: int, dim: int) -> tuple[Any, Any]:
    """Return cosines and sines that rotate queries and keys by their position, each [length, dim] (Su et al. 2021)."""
    import torch

    frequencies = 10_000.0 ** -(torch.arange(0, dim, 2) / dim)
    angles = (torch.arange(length)[:, None] * frequencies).repeat_interleave(2, dim=-1)
    return angles.cos(), angles.sin()


def rotate(vectors: Any, cosines: Any, sines: Any) -> Any:
    """Return vectors [..., length, dim] turned by their positions, pairs of neighbouring entries together."""
    import torch

    even, odd = vectors[..., 0::2], vectors[..., 1::2]
    turned = torch.stack([-odd, even], dim=-1).flatten(-2)
    return vectors * cosines + turned * sines


def alibi_slopes(heads: int) -> list[float]:
    """Return the slope of each head's penalty on distance (Press et al. 2022, section 3).

    >>> alibi_slopes(4)
    [0.25, 0.0625, 0.015625, 0.00390625]
    """
    power = 2 ** math.floor(math.log2(heads))
    slopes = [2.0 ** (-8.0 * (head + 1) / power) for head in range(power)]
    return slopes + [2.0 ** (-4.0 * (2 * extra + 1) / power) for extra in range(heads - power)]


def places(width: int, result_width: int, units_first: bool, result_reversed: bool) -> list[int]:
    """Return each token's place inside its number, counted from the units as 1; signs get 0 (McLeish et al. 2024).

    >>> places(2, 3, units_first=False, result_reversed=True)
    [2, 1, 0, 2, 1, 0, 1, 2, 3]
    """

    def count(digits: int, upward: bool) -> list[int]:
        order = list(range(1, digits + 1))
        return order if upward else order[::-1]

    operand = count(width, units_first)
    return [*operand, 0, *operand, 0, *count(result_width, result_reversed)]
