"""The third step: the labels are shown, a person reviews the doubtful ones, and everything can be downloaded."""

from typing import Any, get_args

from tools.core.errors import UserError
from tools.exposure.labelling.agreement import all_pairs
from tools.exposure.labelling.rubric import LABELS
from tools.exposure.labelling.votes import Method
from ui.cards import notice
from ui.labelling.cards import heading
from ui.labelling.review import PAGE_SIZE, VIEWS, Review, View
from ui.labelling.review_cards import VIEW_NAMES, agreement_table, downloads, item_card, queue_line, summary
from ui.labelling.work import Work
from ui.language import say, told

METHODS: list[tuple[str, Method]] = [("Majority", "majority"), ("Dawid and Skene", "dawid-skene")]
SEED = 0
QUICK_RESAMPLES = 200
LEAST_IN_COMMON = 5
"""Items in common below which a kappa is noise."""

UNDECIDED = "Undecided"
"""The choice that takes a decision back."""


class ReviewStep:
    """Lays the step out and says how its parts look for a list."""

    def build(self) -> None:
        """Lay the step out, inside Gradio's Blocks."""
        import gradio as gr

        with gr.Column(visible=False, elem_id="q-label-results") as self.column:
            gr.Markdown(heading(3, say("The labels")))
            self.summary = gr.Markdown(elem_id="q-label-summary", sanitize_html=True)
            with gr.Row(elem_id="q-label-votes", elem_classes=["q-form-head"]):
                self.method = gr.Dropdown(
                    [(say(words), method) for words, method in METHODS],
                    value="majority",
                    label=say("Vote"),
                    filterable=False,
                    elem_id="q-label-method",
                    visible=False,
                )
                self.with_columns = gr.Checkbox(
                    value=False, label=say("The file's people vote too"), elem_id="q-label-columns-vote", visible=False
                )
            self.agreement = gr.Markdown(elem_id="q-label-agreement", sanitize_html=True)
            self.files = gr.Markdown(elem_id="q-label-files", sanitize_html=True)
            gr.Markdown(heading(4, say("Review")))
            self.problem = gr.Markdown(elem_id="q-label-review-problem", sanitize_html=True)
            with gr.Row(elem_classes=["q-form-head"], elem_id="q-label-queue"):
                self.view = gr.Dropdown(
                    [(say(VIEW_NAMES[view]), view) for view in VIEWS],
                    value="doubtful",
                    label=say("Show"),
                    filterable=False,
                    elem_id="q-label-view",
                )
                self.where = gr.Markdown(elem_id="q-label-where")
            self.rows = [self._row(place) for place in range(PAGE_SIZE)]
            with gr.Row(elem_id="q-label-pager"):
                self.back = gr.Button(say("Previous"), size="sm", scale=0, elem_id="q-label-back")
                self.on = gr.Button(say("Next"), size="sm", scale=0, elem_id="q-label-next")

    def _row(self, place: int) -> tuple[Any, Any, Any]:
        import gradio as gr

        with gr.Row(visible=False, elem_classes=["q-review"], elem_id=f"q-review-{place}") as row:
            card = gr.Markdown(sanitize_html=True, elem_classes=["q-review-item"])
            radio = gr.Radio(
                [*LABELS, (say(UNDECIDED), "")],
                label=say("Your label"),
                container=False,
                elem_classes=["q-review-choice"],
            )
        return row, card, radio

    @property
    def radios(self) -> list[Any]:
        """Return the choices of the items on the page, in order."""
        return [radio for _, _, radio in self.rows]

    @property
    def page_outputs(self) -> list[Any]:
        """Return the parts that `page` gives values for."""
        return [self.where, self.back, self.on, *(part for row in self.rows for part in row)]

    @property
    def head_outputs(self) -> list[Any]:
        """Return the parts that `head` gives values for."""
        return [self.column, self.summary, self.method, self.with_columns, self.agreement, self.files, self.view]

    @property
    def outputs(self) -> list[Any]:
        """Return the parts that `show` gives values for."""
        return self.head_outputs + self.page_outputs

    def show(self, work: Work | None) -> list[Any]:
        """Return how the parts look; nothing is in sight before there is a label."""
        import gradio as gr

        hidden = [gr.update(visible=False), *[gr.skip()] * (len(self.outputs) - 1)]
        if work is None or work.items is None or work.running:
            return hidden
        try:
            review = work.open_review()
        except UserError as error:
            return [gr.update(visible=True), notice(told(error), "error"), *[gr.skip()] * (len(self.outputs) - 2)]
        if review is None:
            return hidden
        return self.head(work, review) + self.page(review)

    def head(self, work: Work, review: Review) -> list[Any]:
        """Return the summary, the agreement and the links."""
        import gradio as gr

        ratings = review.ratings()
        pairs = [
            pair for pair in all_pairs(ratings, seed=SEED, resamples=QUICK_RESAMPLES) if pair.items >= LEAST_IN_COMMON
        ]
        jury = len(review.labelled.judgements) + (len(work.columns.people) if review.with_columns else 0)
        return [
            gr.update(visible=True),
            summary(review),
            gr.update(visible=jury > 1, value=review.method),
            gr.update(visible=bool(work.columns.people), value=review.with_columns),
            agreement_table(pairs),
            downloads(work.ticket, work.table.name, agreement=len(ratings) > 1),
            review.view,
        ]

    def page(self, review: Review) -> list[Any]:
        """Return the items of the page."""
        import gradio as gr

        shown: list[Any] = [
            queue_line(review),
            gr.update(interactive=review.page > 0, visible=review.pages > 1),
            gr.update(interactive=review.page + 1 < review.pages, visible=review.pages > 1),
        ]
        verdicts = review.verdicts()
        for verdict in verdicts:
            decided = review.decisions.get(verdict.item.digest)
            shown += [gr.update(visible=True), item_card(review, verdict), decided]
        return shown + [gr.update(visible=False), "", None] * (PAGE_SIZE - len(verdicts))


def checked_view(view: str) -> View:
    """Return a view that the page sent.

    Raises:
        ValueError: there is no such view.
    """
    if view not in VIEWS:
        raise ValueError(f"{view!r} is no view")
    return view


def checked_method(method: str) -> Method:
    """Return a voting method that the page sent.

    Raises:
        ValueError: there is no such method.
    """
    if method not in get_args(Method):
        raise ValueError(f"{method!r} is no method")
    return method  # type: ignore[return-value]
