"""Claims about the generator tools as a person meets them: through the contract."""

import threading

import numpy as np
import pytest

from tests.tools.listing import assert_many_and_bilingual
from tools.core import UserError, execute, find_tool
from tools.core.datasets import catalog
from tools.generators import store
from tools.generators.bsde import examples
from tools.generators.build_checkpoints import FOLDER, is_built, jobs
from tools.generators.data.own import import_samples

ALL = {
    "generate_samples": examples.GENERATE,
    "train_generator": examples.TRAIN,
    "evaluate_generator": examples.EVALUATE,
}
ASKED_IN_THE_ISSUE = (
    "Generate 25 digits with BSDE-Gen and tell me how good they are",
    "Is BSDE-Gen better than a simple generator?",
)


@pytest.fixture(scope="module")
def answers():
    """Return each answer once: several tests look at it."""
    kept = {}

    def run(name, **arguments):
        key = (name, *sorted(arguments.items()))
        if key not in kept:
            kept[key] = execute(find_tool(name), arguments).result
        return kept[key]

    return run


@pytest.mark.parametrize("name", ALL)
def test_the_examples_are_many_bilingual_and_not_those_of_the_issue(name):
    assert_many_and_bilingual(ALL[name], asked=ASKED_IN_THE_ISSUE)
    assert sum(not isinstance(item, str) for item in ALL[name]) > len(ALL[name]) / 2


@pytest.mark.parametrize("name", ALL)
def test_the_arguments_of_every_example_are_accepted(name):
    for item in ALL[name]:
        if not isinstance(item, str):
            find_tool(name).parse(item[1])


def test_the_shipped_weights_are_of_the_plans_in_the_build_script():
    for job in jobs():
        assert is_built(job, FOLDER), job.name
    assert {job.name for job in jobs()} == set(store.shipped())


def test_digits_are_drawn_and_judged_beside_every_control(answers):
    result = answers("generate_samples", n=25)
    values = result.values
    assert result.tables["samples"].shape == (25, 64)
    assert values["samples"].value == 25
    assert result.tables["samples"].to_numpy().min() >= 0.0
    assert result.tables["samples"].to_numpy().max() <= 16.0
    for who in ("bsde", "mlp", "flow", "vae", "gaussian"):
        for what in ("mmd2_rbf", "mmd2_imq", "precision", "recall", "classifier", "neighbour_distance"):
            assert f"{what}.{who}" in values
    assert f"{values['mmd2_rbf.bsde'].value:.4f}" in result.headline
    assert "25 个" in result.headline_zh


def test_shipped_bsde_gen_reaches_what_was_asked_of_it(answers):
    values = answers("evaluate_generator").values
    assert values["mmd2_rbf.bsde"].value <= 0.006
    assert values["recall.bsde"].value >= 85.0
    assert values["precision.bsde"].value >= 55.0
    assert values["neighbour_distance.bsde"].value >= 1.0
    assert values["copies.bsde"].value <= 1.0
    assert values["cpu_seconds.bsde"].value <= 180.0


def test_the_verdict_follows_from_the_table(answers):
    result = answers("evaluate_generator")
    values, table = result.values, result.tables["measures"]
    assert set(table["generator"]) >= {"BSDE-Gen", "plain net, same loss", "flow matching", "training set itself"}
    worse = [values[f"{what}.bsde"].value < values[f"{what}.mlp"].value - 5.0 for what in ("precision", "recall")] + [
        values["classifier.bsde"].value > values["classifier.mlp"].value + 5.0
    ]
    if any(worse):
        assert "BSDE-Gen is better than" not in result.headline
    assert 0.0 < values["known_at_start"].value < 100.0
    assert values["mmd2_rbf.train"].value < values["mmd2_rbf.bsde"].value


def test_the_same_question_draws_the_same_samples(answers):
    asked = {"data": "US macro", "n": 40}
    again = execute(find_tool("generate_samples"), asked, refresh=True).result
    assert again.tables["samples"].equals(answers("generate_samples", **asked).tables["samples"])
    other = execute(find_tool("generate_samples"), asked, seed=5).result
    assert not other.tables["samples"].equals(again.tables["samples"])


