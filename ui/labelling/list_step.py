"""The first step: a list is taken in, and its columns are told apart."""

from collections.abc import Iterator
from importlib.resources import files
from typing import Any

from tools.exposure.labelling.columns import Columns
from tools.exposure.labelling.reading import Table, read_table
from ui.labelling.cards import columns_card, heading, intro, list_card
from ui.labelling.work import Work
from ui.language import say

EXAMPLES = {
    "en": ("Try 12 tasks in English", "occupations-en.csv", "example.csv"),
    "zh": ("试用 12 个中文职业", "occupations-zh.csv", "示例.csv"),
}


def example_table(language: str) -> Table:
    """Return an example list, "en" or "zh"."""
    _, file, name = EXAMPLES[language]
    return read_table((files("ui") / "assets" / "examples" / file).read_bytes(), name)


def read_columns(title: str | None, task: str | None, row_id: str | None, people: list[str] | None) -> Columns:
    """Return columns as the controls say them."""
    return Columns(title or "", task or "", row_id or "", tuple(people or ()))


class ListStep:
    """Lays the step out and says how its parts look for a list."""

    def build(self) -> None:
        """Lay the step out, inside Gradio's Blocks."""
        import gradio as gr

        with gr.Column(elem_id="q-label-intro") as self.intro:
            gr.Markdown(intro(), sanitize_html=True)
            # No `file_types`: Gradio would tell a wrong kind in a corner; the page's script narrows the picker instead.
            self.upload = gr.File(
                label=say("Your list: CSV or XLSX"),
                show_label=False,
                height=150,
                elem_id="q-label-file",
            )
            self.problem = gr.Markdown(elem_id="q-label-problem", sanitize_html=True)
            with gr.Row(elem_id="q-label-examples"):
                self.examples = {
                    language: gr.Button(words, size="sm", scale=0, elem_id=f"q-label-example-{language}")
                    for language, (words, _, _) in EXAMPLES.items()
                }
        with gr.Column(visible=False, elem_id="q-label-list") as self.taken:
            with gr.Row(elem_classes=["q-stage-row"]):
                gr.Markdown(heading(1, say("The list")))
                self.another = gr.Button(say("Another list"), size="sm", scale=0, elem_id="q-label-another")
            self.card = gr.Markdown(elem_id="q-label-card", sanitize_html=True)
            with gr.Column(elem_classes=["q-fields"]):
                self.title = self._column("title", say("Occupation"), say("The column with occupations or job titles."))
                self.task = self._column("task", say("Task"), say("The column with tasks, if there is one."))
                self.id = self._column("id", say("Id"), say("Your own number or code of a row, kept as it is."))
                self.people = gr.Dropdown(
                    [],
                    multiselect=True,
                    label=say("Labels by people"),
                    info=say("Columns with E0, E1 or E2 by people, to compare with."),
                    elem_id="q-label-people",
                )
            self.reads = gr.Markdown(elem_id="q-label-reads", sanitize_html=True)

    @property
    def mapping(self) -> list[Any]:
        """Return the controls that say which column holds what."""
        return [self.title, self.task, self.id, self.people]

    @property
    def outputs(self) -> list[Any]:
        """Return the parts that `show` gives values for."""
        return [self.intro, self.upload, self.problem, self.taken, self.card, *self.mapping, self.reads]

    def show(self, work: Work | None, problem: str = "") -> list[Any]:
        """Return how the parts look: for a list, or before there is one."""
        import gradio as gr

        if work is None:
            blank = [gr.skip()] * 6
            return [gr.update(visible=True), None, problem, gr.update(visible=False), *blank]
        return [gr.update(visible=False), None, problem, gr.update(visible=True), list_card(work), *self._choices(work)]

    def locks(self, work: Work | None) -> list[Any]:
        """Return whether the columns can be changed: not while the list is being labelled."""
        import gradio as gr

        return [gr.update(interactive=work is None or not work.running)] * len(self.mapping)

    def _choices(self, work: Work) -> Iterator[Any]:
        import gradio as gr

        header = list(work.table.header)
        columns = work.columns
        for chosen in (columns.title, columns.task, columns.id):
            yield gr.update(choices=[(say("None"), ""), *((name, name) for name in header)], value=chosen)
        yield gr.update(choices=header, value=list(columns.people))
        yield columns_card(work)

    def _column(self, name: str, label: str, info: str) -> Any:
        import gradio as gr

        return gr.Dropdown([(say("None"), "")], value="", label=label, info=info, elem_id=f"q-label-{name}")
