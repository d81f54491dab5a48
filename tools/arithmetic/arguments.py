"""Arguments of the arithmetic tools: what a language model, the command line and the form read."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, JsonValue, field_validator

from tools.arithmetic.encodings import ENCODINGS, SPELLINGS
from tools.arithmetic.language_models import full_name
from tools.core import ONLY_IF_SAID, ToolArgs

OPERATIONS: dict[str, str] = {
    "add": "addition",
    "sum": "addition",
    "plus": "addition",
    "加法": "addition",
    "multiply": "multiplication",
    "product": "multiplication",
    "times": "multiplication",
    "乘法": "multiplication",
    "modular addition": "modular_addition",
    "addition modulo": "modular_addition",
    "模加法": "modular_addition",
    "模加": "modular_addition",
    "modular multiplication": "modular_multiplication",
    "multiplication modulo": "modular_multiplication",
    "模乘法": "modular_multiplication",
    "模乘": "modular_multiplication",
}


def read_operation(value: Any) -> Any:
    """Return an operation's name from what a person wrote; what is not known is left to the check of the field.

    >>> read_operation("Modular addition"), read_operation("模乘")
    ('modular_addition', 'modular_multiplication')
    """
    if not isinstance(value, str):
        return value
    plain = value.strip().casefold()
    return OPERATIONS.get(plain, plain.replace(" ", "_").replace("-", "_"))


AnyOperation = Annotated[
    Literal["addition", "multiplication", "modular_addition", "modular_multiplication"], BeforeValidator(read_operation)
]
ModularOperation = Annotated[Literal["modular_addition", "modular_multiplication"], BeforeValidator(read_operation)]
PlainOperation = Annotated[Literal["addition", "multiplication"], BeforeValidator(read_operation)]

OPERATION = "What is computed: addition, multiplication, modular_addition or modular_multiplication."
MODULUS = "The modulus p of a modular operation; ignored by the others."
DIGITS = "Longest operands that the model is trained on, in digits; 0 for what suits the operation."
TEST_DIGITS = "Longest operands that are tested, in digits; 0 for a little beyond the trained ones."
SOURCE = "Where the model comes from: auto (a shipped one where it fits, else training), shipped, or train."
PRESET = "How much to train: quick (one seed, up to 2 minutes) or full (three seeds, up to 10 minutes)."
BUDGET = "Seconds that training may take; 0 for the preset's. What is not converged by then claims nothing."
ENCODING = (
    "Positional encoding: learned (absolute), sinusoidal, rope, alibi, relative_bias, nope (none) or abacus; "
    "auto takes learned, as the papers do."
)
ENCODINGS_SAID: dict[str, JsonValue] = ONLY_IF_SAID | {"said_by": [*ENCODINGS, *SPELLINGS]}
"""A question that names no encoding asks for all of them."""

Source = Literal["auto", "shipped", "train"]
Effort = Literal["quick", "full"]
Modulus = Annotated[int, Field(description=MODULUS, examples=[101])]
Encoding = Annotated[str, Field(description=ENCODING, examples=["rope"])]
Digits = Annotated[int, Field(ge=0, le=9, description=DIGITS, examples=[3])]
TestDigits = Annotated[int, Field(ge=0, le=9, description=TEST_DIGITS, examples=[5])]
Origin = Annotated[Source, Field(description=SOURCE, examples=["train"])]
Preset = Annotated[Effort, Field(description=PRESET, examples=["full"])]
Budget = Annotated[int, Field(ge=0, le=36_000, description=BUDGET, examples=[60])]


class ProbeArithmetic(ToolArgs):
    """Arguments of `probe_arithmetic`."""

    operation: AnyOperation = Field("addition", description=OPERATION, examples=["multiplication"])
    modulus: Modulus = 100
    encoding: Encoding = "auto"
    digits: Digits = 0
    test_digits: TestDigits = 0
    source: Origin = "auto"
    preset: Preset = "quick"
    time_budget: Budget = 0


class PredictGeneralization(ToolArgs):
    """Arguments of `predict_generalization`."""

    operation: AnyOperation = Field("modular_addition", description=OPERATION, examples=["modular_addition"])
    modulus: Modulus = 100
    digits: int = Field(2, ge=1, le=9, description="Digits of the operands in training, n.", examples=[2])
    test_digits: int = Field(
        0, ge=0, le=9, description="Digits of the longest operands tested; 0 for three more than trained.", examples=[5]
    )
    positions: Literal["absolute", "relative"] = Field(
        "absolute",
        description="What the model knows of places: absolute (learned, sinusoidal) or relative offsets alone.",
        examples=["relative"],
    )


class CompareEncodings(ToolArgs):
    """Arguments of `compare_encodings`."""

    encodings: str = Field(
        "all",
        description="Positional encodings, with commas: learned, sinusoidal, rope, alibi, relative_bias, nope, abacus; "
        "or all.",
        examples=["rope, relative_bias"],
        json_schema_extra=ENCODINGS_SAID,
    )
    operation: PlainOperation = Field(
        "addition", description="What is computed: addition or multiplication.", examples=["addition"]
    )
    digits: Digits = 0
    test_digits: TestDigits = 0
    training_budget: Literal["1x", "4x"] = Field(
        "1x", description="Steps of training: 1x (the budget at which addition is learned) or 4x.", examples=["4x"]
    )
    source: Origin = "auto"
    preset: Preset = "quick"
    time_budget: Budget = 0


class CompareModuli(ToolArgs):
    """Arguments of `compare_moduli`."""

    moduli: str = Field("50, 100, 101, 150, 200, 1000", description="Moduli, with commas.", examples=["100, 101"])
    operation: ModularOperation = Field(
        "modular_addition", description="modular_addition or modular_multiplication.", examples=["modular_addition"]
    )
    digits: Digits = 0
    test_digits: TestDigits = 0
    source: Origin = "auto"
    preset: Preset = "quick"
    time_budget: Budget = 0


class InspectRepresentations(ToolArgs):
    """Arguments of `inspect_representations`."""

    operation: AnyOperation = Field("addition", description=OPERATION, examples=["multiplication"])
    modulus: Modulus = 101
    encoding: Encoding = "auto"
    digits: Digits = 0
    source: Origin = "auto"
    preset: Preset = "quick"
    time_budget: Budget = 0


class ProbeLanguageModel(ToolArgs):
    """Arguments of `probe_language_model`."""

    operation: AnyOperation = Field("addition", description=OPERATION, examples=["multiplication"])
    modulus: Modulus = 100
    language_model: str = Field(
        "current",
        validate_default=True,
        description="Which model: current (the chat model that is set), or the name of a local one in the workspace.",
        examples=["current"],
    )
    test_digits: int = Field(4, ge=1, le=9, description="Digits of the longest operands asked.", examples=[5])
    questions: int = Field(8, ge=2, le=200, description="Questions for each length of the operands.", examples=[10])

    @field_validator("language_model")
    @classmethod
    def _whole_name(cls, name: str) -> str:
        # The run's identity follows from the arguments: another chat model must make another run.
        return full_name(name)
