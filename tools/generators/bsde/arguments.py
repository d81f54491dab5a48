"""Arguments of the tools on BSDE-Gen: what a language model, the command line and the form read."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from tools.core import ONLY_IF_SAID, ToolArgs

SPELLINGS: dict[str, str] = {
    "bsde-gen": "bsde",
    "bsde_gen": "bsde",
    "bsdegen": "bsde",
    "plain net": "mlp",
    "plain": "mlp",
    "simple generator": "mlp",
    "simple": "mlp",
    "flow matching": "flow",
    "flow_matching": "flow",
    "流匹配": "flow",
    "普通网络": "mlp",
    "变分自编码器": "vae",
    "高斯": "gaussian",
    "normal": "gaussian",
}


def read_model(value: Any) -> Any:
    """Return a generator's name from what a person wrote; what is not known is left to the check of the field.

    >>> read_model("BSDE-Gen"), read_model("flow matching"), read_model("GAMMT")
    ('bsde', 'flow', 'gammt')
    """
    if not isinstance(value, str):
        return value
    plain = value.strip().casefold()
    return SPELLINGS.get(plain, plain)


AnyGenerator = Annotated[Literal["bsde", "mlp", "flow", "vae", "gaussian"], BeforeValidator(read_model)]
Evaluated = Annotated[Literal["bsde", "gammt"], BeforeValidator(read_model)]
DATA = (
    "What is learned: digits (handwritten, 8 x 8), us-macro-panel (4 quarters of US growth, inflation, unemployment "
    "and the bill rate), mnist or fashion-mnist once fetched, or the name of an imported set."
)


class GenerateSamples(ToolArgs):
    """Arguments of `generate_samples`."""

    model: AnyGenerator = Field(
        "bsde",
        description="Generator: bsde (BSDE-Gen), or a control: mlp (plain net), flow (flow matching), vae, gaussian.",
        examples=["bsde"],
    )
    data: str = Field("digits", description=DATA, examples=["digits"])
    n: int = Field(25, ge=1, le=1000, description="How many samples are drawn; up to 100 are shown.", examples=[25])


class TrainGenerator(ToolArgs):
    """Arguments of `train_generator`."""

    data: str = Field("digits", description=DATA, examples=["us-macro-panel"])
    driver: Literal["linear", "linear_z", "absolute", "zero", "learned"] = Field(
        "linear",
        description="The BSDE's generator f: linear (-Y), linear_z (-Y + sum|Z|), absolute (-|Y|), zero (Y is a "
        "martingale), or learned (a net).",
        examples=["zero"],
        json_schema_extra=ONLY_IF_SAID,
    )
    process: Literal["ou", "brownian"] = Field(
        "ou",
        description="The forward process X: ou (Ornstein-Uhlenbeck) or brownian.",
        examples=["brownian"],
        json_schema_extra=ONLY_IF_SAID,
    )
    rank: int = Field(
        16,
        ge=0,
        le=64,
        description="Rank of Z; 0 for the published full matrix, with many more parameters.",
        examples=[16],
        json_schema_extra=ONLY_IF_SAID,
    )
    steps: int = Field(
        10, ge=2, le=200, description="Steps of Euler's scheme.", examples=[10], json_schema_extra=ONLY_IF_SAID
    )
    time_budget: int = Field(
        30,
        ge=3,
        le=1800,
        description="Seconds that BSDE-Gen may train; its control then gets as much processor time again.",
        examples=[60],
    )


class EvaluateGenerator(ToolArgs):
    """Arguments of `evaluate_generator`."""

    model: Evaluated = Field(
        "bsde",
        description="Which model is measured: bsde (BSDE-Gen: pictures and panels) or gammt (sets of probabilities).",
        examples=["bsde"],
    )
    data: str = Field(
        "",
        description="For bsde: digits, us-macro-panel or another set; for gammt a process such as markov or urn. "
        "Empty for the model's own.",
        examples=["digits"],
        json_schema_extra=ONLY_IF_SAID,
    )
