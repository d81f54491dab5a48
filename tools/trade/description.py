"""The result of `describe_economy`: sizes, partners, tariffs and elasticities of a data set."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tools.core import ToolResult, Value
from tools.trade.answer import MOST_NAMED, MOST_SECTORS_NAMED, data_notes
from tools.trade.calibration import Calibration
from tools.trade.charts import sizes_chart
from tools.trade.chinese import size_headline
from tools.trade.economy import Economy
from tools.trade.wording import capitalised, the


def economy_answer(
    calibration: Calibration, shown: tuple[int, ...], sectors: tuple[int, ...], *, fallback: bool
) -> ToolResult:
    """Return the result of `describe_economy`.

    Args:
        calibration: the data set and its baseline.
        shown: positions of the economies to describe.
        sectors: positions of the sectors to name figures for.
        fallback: whether the coarse data stand in for the full ones.
    """
    economy = calibration.economy
    sizes = _sizes_table(economy)
    picked = sizes.iloc[list(shown)]
    unit = "bn USD" if economy.million_usd else "% of world output"
    values: dict[str, Value] = {}
    for _, row in picked.iterrows():
        code, name = row["code"], row["economy"]
        values[f"gross_output.{code}"] = Value(value=row["gross output"], unit=unit, label=f"Gross output of {name}")
        values[f"exports.{code}"] = Value(value=row["exports"], unit=unit, label=f"Exports of {name}")
        values[f"imports.{code}"] = Value(value=row["imports"], unit=unit, label=f"Imports of {name}")
        values[f"trade_balance.{code}"] = Value(
            value=row["trade balance"], unit=unit, label=f"Exports minus imports of {name}"
        )
        values[f"openness.{code}"] = Value(
            value=row["exports, % of output"], unit="%", label=f"Exports of {name} in its gross output"
        )
        values[f"mean_tariff.{code}"] = Value(
            value=row["mean tariff on imported goods, %"], unit="%", label=f"Trade-weighted tariff of {name} on goods"
        )
    for at in sectors:
        label = economy.sectors[at]
        values[f"trade_elasticity.{label.code}"] = Value(
            value=float(economy.trade_elasticity[at]), unit="elasticity", label=f"Trade elasticity of {label.name}"
        )
        values[f"scale_elasticity.{label.code}"] = Value(
            value=float(economy.scale_elasticity[at]), unit="elasticity", label=f"Scale elasticity of {label.name}"
        )
    values |= _partner_values(economy, shown)
    about_sectors, about_sizes = _elasticity_sentence(economy, sectors), _size_sentence(economy, shown)
    named_sectors = len(sectors) <= MOST_NAMED and len(shown) == len(economy.codes)
    headline = f"{about_sectors} {about_sizes}" if named_sectors else f"{about_sizes} {about_sectors}"
    return ToolResult(
        headline=headline,
        headline_zh=size_headline(economy, shown),
        values=values,
        tables={
            "economies": picked.reset_index(drop=True),
            "sectors": _elasticities_table(economy),
            "partners": _partners_table(economy, shown),
            "tariffs": _tariffs_table(economy, shown, sectors),
        },
        charts=(sizes_chart(calibration, shown, _title(economy, shown)),),
        notes=(
            *data_notes(economy, fallback),
            "Figures are the data as observed; before policies are simulated, trade deficits are purged, "
            f"which moves the median flow by {100 * calibration.flow_change_median:.1f} %.",
        ),
        diagnostics={"dataset": economy.dataset, "rebase_residual": calibration.residual},
    )


def _largest(economy: Economy, shown: tuple[int, ...]) -> tuple[str, str]:
    """Return the name and the size in words of the largest of the economies shown."""
    output = economy.revenue.sum(axis=1)
    at = max(shown, key=lambda position: output[position])
    size = f"{100 * output[at] / output.sum():.1f} % of world output"
    if economy.million_usd:
        size = f"{output[at] * economy.million_usd / 1e6:.1f} tn USD"
    when = f" in {economy.year}" if economy.year else ""
    return capitalised(the(economy.economies[at].name)), size + when


def _title(economy: Economy, shown: tuple[int, ...]) -> str:
    name, size = _largest(economy, shown)
    return f"{name} produces {'most: ' if len(shown) > 1 else ''}{size}"


def _size_sentence(economy: Economy, shown: tuple[int, ...]) -> str:
    name, size = _largest(economy, shown)
    sizes = _sizes_table(economy)
    export_share = sizes["exports, % of output"].to_numpy()
    if len(shown) > 1:
        at = max(shown, key=lambda position: export_share[position])
        return (
            f"{name} has the largest gross output of the {len(shown)} economies: {size}. "
            f"{capitalised(the(economy.economies[at].name))} exports the highest share of its output, "
            f"{export_share[at]:.1f} %."
        )
    (at,) = shown
    tariff = sizes["mean tariff on imported goods, %"].to_numpy()[at]
    imports = economy.exports.sum(axis=2)[:, at]
    source = int(imports.argmax())
    return (
        f"{name} has a gross output of {size}, exports {export_share[at]:.1f} % of it and charges a mean tariff of "
        f"{tariff:.1f} % on imported goods. Its largest supplier is {the(economy.economies[source].name)}, with "
        f"{100 * imports[source] / imports.sum():.1f} % of its imports."
    )


def _elasticity_sentence(economy: Economy, sectors: tuple[int, ...]) -> str:
    theta, psi = economy.trade_elasticity, economy.scale_elasticity
    if len(sectors) <= MOST_NAMED:
        each = [
            f"{economy.sectors[at].name} has a trade elasticity of {theta[at]:.3g} "
            f"and a scale elasticity of {psi[at]:.3g}"
            for at in sectors
        ]
        return f"{capitalised('; '.join(each))}."
    strongest = int(psi.argmax())
    if psi[strongest] <= 0.0:
        return "The data set has no scale elasticities."
    name = economy.sectors[strongest].name
    return f"Economies of scale are strongest in {name} (scale elasticity {psi[strongest]:.3g})."


def _partner_values(economy: Economy, shown: tuple[int, ...]) -> dict[str, Value]:
    flows, values = economy.exports.sum(axis=2), {}
    for at in shown if len(shown) <= MOST_NAMED else ():
        code, name = economy.codes[at], economy.economies[at].name
        for key, shares in (
            ("export_share", flows[at] / flows[at].sum()),
            ("import_share", flows[:, at] / flows[:, at].sum()),
        ):
            for other in np.argsort(-shares)[:MOST_SECTORS_NAMED]:
                if other != at:
                    values[f"{key}.{code}.{economy.codes[other]}"] = Value(
                        value=100.0 * float(shares[other]),
                        unit="%",
                        label=f"Share of {economy.economies[other].name} in the {key.split('_')[0]}s of {name}",
                    )
    return values


def _sizes_table(economy: Economy) -> pd.DataFrame:
    scale = economy.million_usd / 1e3 if economy.million_usd else 100.0 / economy.revenue.sum()
    output, flows = economy.revenue.sum(axis=1), economy.exports
    sold, bought = flows.sum(axis=(1, 2)), flows.sum(axis=(0, 2))
    duties, goods = (flows * economy.tariff).sum(axis=(0, 2)), flows[:, :, economy.goods].sum(axis=(0, 2))
    value_added = (economy.value_added_share * economy.revenue).sum(axis=1)
    return pd.DataFrame(
        {
            "code": economy.codes,
            "economy": [label.name for label in economy.economies],
            "gross output": output * scale,
            "value added": value_added * scale,
            "exports": sold * scale,
            "imports": bought * scale,
            "trade balance": (sold - bought) * scale,
            "exports, % of output": 100.0 * sold / output,
            "mean tariff on imported goods, %": 100.0 * duties / np.where(goods > 0.0, goods, 1.0),
        }
    )


def _elasticities_table(economy: Economy) -> pd.DataFrame:
    world, traded = economy.revenue.sum(axis=0), economy.exports.sum(axis=(0, 1))
    return pd.DataFrame(
        {
            "code": [label.code for label in economy.sectors],
            "sector": [label.name for label in economy.sectors],
            "trade elasticity": economy.trade_elasticity,
            "scale elasticity": economy.scale_elasticity,
            "share of world output, %": 100.0 * world / world.sum(),
            "share of world trade, %": 100.0 * traded / traded.sum(),
        }
    )


def _partners_table(economy: Economy, shown: tuple[int, ...]) -> pd.DataFrame:
    flows = economy.exports.sum(axis=2)
    rows = [
        {
            "economy": economy.codes[at],
            "partner": economy.codes[other],
            "share of exports, %": 100.0 * flows[at, other] / max(flows[at].sum(), 1e-300),
            "share of imports, %": 100.0 * flows[other, at] / max(flows[:, at].sum(), 1e-300),
        }
        for at in shown
        for other in range(len(economy.codes))
        if other != at
    ]
    return pd.DataFrame(rows)


def _tariffs_table(economy: Economy, shown: tuple[int, ...], sectors: tuple[int, ...]) -> pd.DataFrame:
    flows = economy.exports
    rows = []
    for at in shown:
        for sector in sectors or range(len(economy.sectors)):
            bought = flows[:, at, sector]
            if bought.sum() > 0.0 and economy.goods[sector]:
                rate = 100.0 * float(bought @ economy.tariff[:, at, sector] / bought.sum())
                rows.append(
                    {"importer": economy.codes[at], "sector": economy.sectors[sector].name, "mean tariff, %": rate}
                )
    return pd.DataFrame(rows, columns=["importer", "sector", "mean tariff, %"])
