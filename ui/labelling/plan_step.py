"""The second step: labellers are chosen, what they will take is shown, and the run is started, followed and stopped."""

from typing import Any

from tools.core.errors import UserError
from ui.cards import notice
from ui.labelling.cards import heading, job_card
from ui.labelling.plan import as_updates, estimate_table, estimates, offered, read_choice, read_prices, to_label
from ui.labelling.work import Choice, Work
from ui.language import say, told
from ui.work import Desk

LANGUAGES = (("As the list", ""), ("English", "en"), ("Chinese", "zh"))


class PlanStep:
    """Lays the step out and says how its parts look for a list."""

    def build(self) -> None:
        """Lay the step out, inside Gradio's Blocks."""
        import gradio as gr

        with gr.Column(visible=False, elem_id="q-label-plan") as self.column:
            gr.Markdown(heading(2, say("The labellers")))
            self.ticked = gr.CheckboxGroup(
                offered(),
                value=list(Choice().names),
                show_label=False,
                label=say("Labellers"),
                elem_id="q-label-labellers",
            )
            self.models = gr.Textbox(
                label=say("Chat models"),
                info=say(
                    "By name, several separated by commas: a jury. Keys come from the environment, never from here."
                ),
                placeholder=say("e.g. {example}", example="openai:gpt-5-mini, openai-compatible:qwen3-32b"),
                elem_id="q-label-models",
            )
            with (
                gr.Accordion(say("More settings"), open=False, elem_id="q-label-more"),
                gr.Column(elem_classes=["q-fields"]),
            ):
                self.prices = gr.Textbox(
                    label=say("Price of a million tokens"),
                    info=say("Read, written; for one model NAME=read,written. Several separated by semicolons."),
                    placeholder=say("e.g. {example}", example="0.25, 2"),
                    elem_id="q-label-prices",
                )
                self.per_minute = gr.Textbox(
                    label=say("Calls a minute"),
                    info=say("At most so many to each model; empty for no limit."),
                    placeholder=say("e.g. {example}", example="60"),
                    elem_id="q-label-pace",
                )
                self.language = gr.Dropdown(
                    [(say(words), name) for words, name in LANGUAGES],
                    value="",
                    label=say("Language of the rubric"),
                    info=say("What the models are told to judge by."),
                    filterable=False,
                    elem_id="q-label-language",
                )
                self.reasons = gr.Checkbox(
                    value=True,
                    label=say("Ask models for a reason"),
                    info=say("One line an item; without it they are faster."),
                )
            self.problem = gr.Markdown(elem_id="q-label-choice-problem", sanitize_html=True)
            self.estimate = gr.Markdown(elem_id="q-label-estimate", sanitize_html=True)
            with gr.Row(elem_classes=["q-form-buttons"]):
                self.run = gr.Button(say("Label"), variant="primary", scale=0, elem_id="q-label-run")
                self.stop = gr.Button(say("Stop"), visible=False, scale=0, elem_id="q-label-stop")
            self.progress = gr.Markdown(elem_id="q-label-progress", sanitize_html=True)

    @property
    def choices(self) -> list[Any]:
        """Return the controls that say who labels and how, in the order that `read` takes them."""
        return [self.ticked, self.models, self.language, self.reasons, self.per_minute, self.prices]

    @property
    def outputs(self) -> list[Any]:
        """Return the parts that `show` gives values for."""
        return [self.column, self.estimate, self.run, self.stop, self.progress, *self.choices]

    @property
    def changes(self) -> list[Any]:
        """Return the events after which a choice is to be read anew; what is typed counts once it is done."""
        typed = [event for box in (self.models, self.prices, self.per_minute) for event in (box.blur, box.submit)]
        return [self.ticked.input, self.language.input, self.reasons.input, *typed]

    def choose(
        self, work: Work, ticked: list[str], models: str, language: str, reasons: bool, pace: str, prices: str
    ) -> str:
        """Take the choices of the controls; return what is wrong with them, as HTML."""
        if work.running:
            return ""
        try:
            work.choice = read_choice(ticked, models, language, reasons, pace)
            work.prices = read_prices(prices)
            work.revision += 1
        except UserError as error:
            return notice(told(error), "error")
        return ""

    def start(self, work: Work, desk: Desk) -> str:
        """Start labelling; return why it does not start, as HTML."""
        try:
            work.start(desk)
        except UserError as error:
            return notice(told(error), "error")
        return ""

    def show(self, work: Work | None, *, choices: bool = False) -> list[Any]:
        """Return how the parts look.

        Args:
            work: the list, if there is one.
            choices: whether the controls are to be set to the list's choice, for a page that was opened anew.
        """
        import gradio as gr

        if work is None or work.items is None:
            return [gr.update(visible=False), *[gr.skip()] * (len(self.outputs) - 1)]
        estimate, count = self._estimate(work)
        return [
            gr.update(visible=True),
            estimate,
            *self.buttons(work, count),
            job_card(work.job),
            *self._controls(work, choices),
        ]

    def buttons(self, work: Work, count: int | None) -> list[Any]:
        """Return how Run and Stop look; `count` labels are to be made, None where it is not known."""
        import gradio as gr

        if work.job and work.running:
            return [gr.update(visible=False), gr.update(visible=True, interactive=not work.job.stop.is_set())]
        made = say("Make 1 label") if count == 1 else say("Make {count} labels", count=f"{count or 0:,}")
        words = made if count else say("Everything is labelled")
        return [
            gr.update(visible=True, value=words if count is not None else say("Label"), interactive=bool(count)),
            gr.update(visible=False),
        ]

    def _estimate(self, work: Work) -> tuple[str, int | None]:
        try:
            found = estimates(work, work.prices)
        except UserError as error:
            return notice(told(error), "error"), None
        return estimate_table(found), to_label(found)

    def _controls(self, work: Work, choices: bool) -> list[Any]:
        import gradio as gr

        idle = not work.running
        values = list(as_updates(work.choice).values()) if choices else []
        states = [gr.update(value=value, interactive=idle) for value in values]
        return (states + [gr.update(interactive=idle)] * len(self.choices))[: len(self.choices)]
