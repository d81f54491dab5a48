"""The command line: `quesnay COMMAND`."""

import sys
from typing import Annotated

import typer

from agent.handover import hand_over_models
from tools.core.errors import Cancelled, UserError
from ui.cli import ask, call, chat, data, knowledge, label, mcp, model, report, runs, settings, workspace

app = typer.Typer(
    name="quesnay",
    help="An analyst that you can talk to: it runs real economic models, and every number leads back to its run.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    add_completion=False,
)
app.command("chat")(chat.chat)
app.command("ask")(ask.ask)
app.command("tools")(call.tools)
app.command("call")(call.call)
app.command("rerun")(runs.rerun)
app.command("label")(label.label)
app.command("report")(report.report)
app.command("mcp")(mcp.mcp)
app.add_typer(runs.app, name="runs")
app.add_typer(data.app, name="data")
app.add_typer(knowledge.app, name="knowledge")
app.add_typer(model.app, name="model")
app.command("settings")(settings.show)
app.command("workspace")(workspace.workspace)
app.command("password")(workspace.password)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(f"quesnay {version('quesnay')}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and end.")
    ] = False,
) -> None:
    pass


def main() -> None:
    """Run the command line; a mistake in what was asked becomes one sentence and exit code 1."""
    hand_over_models()
    try:
        app()
    except UserError as error:
        print(f"quesnay: {error}", file=sys.stderr)
        sys.exit(1)
    except (Cancelled, KeyboardInterrupt):
        print("quesnay: stopped", file=sys.stderr)
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(141)
