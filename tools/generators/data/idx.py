"""Pictures in idx files, the format of MNIST and Fashion-MNIST: a head of sizes, then one byte a pixel."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

import numpy as np
from jaxtyping import Float

from tools.core.errors import UserError
from tools.generators.data.samples import SampleSet, pictures

MAGIC = b"\x00\x00\x08\x03"
"""Two zeros, the type (unsigned bytes), and three dimensions: pictures, rows, columns."""
MOST_BYTES = 200_000_000
MOST_PICTURES = 6_000
"""Pictures that are used, the first of the file: enough for the measures and a small machine."""
LARGEST_SIDE = 16
"""Pictures with a longer side are made smaller by averaging blocks of pixels."""
IMAGES = "train-images-idx3-ubyte.gz"


def read_idx(content: bytes, name: str) -> np.ndarray:
    """Return the pictures of an idx file, [n, height, width] of bytes; a gzip file is unpacked first.

    Args:
        content: of the file.
        name: of the file, for messages.

    Raises:
        UserError: it is no idx file of pictures, or its length is not what its head says.
    """
    if content[:2] == b"\x1f\x8b":
        try:
            unpacked = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
            content = unpacked.decompress(content, MOST_BYTES)
        except (zlib.error, gzip.BadGzipFile, EOFError) as error:
            raise _wrong(name, "its gzip data is corrupt", "gzip 数据已损坏") from error
    if content[:4] != MAGIC or len(content) < 16:
        raise _wrong(name, "it does not begin as an idx file of pictures does", "文件头不是 idx 图片格式")
    n, height, width = (int.from_bytes(content[at : at + 4], "big") for at in (4, 8, 12))
    if n * height * width != len(content) - 16:
        raise _wrong(
            name,
            f"its head says {n:,} pictures of {height} x {width}, which is {n * height * width:,} bytes, "
            f"and {len(content) - 16:,} follow",
            f"文件头声明 {n:,} 张 {height}×{width} 的图片，与实际字节数不符",
        )
    return np.frombuffer(content, dtype=np.uint8, offset=16).reshape(n, height, width)


def idx_pictures(content: bytes, name: str, titles: tuple[str, str], source: str) -> SampleSet:
    """Return the pictures of an idx file as a sample set, made smaller where a side is above `LARGEST_SIDE`.

    Raises:
        UserError: see `read_idx` and `samples.check`.
    """
    raw = read_idx(content, name)
    ink = shrink(raw[:MOST_PICTURES])
    note = f"Data: {titles[0]}, the first {len(ink):,} of {len(raw):,} pictures"
    if ink.shape[1:] != raw.shape[1:]:
        note += f", made smaller from {raw.shape[1]} x {raw.shape[2]} to {ink.shape[1]} x {ink.shape[2]} by averaging"
    return pictures(name, titles, ink, 255.0, (note + "; split at random with a fixed seed.",), source)


def load_fetched(name: str, folder: Path) -> SampleSet:
    """Return MNIST or Fashion-MNIST from its fetched folder."""
    titles = {"mnist": ("MNIST digits", "MNIST 手写数字"), "fashion-mnist": ("Fashion-MNIST", "Fashion-MNIST 服装图片")}
    return idx_pictures((folder / IMAGES).read_bytes(), name, titles[name], titles[name][0])


def shrink(pictures: np.ndarray) -> Float[np.ndarray, "n h w"]:
    """Return pictures with sides of at most `LARGEST_SIDE`, by averaging square blocks; a rest at the edge is cut."""
    factor = -(-max(pictures.shape[1:]) // LARGEST_SIDE)
    if factor == 1:
        return pictures.astype(np.float32)
    height, width = (side // factor for side in pictures.shape[1:])
    cut = pictures[:, : height * factor, : width * factor].astype(np.float32)
    small: np.ndarray = cut.reshape(len(cut), height, factor, width, factor).mean(axis=(2, 4))
    return small


def _wrong(name: str, why: str, why_zh: str) -> UserError:
    return UserError(
        f"{name} is no idx file of pictures ({why}). Give a file such as train-images-idx3-ubyte.gz of MNIST.",
        chinese=f"{name} 不是 idx 图片文件（{why_zh}）。请提供类似 MNIST 的 train-images-idx3-ubyte.gz 的文件。",
    )
