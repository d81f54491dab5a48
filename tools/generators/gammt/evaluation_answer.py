"""The part of `evaluate_generator` that is GAMMT's: all measures of a process, with the controls beside them."""

from __future__ import annotations

from tools.core import Context, ToolResult


def evaluate_gammt(data: str, ctx: Context) -> ToolResult:
    """Return all measures of GAMMT on a process: likelihood, coverage and width, beside one transformer and the truth.

    Args:
        data: a process by name ("markov", "urn", "ar", ...); empty for the Markov chains.
        ctx: progress, Stop, seed and data sets.

    Raises:
        UserError: there is no such process.
    """
    raise NotImplementedError
