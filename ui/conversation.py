"""The Ask tab: the conversation, its question box and its buttons, beside the list of the person's conversations."""

from collections.abc import Callable, Iterator
from typing import Any

from tools.core.errors import UserError
from tools.core.registry import all_tools, find_tool
from ui.cards import notice
from ui.examples import teaching_questions
from ui.language import language, say, told, tool_title
from ui.render import AGAIN, RETRY, Message
from ui.room import Room
from ui.sessions import Session
from ui.talk import Asked, Talk, check_free, check_question
from ui.talk_list import TalkHead, TalkList

QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
ChatAction = Callable[[Room], Any]
"""Lays out a button and returns it."""


class Conversation:
    """Builds the tab and answers its events.

    Args:
        room: what the tabs share.
        actions: each lays out a button of its own in the row under the question box and answers it.
    """

    def __init__(self, room: Room, actions: tuple[ChatAction, ...] = ()) -> None:
        self._room = room
        self._actions = actions
        self._list = TalkList(room)
        self._head = TalkHead(room)

    def build(self) -> None:
        """Lay the tab out, inside Gradio's Blocks."""
        import gradio as gr

        with gr.Row(elem_id="q-ask"):
            gr.Button(say("Conversations"), elem_id="q-side-toggle", size="sm")  # Answered by the page's script.
            self._list.build()
            with gr.Column(elem_id="q-main"):
                self._head.build()
                self._build_chat()
        self._kept = gr.BrowserState("", storage_key="quesnay-talk", secret="quesnay")  # noqa: S106 - hides nothing
        self._outputs = [self._chat, self._box, self._note, *self._head.outputs, *self._list.outputs, self._kept]
        self._wire_questions()
        self._wire_talks()

    def _build_chat(self) -> None:
        import gradio as gr

        self._chat = gr.Chatbot(
            elem_id="q-chat",
            label=say("Conversation"),
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
            placeholder=empty_page(),
            examples=[
                {"text": example.question} for example in teaching_questions(all_tools(), chinese=language() == "zh")
            ],
        )
        self._box = gr.Textbox(
            elem_id="q-box",
            placeholder=say("Ask a question"),
            show_label=False,
            label=say("Question"),
            container=False,
            lines=1,
            max_lines=8,
            autofocus=True,
            submit_btn=say("Ask"),
            stop_btn=False,
        )
        with gr.Row(elem_id="q-below"):
            self._note = gr.Markdown("", elem_id="q-note")
            self.buttons = [action(self._room) for action in self._actions]
            self._fresh = gr.Button(say("New conversation"), elem_id="q-new", size="sm", scale=0)

    def _wire_questions(self) -> None:
        import gradio as gr

        def accept(text: str, request: gr.Request) -> Any:
            talk = self._talk(request)
            try:
                check_free(talk)
                question = check_question(text)
                if question:
                    self._room.talks.ask(talk, Asked(question))
            except UserError as error:
                return gr.skip(), gr.skip(), notice(told(error), "error")
            if not question:
                return gr.skip(), gr.skip(), ""
            return self._shown(talk), gr.update(value="", **busy()), ""

        def accept_example(picked: gr.SelectData, request: gr.Request) -> Any:
            return accept(picked.value["text"] if isinstance(picked.value, dict) else str(picked.value), request)

        def accept_option(picked: gr.SelectData, request: gr.Request) -> Any:
            talk = self._talk(request)
            if talk.running or talk.last is None:
                return gr.skip(), gr.skip(), gr.skip()
            try:
                self._choose(talk, str(picked.value))
            except UserError as error:
                return gr.skip(), gr.skip(), notice(told(error), "error")
            return self._shown(talk), gr.update(**busy()), ""

        def stop(request: gr.Request) -> None:
            self._room.talks.stop(self._talk(request))

        for event, handler, inputs in (
            (self._box.submit, accept, self._box),
            (self._chat.example_select, accept_example, None),
            (self._chat.option_select, accept_option, None),
        ):
            self._then_follow(event(handler, inputs, [self._chat, self._box, self._note], queue=False, **QUIET))
        self._box.stop(stop, None, None, queue=False, **QUIET)

    def _wire_talks(self) -> None:
        import gradio as gr
        from gradio.context import Context

        def load(thread_id: str, request: gr.Request) -> list[Any]:
            session = self._room.sessions.of(request)
            session.talk = self._room.talks.open(str(thread_id or ""), session.owner) or Talk(session.owner)
            return self._all(session, load=True)

        def restart(request: gr.Request) -> list[Any]:
            session = self._room.sessions.of(request)
            session.talk = Talk(session.owner)
            return self._all(session)

        def switch(thread_id: str | None, request: gr.Request) -> list[Any]:
            session = self._room.sessions.of(request)
            if thread_id and thread_id != self._talk(request).thread_id:
                session.talk = self._room.talks.open(thread_id, session.owner) or Talk(session.owner)
            return self._all(session)

        def delete(request: gr.Request) -> list[Any]:
            session = self._room.sessions.of(request)
            self._room.talks.delete(self._talk(request).thread_id, session.owner)
            session.talk = Talk(session.owner)
            return self._all(session)

        page = Context.root_block
        assert page is not None
        for event, handler, inputs in (
            (page.load, load, self._kept),
            (self._fresh.click, restart, None),
            (self._list.fresh.click, restart, None),
            (self._list.talks.input, switch, self._list.talks),
            (self._head.delete_now.click, delete, None),
        ):
            self._then_follow(event(handler, inputs, self._outputs, **QUIET))
        self._head.wire(self._list)
        self._list.wire()

    def _then_follow(self, event: Any) -> None:
        import gradio as gr

        outputs = [self._chat, self._box, *self._head.outputs, *self._list.outputs, self._kept]

        def follow(request: gr.Request) -> Iterator[list[Any]]:
            session = self._room.sessions.of(request)
            talk = self._talk(request)
            unchanged = [gr.skip()] * len(outputs)
            if not talk.running:  # Answered before this began: a handler that yields nothing would empty its outputs.
                yield [self._shown(talk), gr.update(**idle()), *self._around(session)]
                return
            yield [gr.skip(), gr.update(**busy()), *self._around(session)]
            last = None
            for messages in self._room.talks.follow(talk):
                if session.talk is not talk:
                    return
                if messages != last:
                    last = messages
                    yield [as_chat(messages), *unchanged[1:]]
            if session.talk is talk and not talk.running:
                yield [gr.skip(), gr.update(**idle()), *self._around(session)]

        event.then(follow, None, outputs, concurrency_limit=None, **QUIET)

    def _choose(self, talk: Talk, chosen: str) -> None:
        last = talk.last
        assert last is not None
        if chosen.startswith(AGAIN):
            self._room.talks.compute_again(talk, chosen.removeprefix(AGAIN))
        elif chosen == RETRY:
            self._room.talks.ask(talk, last)
        else:
            tool = find_tool(chosen)
            self._room.talks.ask(talk, Asked(last.question, tool.name), tool_title(tool.name, tool.title))

    def _all(self, session: Session, *, load: bool = False) -> list[Any]:
        import gradio as gr

        assert session.talk is not None
        state = busy() if session.talk.running else idle()
        # What was typed before the page was ready is kept.
        box = gr.update(**state) if load else gr.update(value="", **state)
        return [self._shown(session.talk), box, "", *self._around(session)]

    def _around(self, session: Session) -> list[Any]:
        talk = session.talk
        return [*self._head.show(talk), *self._list.show(session), talk.thread_id if talk and talk.entries else ""]

    def _shown(self, talk: Talk) -> list[dict[str, Any]]:
        job = talk.job
        return as_chat(talk.messages(self._room.desk.position(job) if job else 0))

    def thread_of(self, request: Any) -> str:
        """Return the conversation that a page shows."""
        return self._talk(request).thread_id

    def _talk(self, request: Any) -> Talk:
        session = self._room.sessions.of(request)
        if session.talk is None:
            session.talk = Talk(session.owner)
        return session.talk


def idle() -> dict[str, Any]:
    """Return how the question box looks while nothing is answered."""
    return {"submit_btn": say("Ask"), "stop_btn": False}


def busy() -> dict[str, Any]:
    """Return how the question box looks while a question is answered."""
    return {"submit_btn": False, "stop_btn": say("Stop")}


def empty_page() -> str:
    """Return what an empty conversation says: what can be asked, and how."""
    return (
        f'<div class="q-empty"><h2>{say("What would you like to know?")}</h2>'
        f"<p>{say(EMPTY_WHAT)}</p><p>{say(EMPTY_HOW)}</p></div>"
    )


EMPTY_WHAT = (
    "Ask what a tariff or a subsidy does, where growth is going, or how exposed a job is to AI. Quesnay picks a model, "
    "runs it on published data and answers with figures, a chart and a table."
)
EMPTY_HOW = (
    "Write in English or Chinese. Name what you ask about: the economies, the sectors, the occupations, the size of a "
    "change."
)


def as_chat(messages: list[Message]) -> list[dict[str, Any]]:
    """Return messages as Gradio's chat takes them."""
    return [message.as_dict() for message in messages]
