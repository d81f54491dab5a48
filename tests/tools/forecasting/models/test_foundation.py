"""A pretrained model: from the person's own folder only, and never scored on a quarter that it may have seen."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.tools.forecasting.conftest import made_panel
from tools.core import Context, UserError
from tools.forecasting.backtest import backtest_answer
from tools.forecasting.data.experts import read_judgement
from tools.forecasting.experts import experts_answer
from tools.forecasting.forecast import forecast_answer
from tools.forecasting.models.foundation import Foundation
from tools.forecasting.models.registry import GROUPS, MODELS, resolve_models
from tools.forecasting.tournament import Plan, origins_of, run
from tools.forecasting.window import window_at

SEEN = "2015-08"
LAST_SEEN = pd.Period("2015Q3")
"""The quarter of the cut-off: seen in part is seen."""
STAND = pd.Period("2017-05")


def short_plan(panel, models=("ar", "ridge", "knn", "foundation"), horizons=(0,)):
    return Plan(origins_of(panel, pd.Period("2015Q1"), None), horizons, models, None, 1)


@pytest.fixture
def ready(use_foundation, tiny_timesfm):
    use_foundation(tiny_timesfm, SEEN)


@pytest.fixture
def copy(tiny_timesfm, tmp_path) -> Path:
    return Path(shutil.copytree(tiny_timesfm, tmp_path / "copy"))


def forecast_two(panel):
    window = window_at(panel, STAND)
    return Foundation().fit_forecast(window, [window.last + 1, window.last + 4])


def test_forecasts_are_finite_and_the_same_each_time(panel, ready):
    one, other = forecast_two(panel), forecast_two(panel)
    assert [made.point for made in one] == [made.point for made in other]
    for made in one:
        assert np.isfinite(made.point)
        assert len(made.residuals) == 9
        assert np.isfinite(made.draws).all()
        assert made.details["trained_to"] == SEEN


def test_forecasts_move_with_the_published_figures(panel, ready):
    moved = made_panel(seed=1)
    assert [made.point for made in forecast_two(panel)] != [made.point for made in forecast_two(moved)]


def test_more_quarters_than_the_model_reaches_are_a_failure_of_the_model(panel, ready):
    window = window_at(panel, STAND)
    with pytest.raises(ValueError, match="reaches 12 quarters"):
        Foundation().fit_forecast(window, [window.last + 13])


def test_version_2_5_is_read_as_well_and_may_forecast_below_zero(tmp_path, use_foundation):
    import torch
    from transformers import TimesFm2_5Config, TimesFm2_5ModelForPrediction

    small = {"num_hidden_layers": 1, "hidden_size": 16, "intermediate_size": 16, "head_dim": 8}
    sizes = {"patch_length": 4, "context_length": 64, "horizon_length": 12, "output_quantile_len": 12}
    torch.manual_seed(0)
    config = TimesFm2_5Config(
        num_attention_heads=2, num_key_value_heads=2, max_position_embeddings=64, **small, **sizes
    )
    model = TimesFm2_5ModelForPrediction(config)
    with torch.no_grad():
        for values in model.parameters():
            values.mul_(8.0)  # So that forecasts leave the range of the past.
    model.save_pretrained(tmp_path / "later")
    use_foundation(tmp_path / "later", SEEN)
    growing = made_panel()
    growing.target.iloc[:] = np.abs(growing.target)
    window = window_at(growing, STAND)
    made = Foundation().fit_forecast(window, [window.last + step for step in range(1, 9)])
    assert np.isfinite([one.draws for one in made]).all()
    assert min(one.draws.min() for one in made) < 0.0


def test_no_quarter_up_to_the_cut_off_has_a_forecast(panel, ready, ctx):
    for record in run(panel, short_plan(panel, ("ar", "foundation"), (0, 1, 4)), ctx).values():
        own = record.points["foundation"]
        assert own[own.index <= LAST_SEEN].isna().all()
        assert own[own.index > LAST_SEEN].notna().all()
        assert record.errors["foundation"].dropna().index.min() == max(LAST_SEEN + 1, own.index[0])
        assert not any(model == "foundation" and quarter <= LAST_SEEN for model, quarter in record.residuals)


def test_the_combinations_are_those_without_it(panel, ready, ctx):
    with_it = run(panel, short_plan(panel), ctx)[0].points
    without = run(panel, short_plan(panel, ("ar", "ridge", "knn")), ctx)[0].points
    assert "mean_of_models" in without
    pd.testing.assert_frame_equal(with_it.drop(columns="foundation"), without)


def test_a_backtest_compares_it_on_common_quarters_and_says_how_many(panel, ready, ctx):
    result = backtest_answer(panel, short_plan(panel), ctx)
    assert "foundation" not in set(result.tables["models"]["model"])
    rows = result.tables["unseen"].set_index("model")
    forecasts = result.tables["forecasts"].set_index("quarter")
    later = forecasts[(forecasts.index > str(LAST_SEEN)) & forecasts["actual"].notna()]
    assert set(rows["quarters"]) == {len(later)}
    for model in ("ar", "ridge"):
        rmse = float(((later["actual"] - later[model]) ** 2).mean() ** 0.5)
        assert rows.loc[model, "RMSE"] == pytest.approx(rmse)
    assert result.values["rmse_unseen.foundation"].value == pytest.approx(rows.loc["foundation", "RMSE"])
    assert f"judged only on the {len(later)} quarters after its training data" in result.headline
    assert f"{len(later)}个季度" in result.headline_zh
    assert any(f"figures up to {LAST_SEEN}" in note and f"on the {len(later)} after" in note for note in result.notes)


def test_alone_with_the_benchmark_both_are_judged_on_the_unseen_quarters(panel, ready, ctx):
    result = backtest_answer(panel, short_plan(panel, ("ar", "foundation"), (0,)), ctx)
    rows = result.tables["models"].set_index("model")
    assert set(rows.index) == {"ar", "foundation"}
    assert result.values["quarters"].value == result.values["quarters_unseen"].value < 12


def test_a_cut_off_before_the_test_leaves_nothing_out(panel, use_foundation, tiny_timesfm, ctx):
    use_foundation(tiny_timesfm, "2012-11")
    result = backtest_answer(panel, short_plan(panel, ("ar", "rw", "foundation")), ctx)
    assert "foundation" in set(result.tables["models"]["model"])
    assert not any("trained on figures" in note for note in result.notes)


def test_a_cut_off_after_the_last_figure_leaves_nothing_to_judge(panel, use_foundation, tiny_timesfm, ctx):
    use_foundation(tiny_timesfm, "2019-12")
    with pytest.raises(UserError, match="nothing is left to judge it on"):
        backtest_answer(panel, short_plan(panel, ("ar", "foundation")), ctx)
    result = backtest_answer(panel, short_plan(panel, ("ar", "rw", "foundation")), ctx)
    assert "unseen" not in result.tables
    assert any("it is not compared at all" in note for note in result.notes)


def test_a_forecast_shows_it_after_the_cut_off_only(panel, use_foundation, tiny_timesfm, ctx):
    use_foundation(tiny_timesfm, SEEN)
    result = forecast_answer(panel, STAND, 1, ("ar", "foundation"), ctx)
    assert result.values["forecast.2017Q2"] == result.values["by_model.foundation.2017Q2"].model_copy(
        update={"label": result.values["forecast.2017Q2"].label}
    )
    assert any("past errors are those of" in note for note in result.notes)
    use_foundation(tiny_timesfm, "2017-04")
    result = forecast_answer(panel, STAND, 1, ("ar", "foundation"), ctx)
    assert "by_model.foundation.2017Q2" not in result.values
    assert any(note.startswith("Left out: the pretrained model") for note in result.notes)


def test_experts_are_not_compared_with_what_it_has_seen(panel, ready, ctx):
    told = read_judgement("2015Q2=5.0, 2015Q3=5.0", "made", pd.Timestamp("2015-05-31"))
    result = experts_answer(panel, told, ("ar", "rw", "foundation"), ctx)
    assert "latest.foundation" not in result.values
    assert any("quarters that it would be judged by" in note for note in result.notes)
    later = read_judgement("2017Q2=5.0", "made", pd.Timestamp("2017-05-31"))
    assert "latest.foundation" in experts_answer(panel, later, ("ar", "foundation"), ctx).values


@pytest.mark.parametrize("cutoff", ["", "2023", "2023-13", "soon", "2023-12-31", "12/2023"])
def test_without_a_cut_off_it_is_refused(panel, use_foundation, tiny_timesfm, ctx, cutoff):
    use_foundation(tiny_timesfm, cutoff)
    with pytest.raises(UserError, match=r"QUESNAY_FOUNDATION_CUTOFF is .*YYYY-MM"):
        forecast_answer(panel, STAND, 1, ("ar", "foundation"), ctx)


def test_without_a_folder_it_is_refused(panel, use_foundation, ctx):
    use_foundation("", SEEN)
    with pytest.raises(UserError, match="set QUESNAY_FOUNDATION_MODEL to a folder"):
        backtest_answer(panel, short_plan(panel), ctx)


def test_a_folder_that_is_no_model_is_refused(use_foundation, tmp_path):
    for folder in (tmp_path, tmp_path / "nowhere"):
        use_foundation(folder, SEEN)
        with pytest.raises(UserError, match="is not a model"):
            MODELS["foundation"].trained_to()
    for text in ("[]", "{}", "not json"):
        (tmp_path / "config.json").write_text(text)
        with pytest.raises(UserError, match="is not a model"):
            MODELS["foundation"].trained_to()


def test_a_model_of_another_kind_is_refused(use_foundation, copy):
    (copy / "config.json").write_text(json.dumps({"model_type": "bert"}))
    use_foundation(copy, SEEN)
    with pytest.raises(UserError, match="type 'bert'; the types that forecast here are timesfm"):
        MODELS["foundation"].trained_to()


@pytest.mark.parametrize("name", ["pytorch_model.bin", "weights.pt"])
def test_pickled_weights_are_never_read(use_foundation, copy, name):
    (copy / "model.safetensors").rename(copy / name)
    use_foundation(copy, SEEN)
    with pytest.raises(UserError, match="only pickled weights"):
        MODELS["foundation"].trained_to()


def test_weights_that_are_damaged_or_not_whole_are_refused(panel, use_foundation, copy):
    from safetensors.torch import load_file, save_file

    whole = load_file(copy / "model.safetensors")
    lost = next(key for key in whole if "horizon_ff_layer" in key)
    save_file({key: value for key, value in whole.items() if key != lost}, copy / "model.safetensors", {"format": "pt"})
    use_foundation(copy, SEEN)
    with pytest.raises(UserError, match="1 are missing"):
        forecast_two(panel)
    (copy / "model.safetensors").write_bytes(b"nothing")
    with pytest.raises(UserError, match="cannot be read"):
        forecast_two(panel)


def test_it_is_asked_for_by_name_only():
    assert not any("foundation" in keys for keys in GROUPS.values())
    assert resolve_models("TimesFM") == resolve_models("预训练模型") == ("ar", "foundation")


def test_the_registry_does_not_import_the_library_of_the_model():
    code = (
        "import sys, tools.forecasting.models.foundation, tools.forecasting.models.registry as r; "
        "r.MODELS['foundation'].make(); assert not {'torch', 'transformers'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[4])


def test_progress_and_workers_do_not_change_its_forecasts(panel, ready, tmp_path):
    steps = []
    ctx = Context(seed=1, folders={}, cache=tmp_path, report=steps.append)
    record = run(panel, short_plan(panel, ("ar", "foundation"), (0,)), ctx)[0]
    window = window_at(panel, record.points.index[-1], seed=1)
    alone = Foundation().fit_forecast(window, [record.points.index[-1]])[0]
    assert record.points["foundation"].iloc[-1] == alone.point
    assert steps
