"""A pretrained model in a tournament: judged on quarters that it cannot have seen, all models again on the same."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from tools.core import UserError, Value
from tools.forecasting.data.index import periods_of
from tools.forecasting.evaluation import periods
from tools.forecasting.evaluation.verdict import Verdict, judge, number, title_of
from tools.forecasting.models.registry import BENCHMARK
from tools.forecasting.record import Record
from tools.forecasting.request import horizon_words


def judge_unseen(record: Record, target: pd.Series, seed: int) -> Verdict | None:
    """Judge every model on the quarters that no pretrained model of a record may have seen.

    Args:
        record: forecasts, combinations included.
        target: growth by quarter, percent; for the sub-periods.
        seed: seed of the bootstrap.

    Returns:
        None where no pretrained model has a gap, or where no such quarter is out.
    """
    seen = [record.seen[model] for model in held_back(record)]
    later = record.after(max(seen)) if seen else record
    return judge(later, target, seed) if seen and later.actual.notna().any() else None


def held_back(record: Record) -> list[str]:
    """Return the pretrained models of a record that may have seen some of its quarters."""
    return [model for model in record.seen if len(record.unscored(model))]


def ranked(record: Record, verdict: Verdict, unseen: Verdict | None) -> Verdict:
    """Return the verdict to be told: of all quarters, or of the unseen ones where only the benchmark has them all.

    Raises:
        UserError: nothing but the benchmark can be judged on any quarter.
    """
    if list(verdict.record.points) != [BENCHMARK] or not held_back(record):
        return verdict
    if unseen is None:
        model = held_back(record)[0]
        raise UserError(
            f"The training data of the {title_of(model)} reach into {record.seen[model]}, and no tested quarter after "
            "that has figures: nothing is left to judge it on. Test up to a later quarter, or other models."
        )
    return unseen


def unseen_sentence(record: Record, unseen: Verdict | None, *, chinese: bool = False) -> str:
    """Return how each pretrained model did on the quarters after its training data; "" where that cannot be said."""
    if unseen is None:
        return ""
    rows, count = unseen.of(periods.ALL), len(unseen.parts[periods.ALL])
    text = []
    for model in held_back(record):
        if model not in rows.index:
            continue
        own, benchmark = number(rows, model, "rmse"), number(rows, BENCHMARK, "rmse")
        if chinese:
            text.append(
                f"{title_of(model, True)}只在其训练数据之后的{count}个季度上评价：均方根误差{own:.2f}，"
                f"自回归为{benchmark:.2f}。"
            )
        else:
            text.append(
                f"The {title_of(model)} is judged only on the {count} quarters after its training data: RMSE "
                f"{own:.2f} points against {benchmark:.2f} of the AR."
            )
    return ("" if chinese else " ").join(text)


def unseen_values(record: Record, unseen: Verdict | None, tail: str) -> dict[str, Value]:
    """Return the RMSE of pretrained models and of the benchmark on the unseen quarters, and their number."""
    if unseen is None:
        return {}
    rows, count = unseen.of(periods.ALL), len(unseen.parts[periods.ALL])
    words = horizon_words(record.horizon).lower()
    found = {f"quarters_unseen{tail}": Value(value=count, unit="", label=f"quarters after the training data, {words}")}
    for model in (BENCHMARK, *held_back(record)):
        if model in rows.index:
            label = f"RMSE of {title_of(model)} on {count} quarters after the training data, {words}"
            value = number(rows, model, "rmse")
            found[f"rmse_unseen.{model}{tail}"] = Value(value=value, unit="percentage points", label=label)
    return found


def unseen_table(unseen: Verdict) -> pd.DataFrame:
    """Return errors of all models on the same unseen quarters, lowest RMSE first."""
    rows = unseen.of(periods.ALL).reset_index()
    names = {"rmse": "RMSE", "mae": "MAE", "relative_rmse": "RMSE / AR's", "dm_p": "DM p"}
    return rows[["model", "title", "quarters", *names]].rename(columns=names)


def unseen_notes(records: Mapping[int, Record], unseen: Mapping[int, Verdict | None]) -> list[str]:
    """Return, by horizon and pretrained model, which quarters are left out and on how many the comparison stands."""
    notes = []
    for horizon, record in records.items():
        for model in held_back(record):
            gone = len(record.unscored(model))
            judged = unseen[horizon]
            left = 0 if judged is None else len(judged.parts[periods.ALL])
            compared = (
                f"the table of unseen quarters compares all models on the {left} after that"
                if left
                else "none after that has figures, so it is not compared at all"
            )
            notes.append(
                f"{horizon_words(horizon)}: the {title_of(model)} may have been trained on figures up to "
                f"{record.seen[model]}, so the {gone} tested quarters up to then are left out for it; it is in no "
                f"combination, and {compared}."
            )
    return notes


def outlook_notes(records: Mapping[int, Record], shown: pd.Index) -> list[str]:
    """Return what forecasts of the quarters to come say of pretrained models: gone, or with few past errors.

    Args:
        records: past forecasts, by distance, each with the quarter to come as its last row.
        shown: the models whose forecasts are shown.
    """
    notes = []
    for model in dict.fromkeys(model for record in records.values() for model in held_back(record)):
        last = next(record.seen[model] for record in records.values())
        if model not in shown:
            notes.append(
                f"Left out: the {title_of(model)}, which may have been trained on figures up to {last}; what it says "
                "of a quarter up to then is no forecast."
            )
            continue
        counts = [len(periods_of(record.errors[model].dropna())) for record in records.values()]
        notes.append(
            f"The {title_of(model)} may have been trained on figures up to {last}: its past errors are those of "
            f"{min(counts)}{'' if min(counts) == max(counts) else f' to {max(counts)}'} later quarters, not to be "
            "compared with the other models' over more, and it is in no combination."
        )
    return notes
