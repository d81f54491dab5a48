"""The person's conversations as a list to search and choose from, and the name, export and end of the one in sight."""

from html import escape
from typing import Any

from tools.core.errors import UserError
from tools.core.figures import write_time
from ui.cards import notice
from ui.language import language, say, told
from ui.room import Room
from ui.sessions import Session
from ui.talk import Talk

QUIET: dict[str, Any] = {"show_progress": "hidden", "queue": False, "api_visibility": "private"}


DELETE_TALK = "Delete this conversation? Its questions and answers go; its runs stay."


class TalkList:
    """Lays the list out and fills it."""

    def __init__(self, room: Room) -> None:
        self._room = room

    def build(self) -> None:
        """Lay the list out, inside Gradio's Blocks."""
        import gradio as gr

        with gr.Column(elem_id="q-side", scale=0):
            self.fresh = gr.Button(say("New conversation"), elem_id="q-side-new", size="sm")
            self.words = gr.Textbox(
                elem_id="q-side-search",
                label=say("Search conversations"),
                placeholder=say("Search conversations"),
                show_label=False,
                container=False,
            )
            self.talks = gr.Radio([], label=say("Conversations"), elem_id="q-talks", container=False, show_label=False)
            self.none = gr.Markdown("", elem_id="q-talks-none")

    @property
    def outputs(self) -> list[Any]:
        """Return the parts that `show` gives values for."""
        return [self.talks, self.none]

    def wire(self) -> None:
        """Search as words are typed."""
        import gradio as gr

        def search(words: str, request: gr.Request) -> list[Any]:
            return self.show(self._room.sessions.of(request), words)

        # Not `input`: Gradio sends that for pressed keys alone, not for what is pasted or deleted.
        self.words.change(search, self.words, self.outputs, show_progress="hidden", api_visibility="private")

    def show(self, session: Session, words: str = "") -> list[Any]:
        """Return the person's conversations, the one in sight chosen."""
        import gradio as gr

        found = self._room.archive.conversations(session.owner, words)
        choices = [(one.title, one.thread_id) for one in found]
        here = session.talk.thread_id if session.talk else None
        chosen = here if any(one.thread_id == here for one in found) else None
        none = ""
        if not found:
            none = say("No conversation has these words.") if words else say("Your conversations will be kept here.")
        return [gr.update(choices=choices, value=chosen), f'<p class="q-hint">{escape(none)}</p>' if none else ""]


class TalkHead:
    """The line above a conversation: its name, and buttons to rename, export and delete it."""

    def __init__(self, room: Room) -> None:
        self._room = room

    def build(self) -> None:
        """Lay the line out, inside Gradio's Blocks."""
        import gradio as gr

        with gr.Row(elem_id="q-talk-head", visible=False) as self.row:
            self.title = gr.Markdown("", elem_id="q-talk-title")
            self.rename = gr.Button(say("Rename"), size="sm", scale=0, elem_id="q-rename")
            self.files = gr.Markdown("", elem_id="q-talk-files")
            self.delete = gr.Button(say("Delete"), size="sm", scale=0, elem_id="q-delete")
        with gr.Row(visible=False, elem_id="q-rename-row", elem_classes=["q-ask-row"]) as self.rename_row:
            self.name = gr.Textbox(
                label=say("Name of the conversation"), show_label=False, container=False, elem_id="q-rename-box"
            )
            self.save = gr.Button(say("Save"), size="sm", scale=0, variant="primary", elem_id="q-rename-save")
            self.keep_name = gr.Button(say("Cancel"), size="sm", scale=0, elem_id="q-rename-cancel")
        with gr.Row(visible=False, elem_id="q-delete-row", elem_classes=["q-ask-row"]) as self.delete_row:
            gr.Markdown(notice(say(DELETE_TALK), "warning"))
            self.delete_now = gr.Button(say("Delete"), size="sm", scale=0, variant="stop", elem_id="q-delete-now")
            self.keep = gr.Button(say("Keep"), size="sm", scale=0, elem_id="q-delete-keep")
        self.problem = gr.Markdown("", elem_id="q-talk-problem")

    @property
    def outputs(self) -> list[Any]:
        """Return the parts that `show` gives values for."""
        return [self.row, self.title, self.files, self.rename_row, self.delete_row, self.problem]

    def wire(self, beside: TalkList) -> None:
        """Answer the buttons, but the one that deletes for good."""
        import gradio as gr

        def ask_name(request: gr.Request) -> Any:
            return gr.update(visible=True), gr.update(visible=False), self._name(self._room.sessions.of(request))

        def ask_delete() -> Any:
            return gr.update(visible=False), gr.update(visible=True)

        def neither() -> Any:
            return gr.update(visible=False), gr.update(visible=False)

        def save(name: str, request: gr.Request) -> list[Any]:
            session = self._room.sessions.of(request)
            try:
                if session.talk:
                    self._room.archive.rename(session.talk.thread_id, session.owner, name)
            except UserError as error:
                return [*[gr.skip()] * 5, notice(told(error), "error"), *[gr.skip()] * len(beside.outputs)]
            return [*self.show(session.talk), *beside.show(session)]

        rows = [self.rename_row, self.delete_row]
        self.rename.click(ask_name, None, [*rows, self.name], **QUIET)
        self.delete.click(ask_delete, None, rows, **QUIET)
        self.keep.click(neither, None, rows, **QUIET)
        self.keep_name.click(neither, None, rows, **QUIET)
        for event in (self.save.click, self.name.submit):
            event(save, self.name, [*self.outputs, *beside.outputs], **QUIET)

    def show(self, talk: Talk | None) -> list[Any]:
        """Return how the line looks; nothing is in sight for an empty conversation."""
        import gradio as gr

        hidden = gr.update(visible=False)
        kept = self._room.archive.find(talk.thread_id, talk.owner) if talk and talk.entries else None
        if kept is None:
            return [hidden, "", "", hidden, hidden, ""]
        when = escape(write_time(kept.updated))
        title = f'<h2 class="q-talk-name" title="{when}">{escape(kept.title)}</h2>'
        return [gr.update(visible=True), title, export_links(kept.thread_id), hidden, hidden, ""]

    def _name(self, session: Session) -> str:
        talk = session.talk
        kept = self._room.archive.find(talk.thread_id, talk.owner) if talk else None
        return kept.title if kept else ""


def export_links(thread_id: str) -> str:
    """Return the links to a conversation as a file."""
    links = "".join(
        f'<a href="quesnay/conversations/{thread_id}.{kind}?language={language()}" download>{words}</a>'
        for kind, words in (("md", "Markdown"), ("json", "JSON"))
    )
    return f'<p class="q-links">{say("Export:")} {links}</p>'
