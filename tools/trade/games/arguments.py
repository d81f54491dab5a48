"""Arguments of the tools on optimal policy, in words for people and for a small language model."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, field_validator, model_validator

from tools.core import ToolArgs
from tools.core.errors import close_matches, shorten
from tools.trade.data.choice import AUTO

SINGLE = ("tariffs", "tariffs-mfn", "tariff-uniform", "export-taxes", "subsidies")
MIXES = {"both": "tariffs+subsidies", "all": "tariffs+export-taxes+subsidies"}
OFFERED = (
    *SINGLE,
    "both",
    "tariffs-mfn+subsidies",
    "tariff-uniform+subsidies",
    "tariffs+export-taxes",
    "export-taxes+subsidies",
    "all",
)
WORDS = {
    "tariff": "tariffs",
    "import tariffs": "tariffs",
    "import tariff": "tariffs",
    "关税": "tariffs",
    "mfn": "tariffs-mfn",
    "uniform": "tariff-uniform",
    "统一关税": "tariff-uniform",
    "export taxes": "export-taxes",
    "export tax": "export-taxes",
    "export-tax": "export-taxes",
    "出口税": "export-taxes",
    "subsidy": "subsidies",
    "production subsidies": "subsidies",
    "补贴": "subsidies",
    "dual": "both",
}


def _joined(value: object) -> object:
    """Let a list stand for names with commas between them."""
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else value


def split_instruments(text: str) -> tuple[str, ...]:
    """Return the instruments that a word or a mix names, each once.

    Raises:
        ValueError: none is named, one is unknown, or two kinds of tariff are mixed.

    >>> split_instruments("both"), split_instruments("subsidies, tariffs-mfn")
    (('tariffs', 'subsidies'), ('subsidies', 'tariffs-mfn'))
    """
    named: list[str] = []
    for part in re.split(r"[,;+/&、，；]|\band\b|和|与", text.casefold()):
        word = part.strip().replace("_", "-")
        word = WORDS.get(word, word)
        for one in MIXES.get(word, word).split("+"):
            if one and one not in named:
                named.append(one)
    if not named:
        raise ValueError(f"no instrument is given; choose {', '.join(OFFERED)}")
    for one in named:
        if one not in SINGLE:
            near = close_matches(one, [*SINGLE, *MIXES])
            hint = f", did you mean {' or '.join(near)}?" if near else ";"
            raise ValueError(f"there is no instrument '{shorten(one)}'{hint} choose {', '.join(OFFERED)}")
    tariffs = [one for one in named if one.startswith("tariff")]
    if len(tariffs) > 1:
        raise ValueError(f"{' and '.join(tariffs)} exclude each other: a tariff is chosen in one way")
    return tuple(named)


Names = Annotated[str, BeforeValidator(_joined)]
Instruments = Annotated[
    str,
    BeforeValidator(_joined),
    Field(
        description="What is chosen: tariffs (by partner and sector), tariffs-mfn (by sector), tariff-uniform (one "
        "rate), export-taxes, subsidies (to production), both (tariffs and subsidies), all.",
        examples=["tariffs"],
        json_schema_extra={"enum": list(OFFERED)},
    ),
]
Sectors = Annotated[
    str,
    BeforeValidator(_joined),
    Field(description="Industries that may get the instruments; all means all goods.", examples=["cars, electronics"]),
]
LowestTariff = Annotated[
    float, Field(description="Lowest tariff (and export tax) allowed, in percent.", examples=[0], ge=-90, le=10_000)
]
HighestTariff = Annotated[
    float, Field(description="Highest tariff (and export tax) allowed, in percent.", examples=[1000], ge=-90, le=10_000)
]
LowestSubsidy = Annotated[
    float, Field(description="Lowest subsidy allowed, in percent of the price.", examples=[0], ge=-900, le=95)
]
HighestSubsidy = Annotated[
    float, Field(description="Highest subsidy allowed, in percent of the price.", examples=[50], ge=-900, le=95)
]
RestartCount = Annotated[
    int, Field(description="Searches from other random starts, to check the solution.", examples=[1], ge=0, le=50)
]
Dataset = Annotated[
    str,
    Field(
        description="Trade data set: auto takes the best here; world2017, nafta1993, world2017-coarse, stylised-NxJ.",
        examples=["world2017"],
    ),
]
ScaleEconomies = Annotated[
    bool,
    Field(description="Whether larger sectors become more productive (external scale economies).", examples=[True]),
]
Episode = Annotated[
    str,
    Field(
        description="Tariffs in force meanwhile: us-2018 or us-china-2019 (the 2018-19 tariffs).", examples=["us-2018"]
    ),
]


class PolicyArguments(ToolArgs):
    """What all arguments on chosen policies have in common: checks of bounds and instruments."""

    @field_validator("instruments", check_fields=False)
    @classmethod
    def _known(cls, text: str) -> str:
        named = split_instruments(text)
        short = {mix: word for word, mix in MIXES.items()}
        return short.get("+".join(named), "+".join(named))

    @model_validator(mode="after")
    def _not_crossed(self) -> PolicyArguments:
        for what in ("tariff", "subsidy"):
            low, high = getattr(self, f"{what}_min", 0.0), getattr(self, f"{what}_max", 0.0)
            if low > high:
                raise ValueError(
                    f"the bounds cross: {what}_min is {low:g} % and {what}_max is {high:g} %; the lowest must not be "
                    "above the highest"
                )
        return self


class OptimalPolicy(PolicyArguments):
    """Arguments of `optimal_policy`."""

    economy: Names = Field("", description="The economy that chooses its policy alone.", examples=["USA"])
    instruments: Instruments = "tariffs"
    partner: Names = Field(
        "all", description="Partners whose goods its tariffs fall on; several with commas; all.", examples=["CHN"]
    )
    sector: Sectors = "all"
    objective: Names = Field(
        "own",
        description="Maximise own real income, world (sum over economies by income), or weights: 'USA 1, CHN 0.5'.",
        examples=["own"],
    )
    scenario: Episode = ""
    tariff_min: LowestTariff = 0.0
    tariff_max: HighestTariff = 1000.0
    subsidy_min: LowestSubsidy = 0.0
    subsidy_max: HighestSubsidy = 50.0
    restarts: RestartCount = 2
    dataset: Dataset = AUTO
    scale_economies: ScaleEconomies = True


class NashPolicy(PolicyArguments):
    """Arguments of `nash_policy`."""

    dataset: Dataset = AUTO
    economies: Names = Field(
        "all",
        description="Economies that play, at least two, with commas; all. The others keep their policies.",
        examples=["USA, CHN, EU"],
    )
    instruments: Instruments = "tariffs"
    sector: Sectors = "all"
    tariff_min: LowestTariff = 0.0
    tariff_max: HighestTariff = 1000.0
    subsidy_min: LowestSubsidy = 0.0
    subsidy_max: HighestSubsidy = 50.0
    restarts: RestartCount = 1
    scale_economies: ScaleEconomies = True


class CooperativePolicy(PolicyArguments):
    """Arguments of `cooperative_policy`."""

    economies: Names = Field(
        "all", description="Economies whose policies are set together; several with commas; all.", examples=["all"]
    )
    instruments: Instruments = "both"
    weights: Literal["income", "equal"] = Field(
        "income",
        description="Weights on the log real incomes of the economies that cooperate: their incomes, or equal.",
        examples=["income"],
    )
    nobody_worse: bool = Field(
        False,
        description="Whether no economy that cooperates may end below its real income of today.",
        examples=[True],
    )
    sector: Sectors = "all"
    tariff_min: LowestTariff = 0.0
    tariff_max: HighestTariff = 1000.0
    subsidy_min: LowestSubsidy = 0.0
    subsidy_max: HighestSubsidy = 50.0
    restarts: RestartCount = 1
    dataset: Dataset = AUTO
    scale_economies: ScaleEconomies = True


class CompareRegimes(PolicyArguments):
    """Arguments of `compare_regimes`."""

    economies: Names = Field(
        "all", description="Economies that choose, at least two, with commas; all.", examples=["USA, CHN, EU"]
    )
    regimes: Names = Field(
        "all",
        description="Regimes beside the status quo, with commas: free-trade, tariff-war, subsidy-war, dual-war, "
        "cooperation; all.",
        examples=["tariff-war, subsidy-war"],
    )
    sector: Sectors = "all"
    tariff_min: LowestTariff = 0.0
    tariff_max: HighestTariff = 1000.0
    subsidy_min: LowestSubsidy = 0.0
    subsidy_max: HighestSubsidy = 50.0
    dataset: Dataset = AUTO
    scale_economies: ScaleEconomies = True


class Retaliation(PolicyArguments):
    """Arguments of `retaliation`."""

    scenario: str = Field(
        "",
        description="The policy answered to, by name: us-2018 (US tariffs on China) or us-china-2019 (both sides).",
        examples=["us-2018"],
    )
    importer: Names = Field("", description="Or: economy that changes its tariff first.", examples=["USA"])
    exporter: Names = Field("all", description="Economy whose goods that tariff falls on.", examples=["CHN"])
    sector: Names = Field("all", description="Industry that it falls on; all means all goods.", examples=["steel"])
    tariff_change: float | None = Field(
        None, description="Percentage points added to that tariff.", examples=[25], ge=-1000, le=1000
    )
    responders: Names = Field(
        "", description="Economies that answer, with commas; empty: those the policy hits; all.", examples=["CHN"]
    )
    instruments: Instruments = "tariffs"
    response_partner: Names = Field(
        "all", description="Partners whose goods the answer's tariffs fall on; all.", examples=["USA"]
    )
    response_sector: Names = Field("all", description="Industries that the answer may use.", examples=["electronics"])
    tariff_min: LowestTariff = 0.0
    tariff_max: HighestTariff = 1000.0
    subsidy_min: LowestSubsidy = 0.0
    subsidy_max: HighestSubsidy = 50.0
    dataset: Dataset = AUTO
    scale_economies: ScaleEconomies = True


class Sensitivity(PolicyArguments):
    """Arguments of `sensitivity`."""

    policy: Literal["optimal", "nash", "cooperative"] = Field(
        "nash",
        description="Whose choice is repeated: one economy's (optimal), a game (nash), or joint (cooperative).",
        examples=["nash"],
    )
    economies: Names = Field("all", description="Economies that choose, with commas; all.", examples=["USA, CHN, EU"])
    instruments: Instruments = "subsidies"
    vary: Literal["scale-elasticity", "trade-elasticity", "leakage", "noise"] = Field(
        "scale-elasticity",
        description="What is varied: a factor on elasticities, or the share of subsidies that leaks or goes to wrong "
        "sectors (noise).",
        examples=["leakage"],
    )
    low: float | None = Field(
        None, description="First value: a factor for elasticities, percent for leakage and noise.", examples=[0.5], ge=0
    )
    high: float | None = Field(None, description="Last value, see low.", examples=[1.1], ge=0, le=100)
    steps: int = Field(5, description="Number of values from low to high.", examples=[5], ge=2, le=21)
    sector: Sectors = "all"
    tariff_min: LowestTariff = 0.0
    tariff_max: HighestTariff = 1000.0
    subsidy_min: LowestSubsidy = 0.0
    subsidy_max: HighestSubsidy = 50.0
    dataset: Dataset = AUTO
    scale_economies: ScaleEconomies = True
