"""The Reports tab: topic -> outline to edit -> report to read and download."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, cast

from agent.conversation import Exchange
from agent.report.outline import Outline, check_outline, outline_of_runs
from agent.report.templates import templates
from tools.core.errors import UserError
from tools.core.registry import all_tools
from ui.cards import notice
from ui.conversation import QUIET
from ui.language import language, say, told
from ui.report.cards import empty, report_card, task_card
from ui.report.rows import EMPTY as EMPTY_ROW
from ui.report.rows import MOST_ROWS, Row, outline_of_rows, rows_of
from ui.report.work import Draft, Drafts, follow, planning, writing
from ui.room import Room
from ui.runs.stored import load_run
from ui.toolbench import by_subject

OUTLINED = "The outline: change titles, tools, arguments and order, switch sections off, then write the report."
FIELDS = 4
"""Inputs of a row."""


@dataclass(frozen=True)
class OpenPage:
    """An open page: who uses it, and what it is at."""

    owner: str
    draft: Draft


class Reports:
    """Builds the tab and answers its events."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._drafts = Drafts()
        self._rows: list[Any] = []
        self._inputs: list[Any] = []
        self._ups: list[Any] = []

    def build(self) -> None:
        """Lay the tab out, inside Gradio's Blocks."""
        import gradio as gr

        kinds = [(say("The one that fits"), "auto")]
        kinds += [(one.title.zh if language() == "zh" else one.title.en, name) for name, one in templates().items()]
        with gr.Row(elem_classes=["q-form-head"]):
            self._topic = gr.Textbox(
                label=say("Topic"),
                elem_id="report-topic",
                placeholder=say("US tariffs of 25 points on Chinese electronics"),
                lines=1,
                max_lines=3,
                scale=4,
            )
            self._kind = gr.Dropdown(
                kinds, value="auto", label=say("Template"), elem_id="report-template", filterable=False
            )
            spoken = [(say("As the topic"), "auto"), ("English", "en"), ("中文", "zh")]
            self._language = gr.Dropdown(
                spoken, value="auto", label=say("Language"), elem_id="report-language", filterable=False
            )
        with gr.Row(elem_classes=["q-form-buttons"]):
            self._plan = gr.Button(
                say("Make the outline"), variant="primary", elem_id="report-plan", scale=0, min_width=180
            )
            self._stop = gr.Button(say("Stop"), elem_id="report-stop", scale=0, visible=False)
        self._note = gr.Markdown(empty(), elem_id="report-note", sanitize_html=True)
        with gr.Column(visible=False, elem_id="report-outline") as self._outline:
            for place in range(MOST_ROWS):
                self._row(place)
            with gr.Row(elem_classes=["q-form-buttons"]):
                self._more = gr.Button(say("Add a section"), elem_id="report-add", scale=0, min_width=160)
                self._write = gr.Button(
                    say("Write the report"), variant="primary", elem_id="report-write", scale=0, min_width=180
                )
        self._result = gr.Markdown("", elem_id="report-result", sanitize_html=True)
        self._wire()

    def take_from(self, button: Any, tabs: Any, thread_of: Callable[[Any], str]) -> None:
        """Let a button of the chat bring the conversation's runs here as an outline.

        Args:
            button: the button.
            tabs: the page's tabs, to show this one.
            thread_of: gives the conversation of a request.
        """
        import gradio as gr

        def take(request: gr.Request) -> list[Any]:
            draft = self._page(request).draft
            try:
                outline = outline_of_conversation(self._room.assistant.history(thread_of(request)))
            except UserError as error:
                shown = self._shown(None, notice(told(error), "warning"))
            else:
                draft.outline = outline
                shown = self._shown(outline, "")
            topic = draft.outline.topic if draft.outline else gr.skip()
            return [gr.Tabs(selected="reports"), topic, *shown]

        button.click(take, None, [tabs, self._topic, *self._outputs], queue=False, **QUIET)

    def _page(self, request: Any) -> OpenPage:
        return OpenPage(self._room.sessions.of(request).owner, self._drafts.of(request.session_hash))

    @property
    def _outputs(self) -> list[Any]:
        return [
            self._note,
            self._outline,
            self._plan,
            self._write,
            self._stop,
            self._result,
            *self._rows,
            *self._inputs,
        ]

    def _row(self, place: int) -> None:
        import gradio as gr

        with gr.Row(visible=False, elem_classes=["q-report-row"], equal_height=False) as row:
            on = gr.Checkbox(True, label=say("Section {number}", number=place + 1), scale=0, min_width=135)
            title = gr.Textbox(label=say("Title"), scale=3, min_width=180, elem_id=f"report-title-{place}")
            tool = gr.Dropdown(
                [("", ""), *by_subject(all_tools())], value="", label=say("Tool"), scale=3, min_width=180
            )
            arguments = gr.Textbox(label=say("Arguments, one a line"), lines=2, max_lines=6, scale=3, min_width=180)
            with gr.Column(scale=0, min_width=70):
                up = gr.Button(say("Up"), size="sm", elem_id=f"report-up-{place}", interactive=place > 0)
        self._rows.append(row)
        self._inputs += [on, title, tool, arguments]
        self._ups.append(up)

    def _wire(self) -> None:
        import gradio as gr

        def make(topic: str, kind: str, spoken: str, request: gr.Request) -> Iterator[list[Any]]:
            yield from self._make(topic, kind, spoken, self._page(request))

        def write(entered: dict[Any, Any], request: gr.Request) -> Iterator[list[Any]]:
            rows = _read(tuple(entered[field] for field in self._inputs))
            yield from self._compute(rows, self._page(request))

        def stop(request: gr.Request) -> None:
            self._page(request).draft.stop.set()

        chosen = [self._topic, self._kind, self._language]
        gr.on([self._plan.click, self._topic.submit], make, chosen, self._outputs, concurrency_limit=None, **QUIET)
        self._write.click(write, set(self._inputs), self._outputs, concurrency_limit=None, **QUIET)
        self._stop.click(stop, None, None, queue=False, **QUIET)
        self._more.click(_added, self._inputs, self._rows, queue=False, **QUIET)
        for place, up in enumerate(self._ups):
            up.click(_mover(place), self._inputs, self._inputs, queue=False, **QUIET)

    def _make(self, topic: str, kind: str, chosen: str, page: OpenPage) -> Iterator[list[Any]]:
        draft = page.draft
        if draft.running:
            yield self._said(notice(say("A report is being written: wait for it, or press Stop."), "warning"))
            return
        spoken = cast(Literal["auto", "en", "zh"], chosen if chosen in ("en", "zh") else "auto")
        for task in self._follow(page, topic, lambda stop: planning(topic, kind, spoken, stop)):
            if task.made is None:
                yield self._busy(task_card(task)) if draft.running else self._shown(None, task_card(task))
                continue
            draft.outline = task.made
            yield self._shown(task.made, notice(" ".join([say(OUTLINED), *task.made.assumptions])))

    def _compute(self, rows: list[Row], page: OpenPage) -> Iterator[list[Any]]:
        draft = page.draft
        if draft.running or draft.outline is None:
            yield self._said(
                notice(say("Make the outline first.") if draft.outline is None else say("Writing already."))
            )
            return
        try:
            outline = check_outline(outline_of_rows(draft.outline, rows))
        except UserError as error:
            yield self._said(notice(told(error), "error"))
            return
        draft.outline = outline
        for task in self._follow(page, outline.topic, lambda stop: writing(outline, stop)):
            if task.made is None:
                yield self._busy(task_card(task)) if draft.running else self._rest(task_card(task))
                continue
            card = report_card(task.made, self._room.reports.put(task.made.id, page.owner))
            yield self._rest("", card)

    def _follow(self, page: OpenPage, title: str, work: Callable[[Any], Any]) -> Iterator[Any]:
        """Follow work of a page; while it goes on, the draft is running."""
        draft = page.draft
        draft.stop = stop = type(draft.stop)()
        draft.running = True
        last = None
        try:
            for task in follow(self._room.desk, page.owner, title, stop, work(stop)):
                ended = task.made is not None or bool(task.problem) or task.stopped
                now = (task.made is None, task_card(task))
                draft.running = not ended
                if now != last or ended:
                    last = now
                    yield task
                if ended:
                    return
        finally:
            draft.running = False

    def _shown(self, outline: Outline | None, words: str) -> list[Any]:
        """Return the outputs that show an outline, or none."""
        import gradio as gr

        rows = rows_of(outline) if outline else []
        filled = [*rows, *[EMPTY_ROW] * (MOST_ROWS - len(rows))]
        visible = [gr.update(visible=place < len(rows)) for place in range(MOST_ROWS)]
        return [*self._state(words, outline is not None), "", *visible, *(value for row in filled for value in row)]

    def _busy(self, words: str) -> list[Any]:
        import gradio as gr

        locked = gr.update(interactive=False)
        return [words, gr.skip(), locked, locked, gr.update(visible=True), *self._untouched(1)]

    def _rest(self, words: str, result: str | None = None) -> list[Any]:
        import gradio as gr

        return [*self._state(words, True), gr.skip() if result is None else result, *self._untouched(0)]

    def _said(self, words: str) -> list[Any]:
        import gradio as gr

        return [words, *[gr.skip()] * 4, *self._untouched(1)]

    def _state(self, words: str, outlined: bool) -> list[Any]:
        import gradio as gr

        free = gr.update(interactive=True)
        return [words, gr.update(visible=outlined), free, free, gr.update(visible=False)]

    def _untouched(self, results: int) -> list[Any]:
        import gradio as gr

        return [gr.skip()] * (results + MOST_ROWS * (1 + FIELDS))


