"""The language model of a report: who reads its topic and writes its words, by the setting of the model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from agent.report.topic import Fill
from agent.report.words import CodeWriter, SmallWriter, StrongWriter, Writer
from agent.settings import model_settings
from agent.turn import Turn
from agent.weights import Report as Steps
from agent.weights import no_report
from tools.core.errors import UserError
from tools.core.tool import Tool


@dataclass(frozen=True)
class Helpers:
    """What a model does for a report.

    Attributes:
        fill: reads arguments from the topic; None where names and numbers are read by code.
        writer: puts words around the figures.
        note: why there is no model where one was asked for; empty else.
    """

    fill: Fill | None
    writer: Writer
    note: str = ""


def helpers(spec_text: str | None = None, steps: Steps = no_report) -> Helpers:
    """Return the model's help for a report; without a model, reports are made by code alone.

    Args:
        spec_text: a value of QUESNAY_MODEL; the setting's where not given.
        steps: receives what is loaded.
    """
    from agent.models import chat_model, embedded_client, parse_spec

    try:
        spec = parse_spec(model_settings().model if spec_text is None else spec_text)
        if spec.kind == "none":
            return Helpers(None, CodeWriter())
        if spec.kind != "embedded":
            return Helpers(None, StrongWriter(chat_model(spec)))
        from agent.arguments import ArgumentFiller
        from agent.embedded import embedded_server

        server = embedded_server(steps)
        client = embedded_client(server)
    except UserError as error:
        return Helpers(None, CodeWriter(), f"Written without a language model: {error}")
    filler = ArgumentFiller(client, server)

    def fill(tool: Tool, text: str, turn: Turn) -> dict[str, Any]:
        return filler.fill(tool, text, turn=turn)

    return Helpers(fill, SmallWriter(client))
