"""Tables and figures of all that was trained for a set: candidates of K, other rules, controls, the truth."""

from __future__ import annotations

import pandas as pd

from tools.core import Chart, Value
from tools.generators.gammt.charts import surprise_chart
from tools.generators.gammt.fitting import Fitted
from tools.generators.gammt.wording import named, source_of


def measures_table(found: Fitted) -> pd.DataFrame:
    """Return a row a model: likelihood, coverage and width beside the true width, size and cost."""
    rows = []
    for at, row in enumerate(found.rows):
        score = row.score
        rows.append(
            {
                "model": named(row),
                "chosen": at == found.chosen,
                "nats a symbol": score.nats,
                "standard error": score.error,
                "behind the chosen set, nats": row.behind,
                "its standard error": row.behind_error,
                "above the truth, nats": score.nats - score.oracle if score.oracle >= 0 else None,
                "true probabilities covered, %": 100 * score.coverage if score.coverage >= 0 else None,
                "counts covered, %": 100 * score.counts,
                "width": score.width,
                "true width": score.true_width if score.true_width >= 0 else None,
                "experts kept": score.experts,
                "parameters": row.parameters,
                "steps": row.steps,
                "CPU seconds": row.cpu_seconds,
            }
        )
    score = found.set.score
    if score.oracle >= 0:
        rows.append({"model": "mixture that knows the truth", "chosen": False, "nats a symbol": score.oracle})
    return pd.DataFrame(rows)


def measures_values(found: Fitted) -> dict[str, Value]:
    """Return the chosen set's measures and its controls' as named figures."""
    score = found.set.score
    values = {
        "nats.gammt": Value(value=score.nats, unit="nats a symbol", label="Surprise of the set on held-out sequences"),
        "counts_covered": Value(value=100 * score.counts, unit="%", label="Counts inside the summed envelopes"),
        "width": Value(value=score.width, unit="probability", label="Mean width of the envelopes"),
        "experts": Value(value=score.experts, unit="experts", label="Experts of the set"),
    }
    for row in found.rows:
        if row.what.startswith("equal"):
            key = f"nats.one_transformer_{row.what.split()[1].lower()}"
            label = f"Surprise of one transformer at {row.what}"
            values[key] = Value(value=row.score.nats, unit="nats a symbol", label=label)
    if score.oracle >= 0:
        label = "Surprise of the mixture that knows the truth"
        values["nats.oracle"] = Value(value=score.oracle, unit="nats a symbol", label=label)
        label = "True probabilities inside the envelopes, up to 0.02"
        values["coverage"] = Value(value=100 * score.coverage, unit="%", label=label)
        label = "Mean width of the true envelopes"
        values["true_width"] = Value(value=score.true_width, unit="probability", label=label)
    return values


def measures_chart(found: Fitted, title: str) -> Chart:
    """Return nats a symbol of all models."""
    rows = [
        {
            "model": named(row) + (" (chosen)" if at == found.chosen else ""),
            "nats": row.score.nats,
            "error": row.score.error,
            "kind": {"set": "set, by K", "rule": "other rule"}.get(row.what, "one transformer"),
        }
        for at, row in enumerate(found.rows)
    ]
    source = f"{source_of(found)} Bars: two standard errors over sequences."
    return surprise_chart(pd.DataFrame(rows), found.set.score.oracle, title, source)
