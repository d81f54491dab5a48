"""The page: a conversation, lists to label, and the tools as forms."""

from typing import TYPE_CHECKING, Any

from agent.events import Event
from ui.conversation import QUIET, Conversation
from ui.labelling.tab import Labelling
from ui.labelling.work import Shelf
from ui.model_status import ModelState, model_state, status_line
from ui.report.shelf import ReportShelf
from ui.report.tab import Reports
from ui.sessions import Sessions
from ui.talk import Assistant
from ui.toolbench import Toolbench
from ui.work import Desk

if TYPE_CHECKING:
    from gradio import Blocks

HEADER = (
    '<div class="q-header"><span class="q-name">Quesnay</span>'
    '<span class="q-tagline">Ask about trade, growth, jobs and AI. A real model runs; every number leads back to its '
    "run.</span></div>"
)
STATUS_SECONDS = 1.5
UPLOADS_SECONDS = 3600
"""How long Gradio keeps an upload that was broken off; one that arrives is read and removed at once."""


class Page:
    """Builds the page and answers its events."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._desk: Desk[Event] = Desk()
        self._sessions = Sessions()
        self.lists = Shelf()
        self.reports = ReportShelf()

    def build(self) -> "Blocks":
        """Return the page, not launched."""
        import gradio as gr

        page: Blocks
        with gr.Blocks(
            title="Quesnay", analytics_enabled=False, fill_width=True, delete_cache=(UPLOADS_SECONDS, UPLOADS_SECONDS)
        ) as page:
            with gr.Row(elem_id="q-top"):
                gr.Markdown(HEADER, elem_id="q-brand")
                gr.Button("Light or dark", elem_id="q-theme", size="sm", scale=0)
            status = gr.Markdown(self._status_line(), elem_id="q-status")
            timer = gr.Timer(STATUS_SECONDS)
            with gr.Tabs(elem_id="q-tabs") as tabs:
                with gr.Tab("Ask", id="ask"):
                    conversation = Conversation(self._assistant, self._desk, self._sessions)
                    conversation.build()
                with gr.Tab("Label", id="label"):
                    Labelling(self._sessions, self.lists).build()
                with gr.Tab("Reports", id="reports"):
                    reports = Reports(self._desk, self.reports)
                    reports.build()
                with gr.Tab("Tools", id="tools"):
                    Toolbench(self._desk, self._sessions).build()

            reports.wire_conversation(conversation.to_report, tabs, conversation.thread_of, self._assistant.history)

            def refresh() -> Any:
                state = self._state()
                return self._status_line(), gr.Timer(active=state is ModelState.LOADING)

            def open_page() -> Any:
                missing = self._state() is ModelState.UNAVAILABLE
                return self._status_line(), gr.Tabs(selected="tools") if missing else gr.skip()

            def close(request: gr.Request) -> None:
                self._sessions.close(request.session_hash)

            timer.tick(refresh, None, [status, timer], queue=False, **QUIET)
            page.load(open_page, None, [status, tabs], queue=False, **QUIET)
            page.unload(close)
        page.queue(default_concurrency_limit=8, max_size=64, api_open=False)
        return page

    def _state(self) -> ModelState:
        return model_state(self._assistant)

    def _status_line(self) -> str:
        return status_line(self._assistant)
