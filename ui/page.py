"""The page: a conversation, lists to label, the tools as forms, and the runs, in English and in Chinese."""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any, Protocol

from ui.conversation import QUIET, ChatAction, Conversation
from ui.knowledge.tab import Documents
from ui.labelling.tab import Labelling
from ui.language import Language, page_speaks, say, speaking
from ui.model_status import ModelState, model_state, status_line
from ui.report.tab import Reports, report_button, tie_reports
from ui.room import Room
from ui.runs.tab import Runs
from ui.talk import Assistant
from ui.toolbench import Toolbench

if TYPE_CHECKING:
    from gradio import Blocks

STATUS_SECONDS = 1.5
UPLOADS_SECONDS = 3600
"""How long Gradio keeps an upload that was broken off; one that arrives is read and removed at once."""

TAGLINE = "Ask about trade, growth, jobs and AI. A real model runs; every number leads back to its run."
CHAT_ACTIONS: tuple[ChatAction, ...] = (report_button,)
"""Further buttons under the question box; a new one is a line here."""


class Part(Protocol):
    """What fills a tab."""

    def build(self) -> None:
        """Lay the tab out, inside Gradio's Blocks."""


@dataclass(frozen=True)
class Tab:
    """One tab: its id in the page, its name in English (Chinese stands in `ui.texts`) and what fills it."""

    id: str
    name: str
    make: Callable[[Room], Part]


TABS: tuple[Tab, ...] = (
    Tab("ask", "Ask", lambda room: Conversation(room, CHAT_ACTIONS)),
    Tab("label", "Label", Labelling),
    Tab("documents", "Documents", lambda room: Documents()),
    Tab("reports", "Reports", Reports),
    Tab("tools", "Tools", Toolbench),
    Tab("runs", "Runs", Runs),
)
"""The tabs from left to right; a new one is a line here."""

WIRES: tuple[Callable[[dict[str, Any], Any, Room], None], ...] = (tie_reports,)
"""Ties between tabs, tied when all are laid out: each takes the parts by their tab's id, Gradio's tabs and the room."""


class Page:
    """Builds the page, once in each language, and answers its events."""

    def __init__(self, assistant: Assistant) -> None:
        self.room = Room(assistant)

    def build(self, language: Language = "en") -> "Blocks":
        """Return the page in a language, not launched."""
        import gradio as gr

        page: Blocks
        with (
            speaking(language),
            gr.Blocks(
                title="Quesnay",
                analytics_enabled=False,
                fill_width=True,
                delete_cache=(UPLOADS_SECONDS, UPLOADS_SECONDS),
            ) as page,
        ):
            self._lay_out(page)
        page_speaks(page, language)
        page.queue(default_concurrency_limit=8, max_size=64, api_open=False)
        return page

    def _lay_out(self, page: "Blocks") -> None:
        import gradio as gr

        with gr.Row(elem_id="q-top"):
            gr.Markdown(header(), elem_id="q-brand")
        status = gr.Markdown(self._status_line(), elem_id="q-status")
        timer = gr.Timer(STATUS_SECONDS)
        with gr.Tabs(elem_id="q-tabs") as tabs:
            parts = {tab.id: tab.make(self.room) for tab in TABS}
            for tab in TABS:
                with gr.Tab(say(tab.name), id=tab.id, elem_id=f"q-tab-{tab.id}"):
                    parts[tab.id].build()
        for wire in WIRES:
            wire(parts, tabs, self.room)

        def refresh() -> Any:
            state = self._state()
            return self._status_line(), gr.Timer(active=state is ModelState.LOADING)

        def open_page() -> Any:
            missing = self._state() is ModelState.UNAVAILABLE
            return self._status_line(), gr.Tabs(selected="tools") if missing else gr.skip()

        def close(request: gr.Request) -> None:
            self.room.sessions.close(request)

        timer.tick(refresh, None, [status, timer], queue=False, **QUIET)
        page.load(open_page, None, [status, tabs], queue=False, **QUIET)
        page.unload(close)

    def _state(self) -> ModelState:
        return model_state(self.room.assistant)

    def _status_line(self) -> str:
        return status_line(self.room.assistant)


def header() -> str:
    """Return the page's name and what it is for."""
    tagline = f'<span class="q-tagline">{escape(say(TAGLINE))}</span>'
    return f'<div class="q-header"><h1 class="q-name">Quesnay</h1>{tagline}</div>'
