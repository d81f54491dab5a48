"""What a set can be asked of, by the names people use: processes with known sets, growth, and own sequences."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from tools.core import UnknownName

if TYPE_CHECKING:
    from tools.generators.gammt.fitting import Source

MARKOV, URN, AR, SWITCHING, US, CHINA, TEXT, OWN = (
    "markov", "urn", "ar", "switching", "us_growth", "china_growth", "text", "own",
)  # fmt: skip
NAMES: dict[str, tuple[str, ...]] = {
    MARKOV: ("markov", "markov chains", "markov chain", "chains", "马尔可夫", "马尔可夫链", "马尔科夫", "马尔科夫链"),
    URN: ("urn", "ellsberg", "ellsberg urn", "ellsberg's urn", "埃尔斯伯格", "埃尔斯伯格罐", "罐子", "罐"),
    AR: ("ar", "ar(1)", "autoregression", "autoregressive", "ar process", "自回归", "自回归过程"),
    SWITCHING: ("switching", "regimes", "regime switching", "switching regimes", "状态切换", "区制转换", "机制转换"),
    US: ("us_growth", "us", "usa", "us growth", "us gdp", "american growth", "united states", "美国", "美国增长"),
    CHINA: ("china_growth", "china", "china growth", "china gdp", "chinese growth", "中国", "中国增长", "中国增速"),
    TEXT: ("text", "small text", "english text", "letters", "文本", "英文文本"),
    OWN: ("own", "my own", "my sequence", "user", "自己的", "我的序列", "自己"),
}
CHINA_DATASET = "china-gdp-long"
US_DATASET = "us-macro"
SHOWN = tuple(NAMES)
AUTO = ("", "auto", "自动")


def resolve_process(text: str) -> str:
    """Return the name of what a person means.

    Raises:
        UnknownName: there is none like it.

    >>> resolve_process("Ellsberg urn"), resolve_process("马尔可夫链")
    ('urn', 'markov')
    """
    plain = text.strip().casefold().replace("-", " ")
    for name, spellings in NAMES.items():
        if plain in spellings or plain.replace(" ", "_") == name:
            return name
    known = [word for words in NAMES.values() for word in words]
    raise UnknownName("process", text.strip(), SHOWN, spellings=known, kind_zh="过程")


def datasets_of(name: str) -> list[str]:
    """Return the data sets that a process is read from."""
    return {CHINA: [CHINA_DATASET], US: [US_DATASET]}.get(name, [])


def open_source(name: str, folders: Mapping[str, Path], sequence: str = "") -> Source:
    """Return the process or the sequences of a name.

    Raises:
        UserError: a person's own sequence is at fault.
    """
    from tools.generators.gammt import growth, processes, sequences, text

    made: dict[str, Callable[[], Source]] = {
        MARKOV: processes.markov_chains,
        URN: processes.ellsberg_urn,
        AR: processes.autoregressions,
        SWITCHING: processes.switching_regimes,
        US: growth.us_growth,
        CHINA: lambda: growth.china_growth(folders[CHINA_DATASET], CHINA_DATASET),
        TEXT: text.small_text,
        OWN: lambda: sequences.own_sequences(sequence),
    }
    return made[name]()
