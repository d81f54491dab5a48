"""The forecasters by name, and how people name them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import pandas as pd

from tools.core import UnknownName, UserError
from tools.forecasting.window import Forecaster

BENCHMARK = "ar"
"""What every model is compared with."""
PRETRAINED = "pretrained"
"""The group of models that were trained elsewhere, on the person's own weights; in no other group of names."""


@dataclass(frozen=True)
class Model:
    """A forecaster and what is said of it.

    Attributes:
        key: its name in arguments and tables.
        title, title_zh: for people.
        group: "benchmark", "econometric", "learning", "hybrid", "combination" or "pretrained".
        maker: "module:function" below this folder, imported when it is first used.
        needs: "nothing", "predictors" or "monthly": what it cannot do without beside the target.
        nests: whether it holds the autoregression as a special case, so that Clark-West applies.
        other_names: further spellings.
    """

    key: str
    title: str
    title_zh: str
    group: str
    maker: str
    needs: str = "nothing"
    nests: bool = True
    other_names: tuple[str, ...] = ()

    def make(self) -> Forecaster:
        """Return the forecaster."""
        module, name = self.maker.split(":")
        factory: Callable[[], Forecaster] = getattr(import_module(f"tools.forecasting.models.{module}"), name)
        return factory()

    def trained_to(self) -> pd.Period | None:
        """Return the last quarter that a pretrained model may have seen; None for one that learns in the window alone.

        Raises:
            UserError: the settings name no pretrained model, or not how far it has seen.
        """
        made: Any = self.make()
        return made.trained_to if self.group == PRETRAINED else None


_ALL = (
    Model("rw", "random walk", "随机游走", "benchmark", "benchmarks:RandomWalk", nests=False, other_names=("naive",)),
    Model("mean", "mean", "历史均值", "benchmark", "benchmarks:Mean", nests=False, other_names=("historical mean",)),
    Model("ar", "AR", "自回归", "benchmark", "benchmarks:Autoregression", nests=False, other_names=("autoregression",)),
    Model("arima", "ARIMA", "ARIMA", "econometric", "univariate:Arima"),
    Model(
        "ets",
        "exponential smoothing",
        "指数平滑",
        "econometric",
        "univariate:ExponentialSmoothing",
        nests=False,
    ),
    Model("var", "VAR", "向量自回归", "econometric", "vector:VectorAutoregression", needs="predictors"),
    Model(
        "bvar",
        "Bayesian VAR",
        "贝叶斯向量自回归",
        "econometric",
        "vector:BayesianVectorAutoregression",
        needs="predictors",
    ),
    Model(
        "factor",
        "factor model",
        "因子模型",
        "econometric",
        "linear:factor_regression",
        needs="predictors",
        other_names=("pca",),
    ),
    Model(
        "dfm",
        "dynamic factor",
        "动态因子模型",
        "econometric",
        "mixed_frequency:DynamicFactor",
        needs="monthly",
        nests=False,
        other_names=("dynamic factor model",),
    ),
    Model("midas", "MIDAS", "混频回归", "econometric", "mixed_frequency:Midas", needs="monthly"),
    Model("lasso", "LASSO", "LASSO", "learning", "linear:lasso"),
    Model("ridge", "ridge", "岭回归", "learning", "linear:ridge"),
    Model("elastic_net", "elastic net", "弹性网络", "learning", "linear:elastic_net", other_names=("enet",)),
    Model("kernel_ridge", "kernel ridge", "核岭回归", "learning", "kernels:kernel_ridge", other_names=("krr",)),
    Model(
        "svr",
        "support vectors",
        "支持向量机",
        "learning",
        "kernels:support_vectors",
        other_names=("svm", "support vector regression"),
    ),
    Model("knn", "nearest neighbours", "最近邻", "learning", "kernels:nearest_neighbours", nests=False),
    Model(
        "random_forest", "random forest", "随机森林", "learning", "trees:random_forest", other_names=("rf", "forest")
    ),
    Model(
        "lightgbm",
        "LightGBM",
        "LightGBM",
        "learning",
        "trees:lightgbm",
        other_names=("lgbm", "xgboost", "boosting"),
    ),
    Model(
        "mlp",
        "neural network",
        "神经网络",
        "learning",
        "networks:perceptron",
        needs="predictors",
        other_names=("nn", "perceptron"),
    ),
    Model("factor_forest", "factors + forest", "因子+随机森林", "hybrid", "hybrids:factor_forest", needs="predictors"),
    Model(
        "factor_kernel",
        "factors + kernel ridge",
        "因子+核岭回归",
        "hybrid",
        "hybrids:factor_kernel",
        needs="predictors",
    ),
    Model(
        "gradient_boosting",
        "gradient boosting",
        "梯度提升",
        "learning",
        "trees:gradient_boosting",
        other_names=("gbm", "hist gradient boosting"),
    ),
    Model("lstm", "LSTM", "LSTM", "learning", "networks:lstm", needs="predictors", nests=False),
    Model(
        "foundation",
        "pretrained model",
        "预训练模型",
        PRETRAINED,
        "foundation:Foundation",
        nests=False,
        other_names=("timesfm", "foundation model", "pretrained", "基础模型"),
    ),
)
MODELS = {model.key: model for model in _ALL}

