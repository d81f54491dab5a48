"""Charts of labelling: how sure a labeller is of each item."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools.core import Chart
from tools.core.charts import finish
from tools.exposure.labelling.engine import Labelled
from tools.exposure.labelling.rubric import LABELS
from tools.exposure.labelling.votes import Jury

if TYPE_CHECKING:
    import pandas as pd

# Light to dark by exposure, so that the order can be read in grey: none, with software, direct.
SHADES = {"E0": "#d9d9d9", "E2": "#7fb2d9", "E1": "#1b3a57"}
NAMES = {"E0": "E0 none", "E2": "E2 with software", "E1": "E1 direct"}
MOST_BARS = 15
WIDTH = 460


def probabilities_chart(labelled: Labelled, jury: Jury, labeller: str, who: str) -> Chart:
    """Return stacked bars of the probabilities of E0, E2 and E1 of each item, the most exposed first.

    Args:
        labelled: what was said.
        jury: the verdicts on the same items.
        labeller: whose probabilities are shown.
        who: the labeller's name in a sentence.
    """
    import altair as alt
    import pandas as pd

    rows = []
    for verdict, said in zip(jury.verdicts, labelled.judgements[labeller], strict=True):
        if said is None or said.probabilities is None:
            continue
        shares = dict(zip(LABELS, said.probabilities, strict=True))
        item = verdict.item.title or verdict.item.task
        beta = shares["E1"] + 0.5 * shares["E2"]
        rows += [
            {"item": item, "label": NAMES[label], "share": 100 * shares[label], "order": at, "beta": beta}
            for at, label in enumerate(SHADES)
        ]
    rows.sort(key=lambda row: (-float(str(row["beta"])), str(row["item"])))
    frame = pd.DataFrame(rows[: MOST_BARS * len(SHADES)])
    items = list(dict.fromkeys(frame["item"]))
    chart = (
        alt.Chart(frame)
        .mark_bar()
        .encode(
            x=alt.X("share:Q", title="Probability, %", scale=alt.Scale(domain=[0, 100]), stack="zero"),
            y=alt.Y("item:N", sort=items, title=None, axis=alt.Axis(labelLimit=240, domain=False, ticks=False)),
            color=alt.Color(
                "label:N",
                title=None,
                sort=list(NAMES.values()),
                scale=alt.Scale(domain=list(NAMES.values()), range=list(SHADES.values())),
                legend=alt.Legend(orient="top"),
            ),
            order=alt.Order("order:Q"),
            tooltip=["item", "label", alt.Tooltip("share:Q", format=".1f", title="probability, %")],
        )
        .properties(width=WIDTH, height=alt.Step(26))
    )
    return finish(chart, "labels", _title(items, frame, who), f"labels E0, E1, E2 by {who}, Quesnay")


def _title(items: list[str], frame: pd.DataFrame, who: str) -> str:
    exposed = 100 - frame[frame["label"] == NAMES["E0"]].set_index("item")["share"]
    if len(items) == 1:
        return f"{items[0]}: {exposed[items[0]]:.0f} % likely to be exposed, by {who}"
    return (
        f"Exposure is most likely for {items[0]} and least for {items[-1]}: "
        f"{exposed[items[0]]:.0f} % and {exposed[items[-1]]:.0f} %"
    )
