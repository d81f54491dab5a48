"""`quesnay ask`: one question, one answer, in the terminal."""

import json
import uuid
from dataclasses import asdict
from threading import Event
from typing import Annotated

import typer

from ui.cli.call import AsJson
from ui.cli.terminal import note, passing


def ask(
    question: Annotated[str, typer.Argument(help="The question, in English or Chinese; '-' reads it from the input.")],
    tool: Annotated[str, typer.Option(help="Use this tool instead of letting the assistant choose.")] = "",
    as_json: AsJson = False,
) -> None:
    """Ask one question and print the answer."""
    import sys

    from agent.assistant import Assistant
    from agent.events import Answered, AskBack, Planned, ToolFailed, ToolFinished, ToolProgress, ToolStarted
    from tools.core.runs import RunStore
    from tools.core.workspace import workspace
    from ui.cli.terminal import print_run

    if question == "-":
        question = sys.stdin.read()
    answer = Answered(text="")
    options: list[dict[str, str]] = []
    for event in Assistant().stream(question, thread_id=f"ask-{uuid.uuid4().hex}", stop=Event(), tool=tool or None):
        match event:
            case Planned():
                note("Steps: " + "; ".join(f"{at}. {title}" for at, title in enumerate(event.steps, 1)))
            case ToolStarted():
                note(f"[{event.title}] {event.reading or json.dumps(event.arguments, ensure_ascii=False)}")
            case ToolProgress():
                passing(event.message)
            case ToolFinished():
                origin = "from the store" if event.from_store else f"{event.seconds:.1f} s"
                note(f"  run {event.run_id} ({origin})")
            case ToolFailed():
                note(f"  {event.message}")
            case AskBack():
                options = [{"tool": option.tool, "title": option.title} for option in event.options]
            case Answered():
                answer = event
    if as_json:
        document = {
            "answer": answer.text,
            "runs": list(answer.run_ids),
            "unverified": list(answer.unverified),
            "numbers": [asdict(number) for number in answer.numbers],
            "options": options,
        }
        print(json.dumps(document, ensure_ascii=False))
        return
    print(answer.text)
    for option in options:
        print(f'  {option["title"]}: quesnay ask "..." --tool {option["tool"]}')
    for id in answer.run_ids:
        print()
        print_run(RunStore(workspace().runs).load(id), answered=True)
