"""The Ask tab: the conversation, its question box and its buttons."""

from collections.abc import Iterator
from typing import Any

from agent.events import Event
from tools.core.errors import UserError
from tools.core.registry import all_tools, find_tool
from ui.cards import notice
from ui.examples import teaching_questions
from ui.render import Message
from ui.sessions import Asked, Session, Sessions
from ui.talk import Assistant, answer, check_question
from ui.work import Desk

EMPTY = (
    '<div class="q-empty"><h2>What would you like to know?</h2>'
    "<p>Ask what a tariff or a subsidy does, where growth is going, or how exposed a job is to AI. Quesnay picks a "
    "model, runs it on published data and answers with figures, a chart and a table.</p>"
    "<p>Write in English or Chinese. Name what you ask about: the economies, the sectors, the occupations, the "
    "size of a change.</p></div>"
)
BOX_HINT = "Ask a question"
IDLE: dict[str, Any] = {"submit_btn": "Ask", "stop_btn": False}
BUSY: dict[str, Any] = {"submit_btn": False, "stop_btn": "Stop"}
QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}


class Conversation:
    """Builds the tab and answers its events."""

    def __init__(self, assistant: Assistant, desk: Desk[Event], sessions: Sessions) -> None:
        self._assistant = assistant
        self._desk = desk
        self._sessions = sessions

    def build(self) -> None:
        """Lay the tab out, inside Gradio's Blocks."""
        import gradio as gr

        chat = gr.Chatbot(
            elem_id="q-chat",
            show_label=False,
            container=False,
            height="auto",
            layout="panel",
            buttons=[],
            autoscroll=False,
            feedback_options=None,
            latex_delimiters=[],
            sanitize_html=True,
            allow_tags=False,
            placeholder=EMPTY,
            examples=[{"text": example.question} for example in teaching_questions(all_tools())],
        )
        box = gr.Textbox(
            elem_id="q-box",
            placeholder=BOX_HINT,
            show_label=False,
            label="Question",
            container=False,
            lines=1,
            max_lines=8,
            autofocus=True,
            submit_btn="Ask",
            stop_btn=False,
        )
        with gr.Row(elem_id="q-below"):
            note = gr.Markdown("", elem_id="q-note")
            self.to_report = gr.Button("Make a report", elem_id="q-report", size="sm", scale=0)
            fresh = gr.Button("New conversation", elem_id="q-new", size="sm", scale=0)

        def accept(text: str, request: gr.Request) -> Any:
            session = self._session(request)
            problem = self._problem(text, session)
            if problem is not None:
                return gr.skip(), gr.skip(), notice(problem, "error") if problem else ""
            question = check_question(text)
            session.begin(Asked(question), question)
            return shown(session.messages), gr.update(value="", **BUSY), ""

        def accept_example(picked: gr.SelectData, request: gr.Request) -> Any:
            text = picked.value["text"] if isinstance(picked.value, dict) else str(picked.value)
            return accept(text, request)

        def accept_option(picked: gr.SelectData, request: gr.Request) -> Any:
            session = self._session(request)
            if session.running:
                return gr.skip(), gr.skip(), gr.skip()
            tool = find_tool(str(picked.value))
            session.begin(Asked(session.question, tool.name), tool.title)
            return shown(session.messages), gr.update(**BUSY), ""

        def reply(request: gr.Request) -> Iterator[Any]:
            session = self._session(request)
            asked = session.take()
            if asked is None:
                yield gr.skip(), gr.skip()  # A handler that yields nothing would empty its outputs.
                return
            generation, last = session.generation, None
            for messages in answer(self._assistant, self._desk, session, asked):
                if messages != last:
                    last = messages
                    yield shown(messages), gr.skip()
            if session.generation == generation:
                yield gr.skip(), gr.update(**IDLE)

        def stop(request: gr.Request) -> None:
            self._session(request).stop.set()

        def restart(request: gr.Request) -> Any:
            self._session(request).restart()
            return [], gr.update(value="", **IDLE), ""

        for event, handler, inputs in (
            (box.submit, accept, box),
            (chat.example_select, accept_example, None),
            (chat.option_select, accept_option, None),
        ):
            event(handler, inputs, [chat, box, note], queue=False, **QUIET).then(
                reply, None, [chat, box], concurrency_limit=None, **QUIET
            )
        box.stop(stop, None, None, queue=False, **QUIET)
        fresh.click(restart, None, [chat, box, note], queue=False, **QUIET)

    def thread_of(self, request: Any) -> str:
        """Return the conversation that a page shows."""
        return self._session(request).thread_id

    def _problem(self, text: str, session: Session) -> str | None:
        """Return why a question is not taken ("" where there is nothing to say), or None."""
        if session.running:
            return "An answer is under way: wait for it, or press Stop."
        try:
            return None if check_question(text) else ""
        except UserError as error:
            return str(error)

    def _session(self, request: Any) -> Session:
        return self._sessions.of(request.session_hash)


def shown(messages: list[Message]) -> list[dict[str, Any]]:
    """Return messages as Gradio's chat takes them."""
    return [message.as_dict() for message in messages]
