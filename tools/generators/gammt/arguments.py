"""Arguments of GAMMT's tools: what a language model, the command line and the form read."""

from __future__ import annotations

from pydantic import Field

from tools.core import ONLY_IF_SAID, ToolArgs

PROCESS = (
    "What is predicted: markov (ambiguous Markov chains), urn (Ellsberg's urn), ar (autoregressions), switching "
    "(growth regimes), us_growth, china_growth, text (letters), or own (the sequence given); auto goes by the "
    "sequence."
)
SEQUENCE = (
    "Symbols so far, with spaces: A B B C, or red black red; with own the whole sequence to learn from, 60 symbols or "
    "more, ';' between several. Empty for the usual beginning."
)
EXPERTS = "Experts K of the set, 1 to 8; 0 for the K that held-out sequences choose."
BUDGET = "Seconds that training may take where no shipped set fits; 0 for 60."


class ProbabilityEnvelope(ToolArgs):
    """Arguments of `probability_envelope`."""

    process: str = Field("auto", max_length=60, description=PROCESS, examples=["markov"])
    sequence: str = Field("", description=SEQUENCE, examples=["A B B C"], json_schema_extra=ONLY_IF_SAID)
    event: str = Field(
        "",
        max_length=200,
        description="An event to bound: a symbol (A), or some in a row (two quarters of falling growth). Empty: none.",
        examples=["two quarters of contraction"],
        json_schema_extra=ONLY_IF_SAID,
    )
    horizon: int = Field(
        5, ge=1, le=40, description="Symbols (quarters) ahead in which the event may come.", examples=[5]
    )
    experts: int = Field(0, description=EXPERTS, examples=[3], json_schema_extra=ONLY_IF_SAID)
    time_budget: int = Field(0, ge=0, le=3600, description=BUDGET, examples=[60])


class AmbiguityReport(ToolArgs):
    """Arguments of `ambiguity_report`."""

    process: str = Field("auto", max_length=60, description=PROCESS, examples=["urn"])
    sequence: str = Field("", description=SEQUENCE, examples=["A B B C"], json_schema_extra=ONLY_IF_SAID)
    experts: int = Field(0, description=EXPERTS, examples=[3], json_schema_extra=ONLY_IF_SAID)
    time_budget: int = Field(0, ge=0, le=3600, description=BUDGET, examples=[60])
