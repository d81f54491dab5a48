"""The Documents tab: upload, list, remove, and a search to try."""

from collections import OrderedDict
from collections.abc import Iterator
from typing import Any

from tools.core.errors import UserError, shorten
from ui.cards import notice, progress_bar
from ui.knowledge.adding import Adding
from ui.knowledge.cards import found_block, intro, shelf_table
from ui.language import say, told

QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
SHELVES = (("Notes and documents", "both"), ("Documents alone", "documents"), ("Notes alone", "notes"))
LONGEST_SEARCH = 1_000
MOST_UNDER_WAY = 50


class Documents:
    """Builds the tab and answers its events."""

    def __init__(self) -> None:
        self._under_way: OrderedDict[str, Adding] = OrderedDict()

    def build(self) -> None:
        """Lay the tab out, inside Gradio's Blocks."""
        import gradio as gr
        from gradio.context import Context

        gr.Markdown(intro(), sanitize_html=True)
        # No `file_types`: Gradio would tell a wrong kind in a corner; the script narrows the picker instead.
        upload = gr.File(
            label=say("Add documents"), show_label=False, file_count="multiple", height=140, elem_id="q-documents-file"
        )
        note = gr.Markdown(elem_id="q-documents-note", sanitize_html=True)
        stop = gr.Button(say("Stop"), visible=False, size="sm", scale=0, elem_id="q-documents-stop")
        shelf = gr.Markdown(elem_id="q-documents-shelf", sanitize_html=True)
        with gr.Row(visible=False, elem_id="q-documents-remove-row", elem_classes=["q-form-head"]) as row:
            chosen = gr.Dropdown(
                [], value=None, label=say("Remove a document"), scale=3, elem_id="q-documents-remove", filterable=True
            )
            remove = gr.Button(say("Remove"), size="sm", scale=0, elem_id="q-documents-remove-now")
        gr.Markdown(f"<h3>{say('Try a search')}</h3>", elem_classes=["q-documents-head"])
        with gr.Row(elem_classes=["q-form-head"]):
            words = gr.Textbox(
                show_label=False,
                label=say("Search"),
                placeholder=say("What are you looking for?"),
                container=False,
                scale=4,
                elem_id="q-documents-words",
            )
            search = gr.Button(say("Search"), variant="primary", scale=0, elem_id="q-documents-search")
        where = gr.Radio(
            [(say(name), value) for name, value in SHELVES],
            value="both",
            show_label=False,
            container=False,
            label=say("Search"),
            elem_id="q-documents-where",
        )
        found = gr.Markdown(elem_id="q-documents-found", sanitize_html=True)
        listing = [shelf, row, chosen]

        def add(paths: list[str] | None, request: gr.Request) -> Iterator[list[Any]]:
            yield from self._add(paths or [], request.session_hash or "")

        def halt(request: gr.Request) -> None:
            if adding := self._under_way.get(request.session_hash or ""):
                adding.stop.set()

        def take_off(name: str | None) -> list[Any]:
            return self._remove(name)

        upload.upload(add, upload, [upload, note, stop, *listing], concurrency_limit=None, **QUIET)
        stop.click(halt, None, None, queue=False, **QUIET)
        remove.click(take_off, chosen, [note, *listing], **QUIET)
        gr.on([search.click, words.submit], self._search, [words, where], found, concurrency_limit=None, **QUIET)
        # Each page that opens sees the shelf as it is, whoever filled it.
        if (page := Context.root_block) is not None:
            page.load(self._listing, None, listing, **QUIET)

    def _add(self, paths: list[str], session: str) -> Iterator[list[Any]]:
        import gradio as gr

        unchanged = [gr.skip()] * 3
        if not paths:
            yield [gr.skip()] * 6
            return
        adding = self._begin(paths, session)
        shown = ""
        for _ in adding.follow():
            message = say("{done} of {total} passages", done=adding.done, total=adding.total) if adding.total else ""
            now = progress_bar(adding.done, adding.total, message)
            if now != shown:
                shown = now
                yield [gr.skip(), now, gr.update(visible=True), *unchanged]
        yield [None, _outcome(adding), gr.update(visible=False), *self._listing()]

    def _begin(self, paths: list[str], session: str) -> Adding:
        adding = Adding(paths)
        self._under_way.pop(session, None)
        self._under_way[session] = adding
        while len(self._under_way) > MOST_UNDER_WAY:
            self._under_way.popitem(last=False)
        return adding

    def _remove(self, name: str | None) -> list[Any]:
        from knowledge.library import library

        if not name:
            return [notice(say("Choose a document"), "warning"), *self._listing()]
        try:
            library().remove(name)
        except UserError as error:
            return [notice(told(error), "error"), *self._listing()]
        return [notice(say("Removed {name}.", name=name)), *self._listing()]

    def _listing(self) -> list[Any]:
        import gradio as gr

        from knowledge.library import library

        try:
            entries = library().documents()
        except UserError as error:
            return [notice(told(error), "error"), gr.update(visible=False), gr.update(choices=[], value=None)]
        names = [entry.name for entry in entries]
        return [shelf_table(entries), gr.update(visible=bool(names)), gr.update(choices=names, value=None)]

    def _search(self, words: str, where: str) -> Iterator[str]:
        from knowledge.library import library, nothing_added

        question = (words or "").strip()
        if not question:
            yield notice(say("Write what you are looking for."), "warning")
            return
        yield f'<div class="q-waiting">{say("Searching")}</div>'
        shelf: Any = where if where in ("notes", "documents") else None
        try:
            if shelf == "documents" and not library().documents():
                raise nothing_added()
            yield found_block(library().search(question[:LONGEST_SEARCH], shelf))
        except UserError as error:
            yield notice(told(error), "error")


def _outcome(adding: Adding) -> str:
    """Return what came of an upload: what was added, what was refused and why."""
    parts = [notice(told(problem), "error") for problem in adding.problems]
    if adding.failure is not None:
        broke = "Something broke inside Quesnay ({error}). The details are in the terminal."
        parts.append(notice(say(broke, error=type(adding.failure).__name__), "error"))
    if adding.stopped:
        parts.append(notice(say("Stopped. Nothing was added.")))
    if adding.added:
        parts.append(notice(say("Added {names}.", names=shorten(", ".join(adding.added), 400))))
    return "".join(parts)