def report_button(room: Room) -> Any:
    """Lay out the button of the chat that makes a report of the conversation, and return it."""
    import gradio as gr

    return gr.Button(say("Make a report"), elem_id="q-report", size="sm", scale=0)


def tie_reports(parts: dict[str, Any], tabs: Any, room: Room) -> None:
    """Tie the chat's button to the Reports tab.

    Args:
        parts: the tabs' parts by id.
        tabs: Gradio's tabs.
        room: what the tabs share.
    """
    parts["reports"].take_from(parts["ask"].buttons[0], tabs, parts["ask"].thread_of)


def outline_of_conversation(exchanges: list[Exchange]) -> Outline:
    """Return an outline with a section for each run of a conversation.

    Raises:
        UserError: there is no run in it.
    """
    found = []
    for exchange in exchanges:
        for run_id in exchange.run_ids:
            try:
                found.append((load_run(run_id), exchange.question))
            except UserError:
                continue  # A run that was cleared away: the rest still makes a report.
    return outline_of_runs([run for run, _ in found], [question for _, question in found])


def _read(values: tuple[Any, ...]) -> list[Row]:
    """Return the rows that the inputs hold."""
    rows = [values[at : at + FIELDS] for at in range(0, len(values), FIELDS)]
    return [(bool(on), str(title or ""), str(tool or ""), str(arguments or "")) for on, title, tool, arguments in rows]


def _mover(place: int) -> Callable[..., list[Any]]:
    """Return what moves a row up by one."""

    def move(*values: Any) -> list[Any]:
        rows = _read(values)
        if place > 0:
            rows[place - 1], rows[place] = rows[place], rows[place - 1]
        return [value for row in rows for value in row]

    return move


def _added(*values: Any) -> list[Any]:
    """Show one more row."""
    import gradio as gr

    filled = [place for place, row in enumerate(_read(values)) if row[1] or row[2]]
    shown = min((filled[-1] + 2) if filled else 1, MOST_ROWS)
    return [gr.update(visible=place < shown) for place in range(MOST_ROWS)]
