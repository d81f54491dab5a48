"""The Label tab: three steps that show one list, and what happens when a person does something to it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tools.core.errors import UserError
from tools.exposure.labelling.reading import Table
from ui.cards import notice, waiting
from ui.labelling.cards import columns_card, job_card
from ui.labelling.list_step import ListStep, example_table, read_columns
from ui.labelling.plan_step import PlanStep
from ui.labelling.review import Review
from ui.labelling.review_cards import summary
from ui.labelling.review_step import ReviewStep, checked_method, checked_view
from ui.labelling.upload import take_upload
from ui.labelling.work import Work
from ui.language import say, told
from ui.room import Room

QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}


class Labelling:
    """Builds the tab and answers its events."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._sessions = room.sessions
        self._shelf = room.lists
        self._list = ListStep()
        self._plan = PlanStep()
        self._review = ReviewStep()

    def build(self) -> None:
        """Lay the tab out, inside Gradio's Blocks."""
        import gradio as gr

        self._list.build()
        self._plan.build()
        self._review.build()
        # The page's script writes here which list this window had before it was loaded again.
        with gr.Row(elem_id="q-label-return"):
            self._ticket = gr.Textbox(label="Ticket")
            self._returned = gr.Button("Back to the list")
        self._wire_list()
        self._wire_columns()
        self._wire_run()
        self._wire_results()
        self._wire_review()

    def _wire_list(self) -> None:
        import gradio as gr

        step = self._list

        def take(path: str | None, request: gr.Request) -> Iterator[list[Any]]:
            if path is None:
                yield skip(step.outputs)
                return
            yield skip(step.outputs, {step.problem: waiting(say("Reading the file"))})
            try:
                work = self._open(take_upload(Path(path)), request)
            except UserError as error:
                yield step.show(None, notice(told(error), "error"))
            else:
                yield step.show(work)

        def take_english(request: gr.Request) -> list[Any]:
            return step.show(self._open(example_table("en"), request))

        def take_chinese(request: gr.Request) -> list[Any]:
            return step.show(self._open(example_table("zh"), request))

        def leave(request: gr.Request) -> list[Any]:
            self._sessions.of(request).work = None
            return step.show(None)

        def come_back(ticket: str, request: gr.Request) -> list[Any]:
            work = self._shelf.find(ticket, self._sessions.of(request).owner)
            if work is None:
                return skip(step.outputs)
            self._sessions.of(request).work = work
            return step.show(work)

        for event, handler, inputs in (
            (step.upload.upload, take, step.upload),
            (step.examples["en"].click, take_english, None),
            (step.examples["zh"].click, take_chinese, None),
            (step.another.click, leave, None),
            (self._returned.click, come_back, self._ticket),
        ):
            self._then_show(event(handler, inputs, step.outputs, **QUIET), choices=True)

    def _wire_columns(self) -> None:
        import gradio as gr

        step = self._list

        def map_columns(
            title: str | None, task: str | None, row_id: str | None, people: list[str] | None, request: gr.Request
        ) -> Any:
            work = self._work(request)
            if work is None or work.running:
                return gr.skip()
            work.set_columns(read_columns(title, task, row_id, people))
            return columns_card(work)

        for control in step.mapping:
            self._then_show(control.input(map_columns, step.mapping, step.reads, **QUIET))

    def _wire_run(self) -> None:
        import gradio as gr

        step = self._plan

        def choose(
            ticked: list[str], models: str, language: str, reasons: bool, pace: str, prices: str, request: gr.Request
        ) -> str:
            work = self._work(request)
            return step.choose(work, ticked, models, language, reasons, pace, prices) if work else ""

        def start(
            ticked: list[str], models: str, language: str, reasons: bool, pace: str, prices: str, request: gr.Request
        ) -> str:
            work = self._work(request)
            if work is None or work.running:
                return ""
            return step.choose(work, ticked, models, language, reasons, pace, prices) or step.start(
                work, self._room.desk
            )

        def stop(request: gr.Request) -> Any:
            work = self._work(request)
            if work and work.job:
                work.job.halt()
            return gr.update(interactive=False)

        for event in step.changes:
            # One after the other, in the order of the person's doing: the last one counts.
            chosen = event(choose, step.choices, step.problem, concurrency_id="label-choice", **QUIET)
            self._then_show(chosen)
        self._then_show(step.run.click(start, step.choices, step.problem, **QUIET))
        step.stop.click(stop, None, step.stop, queue=False, **QUIET)

    def _wire_results(self) -> None:
        import gradio as gr

        step = self._review

        def vote_anew(method: str, with_columns: bool, request: gr.Request) -> None:
            work = self._work(request)
            if work:
                work.method, work.with_columns = checked_method(method), bool(with_columns)
                work.revision += 1

        def turn_to(view: str, request: gr.Request) -> list[Any]:
            return self._turn(request, lambda review: review.show(checked_view(view)))

        def back(request: gr.Request) -> list[Any]:
            return self._turn(request, lambda review: review.turn(-1))

        def on(request: gr.Request) -> list[Any]:
            return self._turn(request, lambda review: review.turn(1))

        for control in (step.method, step.with_columns):
            self._then_show(control.input(vote_anew, [step.method, step.with_columns], None, **QUIET))
        step.view.input(turn_to, step.view, step.page_outputs, **QUIET)
        step.back.click(back, None, step.page_outputs, **QUIET)
        step.on.click(on, None, step.page_outputs, **QUIET)

    def _wire_review(self) -> None:
        import gradio as gr

        step = self._review

        def decision_at(place: int) -> Callable[..., Any]:
            def decide(label: str | None, request: gr.Request) -> Any:
                work = self._work(request)
                if work is None or work.review is None or label is None:
                    return gr.skip(), gr.skip()
                try:
                    work.decide(place, label)
                except UserError as error:
                    return gr.skip(), notice(told(error), "error")
                return summary(work.review), ""

            return decide

        for place, radio in enumerate(step.radios):
            radio.input(decision_at(place), radio, [step.summary, step.problem], **QUIET)

    def _turn(self, request: Any, how: Callable[[Review], None]) -> list[Any]:
        work = self._work(request)
        if work is None or work.review is None:
            return skip(self._review.page_outputs)
        how(work.review)
        return self._review.page(work.review)

    def _then_show(self, event: Any, *, choices: bool = False) -> None:
        """After an event, show the labellers and the labels, and follow a run to its end."""
        import gradio as gr

        outputs = [*self._list.mapping, *self._plan.outputs, *self._review.outputs]

        def show(request: gr.Request) -> Iterator[list[Any]]:
            work = self._work(request)
            revision = work.revision if work else 0
            now_shown = self._rest(work, choices=choices)
            if self._work(request) is not work or (work and work.revision != revision):
                # Something was changed meanwhile; what follows that shows it. To yield nothing would empty the page.
                yield skip(outputs)
                return
            yield now_shown
            if work is None or work.job is None or not work.running:
                return
            shown = ""
            for _ in work.job.follow():
                now = job_card(work.job)
                if now != shown:
                    shown = now
                    # Run and Stop with it: another event's answer, begun before this run, may have come in between.
                    run, stop = self._plan.buttons(work, None)
                    yield skip(outputs, {self._plan.progress: now, self._plan.run: run, self._plan.stop: stop})
            if self._work(request) is work:
                yield self._rest(work)

        event.then(show, None, outputs, concurrency_limit=None, **QUIET)

    def _rest(self, work: Work | None, *, choices: bool = False) -> list[Any]:
        return [
            *self._list.locks(work),
            *self._plan.show(work, choices=choices),
            *self._review.show(work),
        ]

    def _open(self, table: Table, request: Any) -> Work:
        session = self._sessions.of(request)
        work = Work(table, session.owner)
        work.guess_columns()
        self._shelf.put(work)
        session.work = work
        return work

    def _work(self, request: Any) -> Work | None:
        work: Work | None = self._sessions.of(request).work
        return work


def skip(outputs: list[Any], changes: dict[Any, Any] | None = None) -> list[Any]:
    """Return no change of the outputs but those named."""
    import gradio as gr

    changes = changes or {}
    return [changes[output] if output in changes else gr.skip() for output in outputs]
