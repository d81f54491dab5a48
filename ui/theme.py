"""How the page looks: one theme from the system's own fonts, and one stylesheet."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gradio.themes import Base

STYLESHEET = Path(__file__).parent / "assets" / "page.css"
SANS = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "PingFang SC", "Microsoft YaHei", "sans-serif")
MONO = ("ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "monospace")


def stylesheet() -> str:
    """Return the page's stylesheet."""
    return STYLESHEET.read_text(encoding="utf-8")


def theme() -> "Base":
    """Return the page's theme, light and dark; no font is fetched."""
    import gradio as gr
    from gradio.themes.utils import colors, sizes

    ink = colors.Color(
        name="ink",
        c50="#eef4f9",
        c100="#d9e6f1",
        c200="#b5cee3",
        c300="#88b0d1",
        c400="#5a90bd",
        c500="#3273a6",
        c600="#215b88",
        c700="#17456b",
        c800="#12364f",
        c900="#0d2739",
        c950="#081a27",
    )
    base = gr.themes.Base(
        primary_hue=ink,
        secondary_hue=ink,
        neutral_hue=colors.slate,
        radius_size=sizes.radius_md,
        spacing_size=sizes.spacing_md,
        text_size=sizes.text_md,
        font=SANS,
        font_mono=MONO,
    )
    return base.set(
        body_background_fill="#fbfaf8",
        body_background_fill_dark="#14181d",
        body_text_color="#1d2733",
        body_text_color_dark="#e4e7ea",
        body_text_color_subdued="#5d6875",
        body_text_color_subdued_dark="#98a2ad",
        background_fill_primary="#ffffff",
        background_fill_primary_dark="#1a1f26",
        background_fill_secondary="#f5f4f1",
        background_fill_secondary_dark="#20262e",
        border_color_primary="#e1e1dc",
        border_color_primary_dark="#303841",
        block_background_fill="#ffffff",
        block_background_fill_dark="#1a1f26",
        block_border_width="0px",
        block_shadow="none",
        block_label_background_fill="transparent",
        block_label_text_color="#5d6875",
        block_title_text_color="#1d2733",
        block_title_text_color_dark="#e4e7ea",
        block_title_text_weight="600",
        block_info_text_color="#5d6875",
        block_info_text_color_dark="#98a2ad",
        input_background_fill="#ffffff",
        input_background_fill_dark="#161b21",
        input_border_color="#cfd1cd",
        input_border_color_dark="#3a434d",
        input_border_width="1px",
        input_shadow="none",
        input_shadow_focus="0 0 0 3px rgb(50 115 166 / 0.18)",
        button_primary_background_fill="#17456b",
        button_primary_background_fill_hover="#215b88",
        button_primary_background_fill_dark="#3273a6",
        button_primary_background_fill_hover_dark="#5a90bd",
        button_primary_text_color="#ffffff",
        button_secondary_background_fill="transparent",
        button_secondary_background_fill_dark="transparent",
        button_secondary_border_color="#cfd1cd",
        button_secondary_border_color_dark="#3a434d",
        button_border_width="1px",
        link_text_color="#215b88",
        link_text_color_dark="#88b0d1",
    )
