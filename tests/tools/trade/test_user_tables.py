"""Claims about a person's own tables: they come through unchanged, and mistakes are named by row."""

from pathlib import Path

import numpy as np
import pytest

from tools.core import UserError, execute, find_tool
from tools.core.datasets import catalog
from tools.trade.calibration import calibrate
from tools.trade.data import coarse
from tools.trade.data.export_tables import export_trade
from tools.trade.data.user_tables import import_trade, read_tables
from tools.trade.equilibrium import current_policy, solve_jit


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    return export_trade(coarse.read(), tmp_path / "tables")


def edit(path: Path, row: int, text: str | None) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[row - 1 : row] = [] if text is None else [text]
    path.write_text("\n".join(lines), encoding="utf-8")


def test_tables_come_through_unchanged(tables):
    ours, theirs = coarse.read(), read_tables(tables, "mine", title="Mine", million_usd=1e3)
    np.testing.assert_allclose(theirs.spending, ours.spending, rtol=1e-12)
    np.testing.assert_allclose(theirs.input_share, ours.input_share, atol=1e-12)
    np.testing.assert_array_equal(theirs.goods, ours.goods)
    assert [label.name for label in theirs.sectors] == [label.name for label in ours.sectors]
    assert [scenario.name for scenario in theirs.scenarios] == ["us-2018", "us-china-2019"]
    one, two = calibrate(ours).base, calibrate(theirs).base
    change = current_policy(one)._replace(t=one.t.at[1, 6].add(0.2))
    np.testing.assert_allclose(
        solve_jit(one, change).real_income_hat, solve_jit(two, change).real_income_hat, rtol=1e-9
    )


def test_an_imported_data_set_answers_questions(tables):
    import_trade(tables, "my-world", title="My world", year=2017, million_usd=1e3)
    assert "my-world" in catalog().all()
    arguments = {"dataset": "my-world", "importer": "美国", "exporter": "China", "tariff_change": 10}
    run = execute(find_tool("simulate_policy"), arguments)
    assert "real_income_change.USA" in run.result.values
    assert run.record.datasets.keys() == {"my-world"}
    assert execute(find_tool("simulate_policy"), {"dataset": "my-world", "scenario": "us-2018"}).result.values


def test_optional_tables_may_be_absent(tables):
    for name in ("tariffs.csv", "sectors.csv", "economies.csv", "scenario_us-2018.csv", "scenario_us-china-2019.csv"):
        (tables / name).unlink()
    economy = read_tables(tables, "mine", title="Mine")
    assert not economy.tariff.any()
    assert economy.goods.all()
    assert economy.economies[1].name == "China"


@pytest.mark.parametrize(
    ("file", "row", "text", "message"),
    [
        ("trade.csv", 4, "BRA,BRA,MACHINERY,1.2e", "trade.csv row 4: 'value' is '1.2e', which is not a number"),
        ("trade.csv", 4, "BRA,BRA,MACHINERY,-1", "trade.csv row 4: 'value' is -1, but it must be at least 0"),
        (
            "trade.csv",
            4,
            "BRA,BRA,MACHINRY,1",
            "trade.csv row 4: 'MACHINRY' is not a known sector. Did you mean MACHINERY",
        ),
        ("trade.csv", 4, "BRZ,BRA,MACHINERY,1", "row 4: 'BRZ' is not a known exporter. Did you mean BRA"),
        ("trade.csv", 4, "BRA,BRA,MATERIALS,1", "trade.csv row 4 repeats row 3"),
        ("trade.csv", 4, ",BRA,MACHINERY,1", "trade.csv row 4: the column 'exporter' is empty"),
        ("trade.csv", 4, "BRA,BRA,MACHINERY,inf", "trade.csv row 4: 'value' is 'inf'"),
        ("trade.csv", 1, "from,to,sector,value", "trade.csv has no column 'exporter' (it has from, to, sector, value)"),
        (
            "tariffs.csv",
            2,
            "BRA,BRA,PRIMARY,-1",
            "tariffs.csv row 2: 'rate' is -1, but it must be between -0.99 and 100",
        ),
        ("value_added.csv", 3, None, "value_added.csv has no row for economy BRA, sector MATERIALS"),
        ("value_added.csv", 2, "BRA,PRIMARY,0.9", "the shares of economy BRA, sector PRIMARY sum to"),
        ("final.csv", 2, "BRA,PRIMARY,0.9", "final.csv: the shares of economy BRA sum to"),
        (
            "elasticities.csv",
            3,
            "MATERIALS,4,0.3",
            "elasticities.csv row 3: trade_elasticity times scale_elasticity is 1.2",
        ),
        (
            "elasticities.csv",
            3,
            "MATERIALS,0,0.3",
            "elasticities.csv row 3: 'trade_elasticity' is 0, but it must be between",
        ),
        ("scenario_us-2018.csv", 2, "CHN,UAS,PRIMARY,0.2", "scenario_us-2018.csv row 2: 'UAS' is not a known importer"),
    ],
)
def test_the_wrong_row_is_named(tables, file, row, text, message):
    edit(tables / file, row, text)
    with pytest.raises(UserError) as error:
        import_trade(tables, "mine")
    assert message in str(error.value)
    assert "mine" not in catalog().all()


@pytest.mark.parametrize("file", ["trade.csv", "value_added.csv", "input_output.csv", "final.csv", "elasticities.csv"])
def test_a_missing_table_is_named_with_its_columns(tables, file):
    (tables / file).unlink()
    with pytest.raises(UserError, match=f"{file} is missing in .* It needs the columns"):
        read_tables(tables, "mine", title="Mine")


def test_a_table_that_is_no_text_is_named(tables):
    (tables / "trade.csv").write_bytes(b"\xff\xfe\x00\x01" * 50)
    with pytest.raises(UserError, match=r"trade.csv cannot be read as a CSV table in UTF-8"):
        read_tables(tables, "mine", title="Mine")


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(UserError, match="is not a folder"):
        import_trade(tmp_path / "nowhere", "mine")


@pytest.mark.parametrize("name", ["world2017", "My World", "../up", ""])
def test_a_name_that_cannot_be_is_refused(tables, name):
    with pytest.raises(UserError):
        import_trade(tables, name)
