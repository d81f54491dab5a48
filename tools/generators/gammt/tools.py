"""The tools of GAMMT: the range of probabilities of what comes next, and a report on how ambiguous a process is."""

from __future__ import annotations

from tools.core import Context, ToolResult, tool
from tools.generators.gammt.arguments import AmbiguityReport, ProbabilityEnvelope
from tools.generators.gammt.examples import ENVELOPE, REPORT
from tools.generators.gammt.sources import AUTO, datasets_of, resolve_process


def _datasets(args: ProbabilityEnvelope | AmbiguityReport) -> list[str]:
    return [] if args.process.strip().casefold() in AUTO else datasets_of(resolve_process(args.process))


@tool(family="generators", title="Range of probabilities", examples=ENVELOPE, datasets=_datasets)
def probability_envelope(args: ProbabilityEnvelope, ctx: Context) -> ToolResult:
    """Give the range, lower to upper, of the probabilities of the next symbol of a sequence, and of an event soon, by
    several transformers that stand for a set of probabilities (GAMMT): Markov chains, Ellsberg's urn, growth, own data.
    """
    from tools.generators.gammt.envelope_answer import envelope_answer
    from tools.generators.gammt.request import find_set, which

    name = which(args.process, args.sequence)
    asked = find_set(name, args.sequence, args.experts, args.time_budget, ctx)
    return envelope_answer(asked, args.event, args.horizon, ctx)


@tool(family="generators", title="Report on ambiguity", examples=REPORT, datasets=_datasets)
def ambiguity_report(args: AmbiguityReport, ctx: Context) -> ToolResult:
    """Report how ambiguous a process or a sequence is: how many experts its data support, how far they disagree,
    whether their range holds the true probabilities, how fast ambiguity ends, beside one transformer and the truth.
    """
    from tools.generators.gammt.report_answer import report_answer
    from tools.generators.gammt.request import find_set, which

    name = which(args.process, args.sequence)
    return report_answer(find_set(name, args.sequence, args.experts, args.time_budget, ctx), ctx)