GROUPS: dict[str, tuple[str, ...]] = {
    "default": tuple(model.key for model in _ALL[:20]),
    "all": tuple(key for key, model in MODELS.items() if model.group != PRETRAINED),
    "quick": ("rw", "ar", "factor", "dfm", "lasso", "ridge", "elastic_net", "random_forest"),
    "benchmarks": tuple(key for key, model in MODELS.items() if model.group == "benchmark"),
    "econometric": tuple(key for key, model in MODELS.items() if model.group == "econometric"),
    "ml": tuple(key for key, model in MODELS.items() if model.group in ("learning", "hybrid")),
    "linear": ("lasso", "ridge", "elastic_net"),
    "trees": ("random_forest", "lightgbm", "gradient_boosting"),
}
GROUP_NAMES = {
    "machine learning": "ml",
    "机器学习": "ml",
    "econometrics": "econometric",
    "计量": "econometric",
    "计量模型": "econometric",
    "全部": "all",
    "基准": "benchmarks",
    "benchmark": "benchmarks",
    "fast": "quick",
    "": "default",
}


def resolve_models(text: str, *, with_benchmark: bool = True) -> tuple[str, ...]:
    """Return model keys from names and groups as people write them, in the registry's order.

    Args:
        text: names or groups, with commas: "lasso, random forest", "ml", "default".
        with_benchmark: add the autoregression that others are compared with.

    Raises:
        UnknownName: a name is not known; close matches are named.
    """
    spellings = {
        spelling: model.key
        for model in _ALL
        for spelling in (model.key, model.title.casefold(), model.title_zh.casefold(), *model.other_names)
    }
    wanted: set[str] = {BENCHMARK} if with_benchmark else set()
    for part in text.replace("，", ",").replace("、", ",").replace(";", ",").split(","):
        name = part.strip().casefold()
        group = GROUP_NAMES.get(name, name)
        if group in GROUPS:
            wanted |= set(GROUPS[group])
        elif name.replace(" ", "_") in MODELS:
            wanted.add(name.replace(" ", "_"))
        elif name in spellings:
            wanted.add(spellings[name])
        else:
            raise UnknownName("model", part.strip(), [*MODELS, *GROUPS], spellings=spellings)
    return tuple(key for key in MODELS if key in wanted)


def seen_quarters(keys: Sequence[str]) -> dict[str, pd.Period]:
    """Return, by pretrained model among `keys`, the last quarter that it may have seen (see `Model.trained_to`)."""
    return {key: last for key in keys if (last := MODELS[key].trained_to()) is not None}


def usable(keys: Sequence[str], monthly: int, quarterly: int) -> tuple[tuple[str, ...], str]:
    """Return the models that a panel can feed, and a sentence about those it cannot; "" where it can feed all.

    Args:
        keys: models asked for.
        monthly, quarterly: numbers of predictors of the panel.

    Raises:
        UserError: none is left beside the benchmark though others were asked for.
    """
    has = {"nothing": True, "predictors": monthly + quarterly > 0, "monthly": monthly > 0}
    kept = tuple(key for key in keys if has[MODELS[key].needs])
    left_out = ", ".join(MODELS[key].title for key in keys if key not in kept)
    if left_out and kept in ((), (BENCHMARK,)):
        raise UserError(
            f"{left_out}: these models need predictors beside the target"
            f"{'' if monthly + quarterly == 0 else ', monthly ones'}, and the data hold none. Choose models of "
            "growth's own past (ar, arima, ets, ridge), or a target with monthly series (china_gdp, us_gdp)."
        )
    return kept, f"Left out for want of predictors: {left_out}." if left_out else ""
