"""The Tools tab: every tool as a form; works with no language model."""

from collections.abc import Iterator, Mapping
from typing import Any

from tools.core.errors import UserError
from tools.core.figures import as_words, write_seconds
from tools.core.registry import all_tools
from tools.core.tool import Tool
from ui.answering import FORM_CALL, Answering, run_tool
from ui.cards import headline, headline_of, notice, run_card, waiting
from ui.forms import component, fields_of, read_form
from ui.knowledge.citations import linked
from ui.language import language, say, told, tool_title
from ui.room import Room
from ui.work import Job

BLANK = "Blank form"
SUBJECTS = {
    "trade": "Trade",
    "exposure": "Jobs and AI",
    "forecasting": "Growth",
    "arithmetic": "Neural arithmetic",
    "generators": "Generators",
    "knowledge": "Notes and documents",
}
"""Families in the order of the list, as a person calls their subjects."""


def form_result(answering: Answering, place: int = 0) -> str:
    """Return the state of a call made from a form as HTML; `place` is the job's in the line."""
    transcript = answering.transcript
    step = transcript.steps.get(FORM_CALL)
    if place:
        return waiting(say("In line, place {place}: other work ends first", place=place))
    if transcript.failure or (step is not None and step.error):
        return notice(transcript.why or (step.error if step else ""), "error")
    if step is None:
        return notice(say("Stopped.")) if transcript.stopped else ""
    if step.run is None and step.state == "stopped":
        took = write_seconds(step.seconds)
        return notice(say("Stopped after {seconds}. The form is as you left it.", seconds=took))
    if step.run is None:
        return answering.running_line(FORM_CALL)
    card = run_card(step.run, step.from_store)
    return f'<div class="q-answer">{linked(headline(headline_of(step.run.result)), [step.run])}{card}</div>'


def examples_of(tool: Tool) -> dict[str, dict[str, Any]]:
    """Return the examples a form can be filled from, by question."""
    return {example.question: example.arguments for example in tool.examples if example.arguments}


def by_subject(tools: Mapping[str, Tool]) -> list[tuple[str, str]]:
    """Return (words, name) of the tools with their subject in front, so that a family stands together in the list.

    A person who types "jobs" into the list is left with that family.
    """
    order = list(SUBJECTS)
    subjects = {tool.family: say(SUBJECTS.get(tool.family, as_words(tool.family))) for tool in tools.values()}

    def place(tool: Tool) -> tuple[int, str, str]:
        known = order.index(tool.family) if tool.family in order else len(order)
        return known, subjects[tool.family], tool.title

    colon = "：" if language() == "zh" else ": "
    return [
        (f"{subjects[tool.family]}{colon}{tool_title(tool.name, tool.title)}", tool.name)
        for tool in sorted(tools.values(), key=place)
    ]


class Toolbench:
    """Builds the tab and answers its buttons."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._tools = all_tools()

    def build(self) -> None:
        """Lay the tab out, inside Gradio's Blocks."""
        import gradio as gr

        if not self._tools:
            gr.Markdown(say("No tool is installed."))
            return
        choices = by_subject(self._tools)
        first = self._tools[choices[0][1]]
        with gr.Row(elem_classes=["q-form-head"]):
            chosen = gr.Dropdown(choices, value=first.name, label=say("Tool"), elem_id="tool", filterable=True)
            example = gr.Dropdown(
                self._examples(first), label=say("Start from"), elem_id="tool-example", filterable=False
            )
        result = gr.Markdown(elem_id="tool-result", elem_classes=["q-tool-result"], sanitize_html=True, render=False)
        again = gr.Button(say("Compute again"), elem_id="tool-again", size="sm", visible=False, render=False)

        def choose(name: str) -> Any:
            questions = self._examples(self._tools[name])
            return gr.update(choices=questions, value=questions[0]), "", gr.update(visible=False)

        chosen.change(choose, chosen, [example, result, again], queue=False, api_visibility="private")

        @gr.render(inputs=[chosen, example])  # type: ignore[untyped-decorator]
        def form(name: str, question: str) -> None:
            tool = self._tools[name]
            fields = fields_of(tool)
            filled = examples_of(tool).get(question, {})
            gr.Markdown(tool.description, elem_classes=["q-tool-about"])
            with gr.Column(elem_classes=["q-fields"]):
                entries = [component(field, filled.get(field.name)) for field in fields]
            with gr.Row(elem_classes=["q-form-buttons"]):
                run = gr.Button(say("Run"), variant="primary", elem_id="tool-run", scale=0)
                stop = gr.Button(say("Stop"), elem_id="tool-stop", scale=0)

            def start(entered: dict[Any, Any], request: gr.Request) -> Iterator[Any]:
                yield from self._run(tool, [entered[entry] for entry in entries], request)

            def start_again(entered: dict[Any, Any], request: gr.Request) -> Iterator[Any]:
                yield from self._run(tool, [entered[entry] for entry in entries], request, refresh=True)

            def halt(request: gr.Request) -> None:
                if form := self._room.sessions.of(request).form:
                    self._room.desk.cancel(form)

            # A set of inputs makes Gradio hand over one dictionary, whatever the number of fields.
            quiet: dict[str, Any] = {"show_progress": "hidden", "concurrency_limit": None, "api_visibility": "private"}
            run.click(start, set(entries), [result, again], **quiet)
            again.click(start_again, set(entries), [result, again], **quiet)
            stop.click(halt, None, None, queue=False, api_visibility="private")

        result.render()  # type: ignore[no-untyped-call]
        again.render()  # type: ignore[no-untyped-call]

    def _examples(self, tool: Tool) -> list[str]:
        found = list(examples_of(tool))
        if language() == "zh":
            found.sort(key=str.isascii)  # Chinese questions first.
        return [*found, say(BLANK)]

    def _run(self, tool: Tool, values: list[Any], request: Any, *, refresh: bool = False) -> Iterator[Any]:
        import gradio as gr

        session = self._room.sessions.of(request)
        if session.form is not None:
            self._room.desk.cancel(session.form)
        hidden = gr.update(visible=False)
        try:
            arguments = read_form(fields_of(tool), values)
            tool.parse(arguments)
        except UserError as error:
            yield notice(told(error), "error"), hidden
            return
        answering, job = self._submit(tool, arguments, session.owner, refresh)
        session.form = job
        shown = None
        for _ in job.follow():
            now = form_result(answering, self._room.desk.position(job))
            if now != shown:
                shown = now
                yield now, hidden
        answering.end(stopped=job.stop.is_set())
        step = answering.transcript.steps.get(FORM_CALL)
        stored = step is not None and step.run is not None and step.from_store
        yield form_result(answering), gr.update(visible=stored)

    def _submit(self, tool: Tool, arguments: dict[str, Any], owner: str, refresh: bool) -> tuple[Answering, Job]:
        answering = Answering()

        def work(job: Job) -> None:
            run_tool(answering, tool, arguments, job, self._room.archive, refresh=refresh)

        def on_end(job: Job) -> None:
            answering.end(stopped=job.stop.is_set())

        job = Job(owner, "form", tool_title(tool.name, tool.title), target=tool.name)
        return answering, self._room.desk.submit(job, work, on_end)
