"""Language models that can be asked sums: handed in by the floors above, or a local causal model in the workspace.

This floor knows no chat model: the door that starts registers a maker here. A local model is a folder in Hugging Face's
layout inside the workspace's `models/causal`, chosen by its name alone, read from safetensors, without remote code.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from tools.core import UnknownName, UserError, workspace
from tools.core.errors import shorten

CHAT = "chat"
SPELLINGS = frozenset(
    (
        *("", "chat", "model", "llm", "current", "configured", "embedded", "chat model", "language model"),
        *("current language model", "the current language model", "the chat model", "the language model"),
    )
)
CHINESE_SPELLINGS = frozenset(("当前", "模型", "大模型", "语言模型", "当前模型", "当前语言模型", "聊天模型"))
LOCAL = "causal"
MOST_NEW_TOKENS = 32


class LanguageModel(Protocol):
    """A model that completes a short question."""

    @property
    def name(self) -> str:
        """Return its name for a person."""

    @property
    def identity(self) -> Mapping[str, str]:
        """Return what its answers follow from. No secret."""

    def complete(self, system: str, shots: tuple[tuple[str, str], ...], question: str) -> str:
        """Return the answer to a question, the likeliest words, after an instruction and worked examples.

        Raises:
            UserError: the model cannot be reached; the sentence says why.
        """


Maker = Callable[[], LanguageModel]
Namer = Callable[[], str]
_makers: dict[str, Maker] = {}
_namers: dict[str, Namer] = {}


def register_chat_model(maker: Maker, namer: Namer) -> None:
    """Let the configured chat model be probed.

    Args:
        maker: gives the model; raises UserError where none is set or it cannot be had.
        namer: gives its name at once, without loading it.
    """
    _makers[CHAT] = maker
    _namers[CHAT] = namer


def full_name(name: str) -> str:
    """Return a model's whole name: the configured chat model's where that is meant.

    >>> full_name("my-folder")
    'my-folder'
    """
    if name.strip().casefold() in SPELLINGS | CHINESE_SPELLINGS:
        return f"{CHAT}:{_namers[CHAT]()}" if CHAT in _namers else CHAT
    return name.strip()


def open_language_model(name: str) -> LanguageModel:
    """Return the language model that a person means: the configured one, or a local one by its folder's name.

    Raises:
        UserError: it cannot be had.
    """
    whole = full_name(name)
    if whole.partition(":")[0] == CHAT:
        if CHAT not in _makers:
            raise UserError(
                "No chat model is set up here. Start the chat or the command line, or name a local model: a folder in "
                f"{_local_folder()}.",
                chinese=f"这里没有设置聊天模型。请从对话或命令行启动，或指定 {_local_folder()} 里的本地模型。",
            )
        if whole != full_name(CHAT):
            raise UserError(
                f"The chat model is now {full_name(CHAT).partition(':')[2]}, not {whole.partition(':')[2]}: ask for "
                "the current one, or set QUESNAY_MODEL.",
                chinese=f"现在的聊天模型是 {full_name(CHAT).partition(':')[2]}，不是 {whole.partition(':')[2]}："
                "请问当前的模型，或设定 QUESNAY_MODEL。",
            )
        return _makers[CHAT]()
    known = local_models()
    by_name = {path.name.casefold(): path for path in known}
    if whole.casefold() not in by_name:
        if not known:
            raise UserError(
                f"There is no local language model '{shorten(whole)}'. Put its folder (config.json, tokenizer and "
                f"*.safetensors) into {_local_folder()}, or ask for the current chat model.",
                chinese=f"没有本地语言模型“{shorten(whole)}”。请把它的文件夹（config.json、分词器和 *.safetensors）"
                f"放入 {_local_folder()}，或改问当前的聊天模型。",
            )
        raise UnknownName("local language model", whole, [path.name for path in known], kind_zh="本地语言模型")
    return LocalModel(by_name[whole.casefold()])


def local_models() -> list[Path]:
    """Return the folders of local causal models in the workspace."""
    folder = _local_folder()
    return sorted(path for path in folder.iterdir() if (path / "config.json").is_file()) if folder.is_dir() else []


@dataclass(frozen=True)
class LocalModel:
    """A causal language model from a folder in Hugging Face's layout."""

    folder: Path

    @property
    def name(self) -> str:
        """Return the folder's name."""
        return self.folder.name

    @property
    def identity(self) -> Mapping[str, str]:
        """Return the name and the sizes of the weights."""
        return {"model": self.name, "files": " ".join(f"{p.name}:{p.stat().st_size}" for p in self._weights())}

    def complete(self, system: str, shots: tuple[tuple[str, str], ...], question: str) -> str:
        """Return the likeliest continuation, up to the end of the line."""
        import torch

        model, tokenizer = _load(self)
        lines = [f"{asked} {answer}" for asked, answer in shots]
        prompt = "\n".join([system, *lines, question])
        read = tokenizer(prompt, return_tensors="pt")
        with torch.no_grad():
            written = model.generate(
                **read,
                max_new_tokens=MOST_NEW_TOKENS,
                do_sample=False,
                pad_token_id=tokenizer.pad_token_id or tokenizer.eos_token_id or 0,
            )
        text = tokenizer.decode(written[0, read["input_ids"].shape[1] :], skip_special_tokens=True)
        return str(text).strip().split("\n")[0]

    def _weights(self) -> list[Path]:
        return sorted(self.folder.glob("*.safetensors"))


_loaded: dict[Path, tuple[Any, Any]] = {}


def _load(local: LocalModel) -> tuple[Any, Any]:
    """Return the model and its tokenizer, read once; only safetensors, nothing from the network, no code of theirs."""
    if local.folder not in _loaded:
        if not list(local.folder.glob("*.safetensors")):
            raise UserError(
                f"The folder {local.name} holds no *.safetensors file. Pickled weights (*.bin, *.pt) are never read: "
                "convert them first.",
                chinese=f"文件夹 {local.name} 里没有 *.safetensors。从不读取 pickle（*.bin、*.pt）：请先转换格式。",
            )
        from transformers import AutoModelForCausalLM, AutoTokenizer

        options: dict[str, Any] = {"local_files_only": True, "trust_remote_code": False}
        try:
            tokenizer = AutoTokenizer.from_pretrained(local.folder, **options)
            model = AutoModelForCausalLM.from_pretrained(local.folder, use_safetensors=True, **options)
        except Exception as error:
            raise UserError(
                f"The local language model {local.name} cannot be read ({type(error).__name__}: "
                f"{shorten(str(error), 200)}). It must be a causal model with its tokenizer.",
                chinese=f"本地语言模型 {local.name} 无法读取（{type(error).__name__}）：须是带分词器的因果语言模型。",
            ) from error
        model.train(False)
        _loaded[local.folder] = (model, tokenizer)
    return _loaded[local.folder]


def _local_folder() -> Path:
    return workspace().models / LOCAL