def test_macro_panels_are_drawn_in_percent(answers):
    result = answers("generate_samples", data="US macro", n=40)
    table = result.tables["samples"]
    unemployment = table[[column for column in table if column.startswith("unemployment")]].to_numpy()
    assert 2.0 < np.median(unemployment) < 10.0
    assert table.shape[0] == 40


def test_controls_can_be_drawn_from_too(answers):
    result = answers("generate_samples", model="flow matching", data="US macro", n=4)
    assert "flow matching" in result.headline.split(".")[0]


def test_every_chart_draws_and_has_its_source(answers):
    for result in (
        answers("generate_samples", n=25),
        answers("evaluate_generator"),
        answers("generate_samples", data="US macro", n=40),
    ):
        for chart in result.charts:
            assert chart.as_png(scale=1.0).startswith(b"\x89PNG")
            assert "Source" in str(chart.spec)


def test_training_on_an_own_table_stands_beside_a_net_of_equal_time(tmp_path):
    rows = np.random.default_rng(1).normal(size=(120, 3)).round(4)
    path = tmp_path / "mine.csv"
    path.write_text("a,b,c\n" + "\n".join(",".join(map(str, row)) for row in rows), encoding="utf-8")
    import_samples(path, "mine")
    result = execute(find_tool("train_generator"), {"data": "mine", "time_budget": 3, "steps": 2, "rank": 2}).result
    assert {"bsde", "mlp", "flow", "vae", "gaussian"} <= {key.split(".")[-1] for key in result.values}
    assert {chart.name for chart in result.charts} >= {"samples", "loss", "measures"}
    assert not result.partial


def test_stop_keeps_what_was_learned_as_a_partial_result():
    stop = threading.Event()
    result = execute(
        find_tool("train_generator"),
        {"data": "us-macro-panel", "time_budget": 30},
        stop=stop,
        report=lambda step: stop.set() if "loss" in step.message else None,
    ).result
    assert result.partial
    assert "stopped in training" in result.headline
    assert "precision.gaussian" in result.values


def test_changed_weights_are_noticed(monkeypatch):
    card = store.shipped()["digits-bsde"].model_copy(update={"weights_sha256": "0" * 64})
    with pytest.raises(UserError, match="not the one its card describes"):
        store.load_shipped(card)


@pytest.mark.parametrize(
    ("name", "arguments", "message"),
    [
        ("generate_samples", {"data": "faces"}, "There is no data set called 'faces'"),
        ("generate_samples", {"data": "mnist"}, "quesnay data fetch mnist"),
        ("generate_samples", {"n": 0}, "greater than or equal to 1"),
        ("generate_samples", {"n": 5000}, "less than or equal to 1000"),
        ("generate_samples", {"model": "diffusion"}, "'bsde', 'mlp', 'flow', 'vae' or 'gaussian'"),
        ("train_generator", {"time_budget": 1}, "greater than or equal to 3"),
        ("train_generator", {"rank": -1}, "greater than or equal to 0"),
        ("train_generator", {"driver": "cubic"}, "'linear'"),
        ("evaluate_generator", {"model": "gan"}, "'bsde' or 'gammt'"),
        ("evaluate_generator", {"data": "../../etc"}, "no data set"),
    ],
)
def test_bad_input_gives_one_clear_sentence(name, arguments, message):
    with pytest.raises(UserError) as error:
        execute(find_tool(name), arguments)
    assert message in str(error.value)
    assert len(str(error.value)) < 900


def test_an_imported_set_whose_file_was_emptied_is_told(tmp_path):
    rows = np.random.default_rng(1).normal(size=(80, 2)).round(4)
    path = tmp_path / "mine.csv"
    path.write_text("a,b\n" + "\n".join(",".join(map(str, row)) for row in rows), encoding="utf-8")
    import_samples(path, "mine")
    (catalog().folder("mine") / "figures.csv").write_text("", encoding="utf-8")
    with pytest.raises(UserError, match="missing or was changed"):
        execute(find_tool("generate_samples"), {"data": "mine"})
