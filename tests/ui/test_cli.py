"""The command line: what it prints, what it refuses, and how it ends."""

import json
import subprocess
import sys

import pytest

from tools.core import RunStore, workspace
from tools.core.settings import settings

STYLISED = ("describe_economy", "dataset=stylised")


HEAVY = (
    "jax",
    "torch",
    "gradio",
    "chromadb",
    "pandas",
    "altair",
    "langchain",
    "openai",
    "sklearn",
    "scipy",
    "xllamacpp",
)


@pytest.mark.parametrize(
    "statement",
    [
        "from typer.main import get_command; import ui.cli; get_command(ui.cli.app)",
        "import tools.core as c; c.all_tools()",
    ],
)
def test_help_and_the_list_of_tools_import_nothing_heavy(statement):
    code = f"import sys; {statement}; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_help_lists_the_commands(quesnay):
    done = quesnay("--help")
    assert done.code == 0
    for command in ("chat", "ask", "tools", "call", "runs", "rerun", "data", "model"):
        assert command in done.out


def test_json_prints_the_whole_result_and_nothing_else(quesnay):
    done = quesnay("call", *STYLISED, "--json")
    assert done.code == 0, done.err
    document = json.loads(done.out)
    assert document["headline"] and document["values"] and document["notes"]
    assert all(isinstance(rows, list) and isinstance(rows[0], dict) for rows in document["tables"].values())
    assert RunStore(workspace().runs).load(document["run"]["id"]).result.headline == document["headline"]


def test_a_run_is_listed_shown_and_repeated(quesnay):
    id = json.loads(quesnay("call", *STYLISED, "--json").out)["run"]["id"]
    assert id in quesnay("runs").out
    assert id in quesnay("runs", "show", id[:6]).out
    again = quesnay("rerun", id)
    assert again.code == 0
    assert "figures are exactly those of the stored run" in again.out


def test_the_same_call_comes_from_the_store(quesnay):
    quesnay("call", *STYLISED)
    assert "from the store" in quesnay("call", *STYLISED).out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("call", "no_such_tool"), "There is no tool called 'no_such_tool'"),
        (("call", "simulate_policy", "importer"), "write key=value"),
        (("call", "simulate_policy", "importer=USA", "importer=CHN"), "given twice"),
        (("call", "simulate_policy", "colour=red"), "has no argument 'colour'"),
        (("call", "describe_economy", "dataset=marsdata"), "'marsdata'"),
        (("runs", "show", "zzz"), "No run is stored yet"),
        (("data", "fetch", "stylised"), "there is nothing to fetch"),
        (("data", "path", "nafta1993"), "quesnay data fetch nafta1993"),
        (("data", "import-trade", "/no/such/folder"), "/no/such/folder"),
        (("data", "import-series", "/no/such.csv", "--target", "gdp"), "There is no file /no/such.csv"),
        (("data", "import-experts", "/no/such.csv", "--target", "china_gdp"), "There is no file /no/such.csv"),
        (("data", "update-live", "us_gdp"), "for china_gdp only"),
    ],
)
def test_a_mistake_gets_one_sentence_and_a_failing_exit_code(quesnay, words, told):
    done = quesnay(*words)
    assert done.code != 0
    assert told in done.err
    assert "Traceback" not in done.err
    assert done.out == ""


def test_a_workspace_that_cannot_be_written_is_told(quesnay, own_workspace, monkeypatch):
    blocked = own_workspace.parent / "file"
    blocked.write_text("not a folder")
    monkeypatch.setenv("QUESNAY_WORKSPACE", str(blocked))
    settings.cache_clear()
    for words in (("call", *STYLISED), ("chat", "--no-browser"), ("data", "fetch", "world2017")):
        done = quesnay(*words)
        assert (done.code, "Traceback" in done.err) == (1, False)
        assert "cannot be written" in done.err


def test_data_are_listed_and_fetched(quesnay, require_dataset):
    require_dataset("world2017")
    assert "world2017" in quesnay("data", "list").out
    assert "Licence" in quesnay("data", "fetch", "world2017").out
    assert quesnay("data", "path", "world2017").out.strip().endswith("world2017")


def test_a_template_of_trade_tables_is_written_and_imported_back(quesnay, tmp_path):
    folder = str(tmp_path / "tables")
    assert quesnay("data", "export-trade", "world2017-coarse", folder).code == 0
    assert quesnay("data", "import-trade", folder, "--name", "mine").code == 0
    assert "mine" in quesnay("data", "list").out
    assert quesnay("call", "describe_economy", "dataset=mine").code == 0
    rows = (tmp_path / "tables" / "final.csv").read_text().splitlines()
    (tmp_path / "tables" / "final.csv").write_text("\n".join([*rows[:3], rows[3].rsplit(",", 1)[0] + ",much"]))
    done = quesnay("data", "import-trade", folder, "--name", "mine")
    assert done.code == 1
    assert "final.csv" in done.err and "4" in done.err


def test_own_series_are_imported_and_described_and_a_wrong_row_is_told(quesnay, tmp_path):
    quarters = [f"{year}Q{quarter},{year % 7 + quarter}" for year in range(2000, 2010) for quarter in (1, 2, 3, 4)]
    file = tmp_path / "My Growth.csv"
    file.write_text("\n".join(["quarter,growth", *quarters]), encoding="utf-8")
    done = quesnay("data", "import-series", str(file), "--target", "growth")
    assert done.code == 0, done.err
    assert "Imported 'my-growth', 2000Q1-2009Q4: use it with target=my-growth" in done.out
    assert quesnay("call", "describe_series", "target=my-growth").code == 0
    file.write_text("\n".join(["quarter,growth", *quarters, "2010Q1,much"]), encoding="utf-8")
    done = quesnay("data", "import-series", str(file), "--target", "growth")
    assert done.code == 1
    assert "Row 42, column 'growth': 'much' is not a number" in done.err


def test_own_samples_are_imported_and_a_wrong_cell_is_told(quesnay, tmp_path):
    rows = [f"{at * 7 % 13},{at * 5 % 11}" for at in range(90)]
    file = tmp_path / "My Table.csv"
    file.write_text("\n".join(["a,b", *rows]), encoding="utf-8")
    done = quesnay("data", "import-samples", str(file))
    assert done.code == 0, done.err
    assert "Imported 'my-table': use it with data=my-table" in done.out
    file.write_text("\n".join(["a,b", *rows, "1,nan"]), encoding="utf-8")
    done = quesnay("data", "import-samples", str(file))
    assert done.code == 1
    assert "Row 92, column 'b' is empty or NaN" in done.err


def test_expert_forecasts_are_imported(quesnay, tmp_path):
    file = tmp_path / "banks.csv"
    file.write_text("issued,period,value,who\n2022-03-01,2022Q1,5.1,Bank A\n", encoding="utf-8")
    done = quesnay("data", "import-experts", str(file), "--target", "China")
    assert done.code == 0, done.err
    assert "1 forecast by Bank A" in done.out and "experts=banks" in done.out


def test_settings_are_listed_without_secrets(quesnay, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-very-secret")
    done = quesnay("settings")
    assert "QUESNAY_MODEL" in done.out
    assert "sk-very-secret" not in done.out + done.err
