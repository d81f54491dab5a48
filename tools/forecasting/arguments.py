"""Arguments of the forecasting tools: what a model, the command line and the form read."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, JsonValue, field_validator

from tools.core import ONLY_IF_SAID, ToolArgs
from tools.forecasting.data.choice import CHINA

TARGET = "What to forecast: china_gdp, us_gdp, or the name of an imported target."
MODELS = (
    "Models by name (lasso, random forest, dfm) or group, with commas: quick (8 fast ones), default (20), all, ml, "
    "econometric, benchmarks."
)
AS_OF = "Day, month or quarter at whose end the forecast stands, such as 2022-11; empty for where the data end."

TARGET_SAID: dict[str, JsonValue] = ONLY_IF_SAID | {
    "said_by": ["US", "USA", "U.S", "America", "American", "United States", "美国", "美"]
}


class Forecast(ToolArgs):
    """Arguments of `forecast`."""

    target: str = Field(CHINA, description=TARGET, examples=["china_gdp"], json_schema_extra=TARGET_SAID)
    horizon: int = Field(4, ge=1, le=8, description="How many quarters to forecast, 1 to 8.", examples=[4])
    models: str = Field("quick", description=MODELS, examples=["quick"])
    as_of: str = Field("", description=AS_OF, examples=["2022-11"])


class Backtest(ToolArgs):
    """Arguments of `backtest`."""

    target: str = Field(CHINA, description=TARGET, examples=["china_gdp"], json_schema_extra=TARGET_SAID)
    horizon: str = Field(
        "1",
        description="Quarters ahead, 0 (nowcast) to 8; several as 0,1 or 1-4.",
        examples=["1"],
    )
    models: str = Field("default", description=MODELS, examples=["default"])
    start: str = Field(
        "", description="First quarter of the test, such as 2011Q1; empty for 2011Q1.", examples=["2011Q1"]
    )
    end: str = Field(
        "", description="Last quarter of the test, such as 2019Q4; empty for the latest.", examples=["2022Q4"]
    )
    window: Literal["expanding", "rolling"] = Field(
        "expanding",
        description="Data the models learn from: expanding (all before) or rolling (the latest quarters only).",
        examples=["expanding"],
    )
    window_quarters: int = Field(
        60, ge=32, le=200, description="Length of a rolling window in quarters, 32 to 200.", examples=[60]
    )

    @field_validator("horizon", mode="before")
    @classmethod
    def _as_text(cls, value: Any) -> Any:
        return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


class Nowcast(ToolArgs):
    """Arguments of `nowcast`."""

    target: str = Field(CHINA, description=TARGET, examples=["china_gdp"], json_schema_extra=TARGET_SAID)
    as_of: str = Field("", description=AS_OF, examples=["2022-11"])
    models: str = Field("quick", description=MODELS, examples=["quick"])


class ExplainForecast(ToolArgs):
    """Arguments of `explain_forecast`."""

    target: str = Field(CHINA, description=TARGET, examples=["china_gdp"], json_schema_extra=TARGET_SAID)
    period: str = Field(
        "",
        description="Quarter or year whose forecast is explained, such as 2022 or 2020Q1; empty for the latest.",
        examples=["2022"],
    )
    model: str = Field(
        "lasso",
        description="Model to explain: lasso, ridge, elastic_net, kernel_ridge, svr, random_forest, lightgbm or one "
        "that reads many series.",
        examples=["lasso"],
    )
    horizon: int = Field(0, ge=0, le=8, description="Quarters ahead, 0 (nowcast) to 8.", examples=[0])
    start: str = Field(
        "",
        description="First quarter of the out-of-sample span, such as 2015Q1; empty for the usual.",
        examples=["2015Q1"],
    )


class CompareWithExperts(ToolArgs):
    """Arguments of `compare_with_experts`."""

    target: str = Field(CHINA, description=TARGET, examples=["china_gdp"], json_schema_extra=TARGET_SAID)
    experts: str = Field(
        "",
        description="Name of an imported file of dated expert forecasts; empty where there is none.",
        examples=["weo"],
    )
    judgement: str = Field(
        "",
        description="The person's own forecasts as period=percent, with commas: 2026Q3=4.8, 2027=4.5.",
        examples=["2026Q3=4.8"],
    )
    models: str = Field("quick", description=MODELS, examples=["quick"])
    as_of: str = Field(
        "",
        description="Day on which the person's own forecast is made; empty for where the data end.",
        examples=["2026-07-31"],
    )
