"""The page's frame, which its script puts around Gradio's part: header buttons, the jobs panel, who is logged in.

Gradio's own HTML component evaluates templates, which the page's policy forbids.
"""

from html import escape
from typing import TYPE_CHECKING

from ui.language import language, say
from ui.login import logout_button, user_of

if TYPE_CHECKING:
    from fastapi import APIRouter


def add_frame(app: "APIRouter") -> None:
    """Let the application give out the frame."""
    from fastapi import Request
    from fastapi.responses import JSONResponse, Response

    @app.get("/quesnay/frame")
    def frame(request: Request) -> Response:
        parts = {"controls": controls(user_of(request)), "panel": panel()}
        return JSONResponse(parts, headers={"cache-control": "no-store"})


def controls(user: str) -> str:
    """Return the buttons of the header; the page's script answers them."""
    other, there = ("English", "en") if language() == "zh" else ("中文", "zh")
    return (
        f'<div class="q-controls">{logout_button(user)}<button type="button" id="q-jobs-open" aria-expanded="false" '
        f'aria-controls="q-jobs-panel">{escape(say("Jobs"))}<span id="q-jobs-count" hidden></span></button>'
        f'<a href="/quesnay/language/{there}" hreflang="{there}" lang="{there}" id="q-language">{other}</a>'
        f'<button type="button" id="q-theme">{escape(say("Light or dark"))}</button></div>'
    )


def panel() -> str:
    """Return the panel of the jobs, which the page's script fills, and the list of the keys."""
    keys = "".join(
        f"<dt><kbd>{key}</kbd></dt><dd>{escape(say(words))}</dd>"
        for key, words in (
            ("/", "Write a question"),
            ("Enter", "Ask"),
            ("Esc", "Stop the answer"),
            ("Alt+N", "New conversation"),
            ("Alt+J", "Jobs"),
        )
    )
    return (
        f'<section id="q-jobs-panel" hidden aria-label="{escape(say("Jobs"))}"><div class="q-panel-head">'
        f'<h2>{escape(say("Jobs"))}</h2><button type="button" id="q-jobs-close" aria-label="{escape(say("Close"))}">'
        f'×</button></div><div id="q-jobs-list"></div>'
        f'<details class="q-keys"><summary>{escape(say("Keys"))}</summary><dl>{keys}</dl></details></section>'
    )
