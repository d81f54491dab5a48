"""The Runs tab: stored runs to search, open, compare, download and delete, and the space that they take."""

from typing import Any

from tools.core.errors import UserError
from tools.core.figures import write_time
from tools.core.registry import all_tools
from tools.core.runs import RunRecord, RunStore
from tools.core.workspace import workspace
from ui.cards import notice
from ui.language import say, told, tool_title
from ui.room import Room
from ui.runs.cards import comparison_card, opened_card, size_table
from ui.runs.compare import compare
from ui.runs.search import Sought, find_runs
from ui.runs.space import DAYS, clear, sizes, stale
from ui.runs.stored import load_run, may_see
from ui.sessions import Session

QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
PAGE_SIZE = 20
LONGEST_HEADLINE = 110


class Runs:
    """Builds the tab and answers its events."""

    def __init__(self, room: Room) -> None:
        self._room = room

    def build(self) -> None:
        """Lay the tab out, inside Gradio's Blocks."""
        import gradio as gr

        with gr.Row(elem_id="q-runs-search", elem_classes=["q-form-head"]):
            self._words = gr.Textbox(
                label=say("Words"), placeholder=say("e.g. tariff China"), elem_id="q-runs-words", scale=3
            )
            self._tool = gr.Dropdown(
                [(say("All tools"), ""), *((tool_title(n, t.title), n) for n, t in all_tools().items())],
                value="",
                label=say("Tool"),
                elem_id="q-runs-tool",
                scale=2,
            )
            self._since = gr.Textbox(label=say("From"), placeholder="2026-01-31", elem_id="q-runs-since", scale=1)
            self._until = gr.Textbox(label=say("To"), placeholder="2026-12-31", elem_id="q-runs-until", scale=1)
        self._hint = gr.Markdown(elem_id="q-runs-hint")
        self._list = gr.CheckboxGroup([], label=say("Runs"), show_label=False, container=False, elem_id="q-runs-list")
        self._page = gr.State(0)
        with gr.Row(elem_id="q-runs-pager", visible=False) as self._pager:
            self._newer = gr.Button(say("Newer"), size="sm", scale=0, elem_id="q-runs-newer")
            self._older = gr.Button(say("Older"), size="sm", scale=0, elem_id="q-runs-older")
        self._card = gr.Markdown(elem_id="q-runs-card", sanitize_html=True)
        with gr.Row(visible=False, elem_classes=["q-form-buttons"]) as self._buttons:
            self._delete = gr.Button(say("Delete this run"), size="sm", scale=0, elem_id="q-run-delete")
        with gr.Row(visible=False, elem_id="q-run-delete-row", elem_classes=["q-ask-row"]) as self._asked:
            gr.Markdown(notice(say(DELETE_RUN), "warning"))
            self._delete_now = gr.Button(say("Delete"), size="sm", scale=0, variant="stop", elem_id="q-run-delete-now")
            self._keep = gr.Button(say("Keep"), size="sm", scale=0, elem_id="q-run-keep")
        self._build_space()
        self._wire()

    def _build_space(self) -> None:
        import gradio as gr

        with gr.Accordion(say("Space on the disk"), open=False, elem_id="q-space", visible=False) as self._space:
            self._sizes = gr.Markdown(elem_id="q-sizes")
            with gr.Row(elem_classes=["q-form-head"], elem_id="q-clean"):
                self._days = gr.Textbox(
                    value=str(DAYS),
                    label=say("Runs older than, days"),
                    info=say("Only those that no conversation and no report leads to."),
                    elem_id="q-clean-days",
                )
                self._caches = gr.Checkbox(
                    value=False,
                    label=say("Caches too"),
                    info=say("Made again when they are needed."),
                    elem_id="q-clean-caches",
                )
            with gr.Row(elem_classes=["q-form-buttons"]):
                self._look = gr.Button(say("Show what would go"), size="sm", scale=0, elem_id="q-clean-look")
                self._clear = gr.Button(
                    say("Remove it"), size="sm", scale=0, variant="stop", visible=False, elem_id="q-clean-now"
                )
            self._cleared = gr.Markdown(elem_id="q-cleared")

    def _wire(self) -> None:
        import gradio as gr
        from gradio.context import Context

        sought = [self._words, self._tool, self._since, self._until]
        listed = [self._hint, self._list, self._page, self._pager, self._newer, self._older]
        opened = [self._card, self._buttons, self._asked, self._list]

        def search(words: str, tool: str, since: str, until: str, request: gr.Request) -> list[Any]:
            return self._found(sought_by(words, tool, since, until), 0, self._room.sessions.of(request))

        def turn_by(step: int) -> Any:
            def turn(words: str, tool: str, since: str, until: str, page: int, request: gr.Request) -> list[Any]:
                sought = sought_by(words, tool, since, until)
                return self._found(sought, page + step, self._room.sessions.of(request))

            return turn

        def load(words: str, tool: str, since: str, until: str, request: gr.Request) -> list[Any]:
            session = self._room.sessions.of(request)
            # With login, the disk is the business of who runs the program: `quesnay workspace`.
            space = gr.update(visible=not session.owner)
            return [*self._found(sought_by(words, tool, since, until), 0, session), space]

        def tick(chosen: list[str], request: gr.Request) -> list[Any]:
            return self._open(chosen, self._room.sessions.of(request))

        def ask() -> Any:
            return gr.update(visible=True)

        def keep() -> Any:
            return gr.update(visible=False)

        def delete(chosen: list[str], words: str, tool: str, since: str, until: str, request: gr.Request) -> list[Any]:
            session = self._room.sessions.of(request)
            for run_id in chosen[:1]:
                self._remove(run_id, session.owner)
            return [
                "",
                gr.update(visible=False),
                gr.update(visible=False),
                *self._found(sought_by(words, tool, since, until), 0, session),
            ]

        page, tab = Context.root_block, Context.block
        assert page is not None
        page.load(load, sought, [*listed, self._space], **QUIET)
        if isinstance(tab, gr.Tab):  # Opened again, it shows what has been computed meanwhile.
            tab.select(load, sought, [*listed, self._space], **QUIET)
        for event in (
            self._words.change,
            self._tool.input,
            self._since.blur,
            self._until.blur,
            self._since.submit,
            self._until.submit,
        ):
            event(search, sought, listed, **QUIET)
        self._newer.click(turn_by(-1), [*sought, self._page], listed, **QUIET)
        self._older.click(turn_by(1), [*sought, self._page], listed, **QUIET)
        self._list.input(tick, self._list, opened, **QUIET)
        self._delete.click(ask, None, self._asked, queue=False, **QUIET)
        self._keep.click(keep, None, self._asked, queue=False, **QUIET)
        self._delete_now.click(
            delete, [self._list, *sought], [self._card, self._buttons, self._asked, *listed], **QUIET
        )
        self._wire_space()

    def _wire_space(self) -> None:
        import gradio as gr

        def show(request: gr.Request) -> str:
            return "" if self._room.sessions.of(request).owner else size_table(sizes(workspace().root))

        def look(days: str, caches: bool, request: gr.Request) -> Any:
            if self._room.sessions.of(request).owner:
                return "", gr.update(visible=False)
            try:
                found = stale(read_days(days), caches=caches)
            except UserError as error:
                return notice(told(error), "error"), gr.update(visible=False)
            return notice(found.in_words), gr.update(visible=bool(found))

        def clean(days: str, caches: bool, request: gr.Request) -> Any:
            if self._room.sessions.of(request).owner:
                return "", gr.update(visible=False), ""
            try:
                told_so = notice(say("Done: {what}", what=clear(stale(read_days(days), caches=caches)).in_words))
            except UserError as error:
                told_so = notice(told(error), "error")
            return told_so, gr.update(visible=False), size_table(sizes(workspace().root))

        chosen = [self._days, self._caches]
        self._space.expand(show, None, self._sizes, **QUIET)
        self._look.click(look, chosen, [self._cleared, self._clear], **QUIET)
        self._clear.click(clean, chosen, [self._cleared, self._clear, self._sizes], **QUIET)

    def _found(self, sought: Sought, page: int, session: Session) -> list[Any]:
        import gradio as gr

        seen = self._room.archive.seen(session.owner) if session.owner else None
        hidden = gr.update(visible=False)
        try:
            found = find_runs(RunStore(workspace().runs).records(), sought, seen)
        except UserError as error:
            return [notice(told(error), "error"), gr.update(choices=[], value=[]), 0, hidden, gr.skip(), gr.skip()]
        pages = max(-(-len(found) // PAGE_SIZE), 1)
        page = min(max(page, 0), pages - 1)
        shown = found[page * PAGE_SIZE : (page + 1) * PAGE_SIZE]
        return [
            f'<p class="q-hint">{hint(len(found), any(vars(sought).values()))}</p>',
            gr.update(choices=[(run_label(record), record.id) for record in shown], value=[]),
            page,
            gr.update(visible=pages > 1),
            gr.update(interactive=page > 0),
            gr.update(interactive=page + 1 < pages),
        ]

    def _open(self, chosen: list[str], session: Session) -> list[Any]:
        """Show one run, or two side by side; a third takes the place of the first."""
        import gradio as gr

        chosen = [run_id for run_id in chosen if may_see(self._room.archive, session.owner, run_id)][-2:]
        hidden = gr.update(visible=False)
        ticked = gr.update(value=chosen)
        try:
            runs = [load_run(run_id) for run_id in chosen]
        except UserError as error:
            return [notice(told(error), "error"), hidden, hidden, ticked]
        if not runs:
            return ["", hidden, hidden, ticked]
        if len(runs) == 1:
            return [opened_card(runs[0]), gr.update(visible=True), hidden, ticked]
        return [comparison_card(compare(*runs)), hidden, hidden, ticked]

    def _remove(self, run_id: str, owner: str) -> None:
        if not may_see(self._room.archive, owner, run_id):
            return
        others = self._room.archive.unsee(owner, run_id)
        if not (owner and others):
            RunStore(workspace().runs).remove(run_id)


DELETE_RUN = "Delete this run? Answers that rest on it lose their charts and tables; asking again computes it anew."


def sought_by(words: str | None, tool: str | None, since: str | None, until: str | None) -> Sought:
    """Return what the boxes say; an untouched box holds nothing."""
    return Sought(words or "", tool or "", since or "", until or "")


def run_label(record: RunRecord) -> str:
    """Return a run in one line of the list."""
    tool = all_tools().get(record.tool)
    title = tool_title(record.tool, tool.title if tool else record.tool)
    said = " ".join(record.headline.split())
    said = said if len(said) <= LONGEST_HEADLINE else said[: LONGEST_HEADLINE - 1] + "…"
    return f"{write_time(record.created).removesuffix(' UTC')} · {title} · {said}"


def hint(count: int, searched: bool) -> str:
    """Return what the list holds and what can be done with it."""
    if count == 1:
        return say("1 run. Tick it to open it.")
    if count:
        return say("{count} runs. Tick one to open it, a second to compare the two.", count=f"{count:,}")
    if searched:
        return say("No run fits. Use fewer words, or another tool or date.")
    return say(NO_RUNS)


NO_RUNS = (
    "Every question that a model answers leaves a run here: its arguments, figures, charts and data. Ask something, or "
    "fill in a form under Tools."
)


def read_days(text: str) -> float:
    """Return a number of days as a person wrote it.

    Raises:
        UserError: it is none.
    """
    try:
        days = float(text)
    except ValueError:
        days = -1.0
    if not 0 <= days <= 100_000:
        raise UserError(
            f"'{text[:20]}' is no number of days: write for example 30.",
            chinese=f"“{text[:20]}”不是天数：请写例如 30。",
        )
    return days
