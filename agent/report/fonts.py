"""Fonts with Chinese characters: found on the machine, or in a package, else missed aloud."""

from __future__ import annotations

import importlib.util
from functools import lru_cache
from pathlib import Path

from agent.turn import Language

CHINESE_FAMILIES = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Noto Sans SC",
    "PingFang SC",
    "Microsoft YaHei",
    "Hiragino Sans GB",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Noto Serif CJK SC",
    "Songti SC",
    "SimSun",
    "SimHei",
    "Droid Sans Fallback",
)
"""Families that have the Chinese characters, those with several weights first."""
PACKAGE = "justmytype_intl_cjk"
"""A package that carries Noto Sans SC (SIL Open Font Licence)."""


@lru_cache(maxsize=1)
def chinese_font() -> str:
    """Return a family with Chinese characters, of the machine or the package; empty where there is none."""
    import typst

    known = set(typst.Fonts(font_paths=font_folders()).families())
    return next((family for family in CHINESE_FAMILIES if family in known), "")


def font_folders() -> list[str]:
    """Return folders with fonts beside the machine's own: that of the font package, where it is installed."""
    found = importlib.util.find_spec(PACKAGE)
    if found is None or found.origin is None:
        return []
    folder = Path(found.origin).parent / "fonts"
    return [str(path) for path in sorted(folder.glob("ofl/notosanssc"))]


def use_for_charts(language: Language) -> None:
    """Let charts be drawn with the package's font too; charts take the machine's fonts by themselves."""
    if language == "zh":
        _register()


@lru_cache(maxsize=1)
def _register() -> None:
    import vl_convert

    for folder in font_folders():
        vl_convert.register_font_directory(folder)
