"""Trained weights on disk, for every family: safetensors beside a JSON card, and nothing else is ever loaded.

Nothing is unpickled: a file that is not safetensors, or holds other tensors than the model wants, is refused with a
sentence. A card is a frozen Pydantic model of the family; its text is JSON, a line a field.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel, ValidationError

from tools.core.errors import UserError

if TYPE_CHECKING:
    from torch import Tensor

LARGEST = 64 * 1024 * 1024
"""Most bytes of a weights file that are read."""

SomeCard = TypeVar("SomeCard", bound=BaseModel)


def tensors_as_bytes(tensors: Mapping[str, Tensor], told: Mapping[str, str] | None = None) -> bytes:
    """Return tensors as the bytes of a safetensors file.

    Args:
        tensors: by name, such as a model's `state_dict()`.
        told: words to keep beside them; read again by `read_told`.
    """
    from safetensors.torch import save

    return save({name: value.contiguous() for name, value in tensors.items()}, metadata=dict(told) if told else None)


def read_tensors(content: bytes, name: str) -> dict[str, Tensor]:
    """Return the tensors in the bytes of a safetensors file.

    Raises:
        UserError: the bytes are no safetensors; `name` is the file's in the sentence.
    """
    from safetensors import SafetensorError
    from safetensors.torch import load

    if len(content) > LARGEST:
        raise foreign(name, f"it is larger than {LARGEST // 1024**2} MiB", f"大于 {LARGEST // 1024**2} MiB")
    try:
        return load(content)
    except (SafetensorError, ValueError, KeyError) as error:
        raise foreign(name, "it is no safetensors file", "不是 safetensors 文件") from error


def read_told(content: bytes, name: str) -> dict[str, str]:
    """Return the words that were kept beside the tensors, empty where there are none.

    Raises:
        UserError: the file's head cannot be read.
    """
    try:
        told = json.loads(content[8 : 8 + int.from_bytes(content[:8], "little")]).get("__metadata__", {})
        return {str(key): str(value) for key, value in told.items()}
    except (ValueError, AttributeError) as error:
        raise foreign(name, "its head cannot be read", "文件头无法读取") from error


def match_tensors(tensors: Mapping[str, Tensor], wanted: Mapping[str, Tensor], name: str) -> None:
    """Check that tensors are exactly those that a model wants: names, shapes, number types, and finite.

    Raises:
        UserError: they are not.
    """
    for key, value in wanted.items():
        if key not in tensors:
            raise foreign(name, f"it lacks the tensor {key}", f"缺少张量 {key}")
        found = tensors[key]
        if found.shape != value.shape or found.dtype != value.dtype:
            shapes = tuple(found.shape), tuple(value.shape)
            why = f"its tensor {key} has the shape {shapes[0]}, not {shapes[1]}"
            if found.shape == value.shape:
                why = f"its tensor {key} is of {found.dtype}, not {value.dtype}"
            raise foreign(name, why, f"张量 {key} 的形状或类型不符")
        if found.is_floating_point() and not bool(found.isfinite().all()):
            raise foreign(name, f"its tensor {key} holds NaN or infinity", f"张量 {key} 含有 NaN 或无穷大")
    if extra := sorted(set(tensors) - set(wanted)):
        raise foreign(name, f"it holds a tensor {extra[0]} that the model has not", f"多出张量 {extra[0]}")


def shipped_bytes(folder: Traversable, name: str, digest: str) -> bytes:
    """Return the bytes of `name`.safetensors in a folder of shipped weights.

    Args:
        folder: the folder, such as `files("tools.arithmetic") / "checkpoints"`.
        name: the file's name without its ending.
        digest: the sha256 that the card names.

    Raises:
        UserError: it is not there, or was changed.
    """
    path = folder / f"{name}.safetensors"
    content = path.read_bytes() if path.is_file() else b""
    if hashlib.sha256(content).hexdigest() != digest:
        raise UserError(
            f"The checkpoint {name} is not the one its card describes: reinstall Quesnay.",
            chinese=f"模型文件 {name} 与其说明卡不符：请重新安装 Quesnay。",
        )
    return content


def read_card(text: str, model: type[SomeCard], what: str) -> SomeCard:
    """Return a card from its JSON.

    Args:
        text: the JSON.
        model: the card's class.
        what: what the card is of, with its article ("an arithmetic checkpoint").

    Raises:
        UserError: it is no such card; the sentence names the first field that is wrong.
    """
    try:
        return model.model_validate_json(text)
    except ValidationError as error:
        problem = error.errors()[0]
        where = ".".join(map(str, problem["loc"]))
        raise UserError(
            f"This is no card of {what}: {where} {problem['msg'].lower()}.",
            chinese=f"这不是有效的模型说明卡：{where} 有误。",
        ) from error


def card_text(card: BaseModel) -> str:
    """Return a card as JSON, a line a field."""
    lines = [f" {json.dumps(key)}: {json.dumps(value)}" for key, value in card.model_dump(mode="json").items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def foreign(name: str, why: str, why_zh: str = "") -> UserError:
    """Return the sentence for a file that is no checkpoint of the model that should read it."""
    return UserError(
        f"The file {name} is no checkpoint of this model ({why}): it is corrupt or of another program. "
        "Remove it and train again. Only safetensors files are read, never pickles.",
        chinese=f"文件 {name} 不是该模型的权重{f'（{why_zh}）' if why_zh else ''}：已损坏或来自其他程序。"
        "请删除后重新训练。只读取 safetensors 文件，从不读取 pickle。",
    )
