"""The Tools tab: every tool as a form; works with no language model."""

from collections.abc import Iterator, Mapping
from typing import Any

from agent.events import Event
from tools.core.errors import UserError
from tools.core.figures import as_words, write_seconds
from tools.core.registry import all_tools
from tools.core.tool import Tool
from ui.cards import headline, notice, result_card
from ui.forms import component, fields_of, read_form
from ui.render import WAITING, Transcript
from ui.sessions import Sessions
from ui.talk import FORM_CALL, call
from ui.work import Desk

BLANK = "Blank form"
SUBJECTS = {
    "trade": "Trade",
    "exposure": "Jobs and AI",
    "forecasting": "Growth",
    "arithmetic": "Neural arithmetic",
    "generators": "Generators",
}
"""Families in the order of the list, as a person calls their subjects."""


def form_result(transcript: Transcript) -> str:
    """Return the state of a call made from a form as HTML."""
    step = transcript.steps.get(FORM_CALL)
    if transcript.failure:
        return notice(transcript.failure, "error")
    if step is None:
        return notice("Stopped.") if transcript.stopped else WAITING if transcript.waiting else ""
    if step.state == "failed":
        return notice(step.error, "error")
    if step.state == "stopped":
        return notice(f"Stopped after {write_seconds(step.seconds)}. The form is as you left it.")
    if step.run is None:
        return transcript.running_line(FORM_CALL)
    card = result_card(step.run.id, step.run.result, seconds=step.run.seconds, from_store=step.from_store)
    return f'<div class="q-answer">{headline(step.run.result.headline)}{card}</div>'


def examples_of(tool: Tool) -> dict[str, dict[str, Any]]:
    """Return the examples a form can be filled from, by question."""
    return {example.question: example.arguments for example in tool.examples if example.arguments}


def by_subject(tools: Mapping[str, Tool]) -> list[tuple[str, str]]:
    """Return (words, name) of the tools with their subject in front, so that a family stands together in the list.

    A person who types "jobs" into the list is left with that family.
    """
    order = list(SUBJECTS)
    subjects = {tool.family: SUBJECTS.get(tool.family, as_words(tool.family)) for tool in tools.values()}

    def place(tool: Tool) -> tuple[int, str, str]:
        known = order.index(tool.family) if tool.family in order else len(order)
        return known, subjects[tool.family], tool.title

    return [(f"{subjects[tool.family]}: {tool.title}", tool.name) for tool in sorted(tools.values(), key=place)]


class Toolbench:
    """Builds the tab and answers its buttons."""

    def __init__(self, desk: Desk[Event], sessions: Sessions) -> None:
        self._desk = desk
        self._sessions = sessions
        self._tools = all_tools()

    def build(self) -> None:
        """Lay the tab out, inside Gradio's Blocks."""
        import gradio as gr

        if not self._tools:
            gr.Markdown("No tool is installed.")
            return
        choices = by_subject(self._tools)
        first = self._tools[choices[0][1]]
        with gr.Row(elem_classes=["q-form-head"]):
            chosen = gr.Dropdown(choices, value=first.name, label="Tool", elem_id="tool", filterable=True)
            example = gr.Dropdown(self._examples(first), label="Start from", elem_id="tool-example", filterable=False)
        result = gr.Markdown(elem_id="tool-result", elem_classes=["q-tool-result"], sanitize_html=True, render=False)

        def choose(name: str) -> Any:
            questions = self._examples(self._tools[name])
            return gr.update(choices=questions, value=questions[0]), ""

        chosen.change(choose, chosen, [example, result], queue=False, api_visibility="private")

        @gr.render(inputs=[chosen, example])  # type: ignore[untyped-decorator]
        def form(name: str, question: str) -> None:
            tool = self._tools[name]
            fields = fields_of(tool)
            filled = examples_of(tool).get(question, {})
            gr.Markdown(tool.description, elem_classes=["q-tool-about"])
            with gr.Column(elem_classes=["q-fields"]):
                entries = [component(field, filled.get(field.name)) for field in fields]
            with gr.Row(elem_classes=["q-form-buttons"]):
                run = gr.Button("Run", variant="primary", elem_id="tool-run", scale=0)
                stop = gr.Button("Stop", elem_id="tool-stop", scale=0)

            def start(entered: dict[Any, Any], request: gr.Request) -> Iterator[str]:
                yield from self._run(tool, [entered[entry] for entry in entries], request.session_hash)

            def halt(request: gr.Request) -> None:
                self._sessions.of(request.session_hash).form_stop.set()

            # A set of inputs makes Gradio hand over one dictionary, whatever the number of fields.
            run.click(
                start, set(entries), result, show_progress="hidden", concurrency_limit=None, api_visibility="private"
            )
            stop.click(halt, None, None, queue=False, api_visibility="private")

        result.render()  # type: ignore[no-untyped-call]

    def _examples(self, tool: Tool) -> list[str]:
        return [*examples_of(tool), BLANK]

    def _run(self, tool: Tool, values: list[Any], session_hash: str | None) -> Iterator[str]:
        session = self._sessions.of(session_hash)
        session.form_stop.set()
        session.form_stop = stop = type(session.form_stop)()
        try:
            arguments = read_form(fields_of(tool), values)
            tool.parse(arguments)
        except UserError as error:
            yield notice(str(error), "error")
            return
        shown = None
        for transcript in call(tool, arguments, self._desk, stop):
            now = form_result(transcript)
            if now != shown:
                shown = now
                yield now
