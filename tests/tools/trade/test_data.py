"""Claims about the data sets: what they hold, and that corrupt files are named."""

import json
import shutil
from dataclasses import replace

import numpy as np
import pytest

from tools.core import UserError
from tools.trade.data import archive, build_coarse, coarse, nafta1993, stylised, world2017
from tools.trade.economy import check


def test_the_world_of_2017_has_the_documented_sizes(world):
    assert world.spending.shape == (7, 7, 44)
    output = dict(zip(world.codes, world.revenue.sum(axis=1) / 1e6, strict=True))
    assert output["USA"] == pytest.approx(33.8, abs=0.2)
    assert output["CHN"] == pytest.approx(31.0, abs=0.3)
    assert not world.tariff[:, :, ~world.goods].any()


def test_the_2018_tariffs_fall_on_chinese_goods_in_the_us_alone(world):
    change = world.scenarios[0].tariff - world.tariff
    assert {(world.codes[i], world.codes[n]) for i, n, _ in np.argwhere(change > 0)} == {("CHN", "USA")}
    assert (change[1, 6, :22] > 0).all()


def test_the_coarse_figures_are_those_that_the_script_derives(world, require_dataset):
    derived = build_coarse.aggregate(require_dataset("world2017"))
    assert derived == json.loads(coarse.FIGURES.read_text(encoding="utf-8"))


def test_the_coarse_world_keeps_the_totals_of_the_full_one(world):
    small = coarse.read()
    full_trade, coarse_trade = world.exports.sum() / 1e3, small.exports.sum()
    assert coarse_trade == pytest.approx(full_trade, rel=0.005)
    np.testing.assert_allclose(small.revenue.sum(axis=1), world.revenue.sum(axis=1) / 1e3, rtol=0.01)


def test_the_embedded_figures_are_a_few_hundred():
    figures = json.loads(coarse.FIGURES.read_text(encoding="utf-8"))
    count = sum(
        np.size(value) for value in figures.values() if isinstance(value, list) and not isinstance(value[0], str)
    )
    assert count < 600
    assert "OECD" in figures["source"]


def test_stylised_worlds_are_the_same_every_time_and_of_any_size():
    for size in ((2, 1), (5, 3), (31, 40)):
        one, two = stylised.generate(*size), stylised.generate(*size)
        np.testing.assert_array_equal(one.spending, two.spending)
        assert one.spending.shape == (size[0], size[0], size[1])
        assert one.stylised
        assert len({label.name for label in one.sectors}) == size[1]
    assert stylised.generate(3, 4).spending.sum() == pytest.approx(3.9987, abs=0.5)


@pytest.mark.parametrize("size", [(1, 4), (2, 0), (500, 4), (4, 500)])
def test_a_stylised_world_of_an_impossible_size_is_refused(size):
    with pytest.raises(UserError, match="ask for 2 to 100 economies and 1 to 100 sectors"):
        stylised.generate(*size)


def test_an_archive_gives_back_what_was_packed(tmp_path):
    economy = coarse.read()
    archive.save(economy, tmp_path / "economy.npz")
    again = archive.load(tmp_path / "economy.npz")
    np.testing.assert_array_equal(again.spending, economy.spending)
    np.testing.assert_array_equal(again.scenarios[1].tariff, economy.scenarios[1].tariff)
    assert (again.economies, again.sectors, again.notes) == (economy.economies, economy.sectors, economy.notes)


@pytest.mark.parametrize("content", [b"", b"not an archive", b"PK\x03\x04broken"])
def test_a_corrupt_archive_is_named(tmp_path, content):
    path = tmp_path / "economy.npz"
    path.write_bytes(content)
    with pytest.raises(UserError, match="cannot be read as a trade data set"):
        archive.load(path)


@pytest.mark.parametrize(
    ("file", "line", "text", "message"),
    [
        (
            "TradeFlow2017.csv",
            5,
            "IND,BRA,1,oops",
            "TradeFlow2017.csv row 5: 'tradevalue' is 'oops', which is not a number",
        ),
        ("TradeFlow2017.csv", 5, "IND,BRA,1,-3", "row 5: 'tradevalue' is -3, but it must be at least 0"),
        ("TradeFlow2017.csv", 5, "XXX,BRA,1,3", "row 5: 'XXX' is not a known iso_o"),
        ("vashare.csv", 3, "BRA,1,.5", "vashare.csv row 3 repeats row 2"),
        ("IOshare.csv", 9, "BRA,1,2,nan", "IOshare.csv row 9: 'valueshare' is 'nan'"),
        ("finalshare.csv", 1, "a,b,c", "finalshare.csv has no column 'iso_o'"),
    ],
)
def test_a_corrupt_row_of_the_world_of_2017_is_named(require_dataset, tmp_path, file, line, text, message):
    folder = shutil.copytree(require_dataset("world2017"), tmp_path / "copy")
    lines = (folder / file).read_text(encoding="utf-8-sig").splitlines()
    lines[line - 1] = text
    (folder / file).write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(UserError) as error:
        world2017.read(folder)
    assert message in str(error.value)


def test_a_missing_file_is_named(require_dataset, tmp_path):
    folder = shutil.copytree(require_dataset("world2017"), tmp_path / "copy")
    (folder / "vashare.csv").unlink()
    with pytest.raises(UserError, match=r"vashare.csv is missing"):
        world2017.read(folder)


def test_a_corrupt_nafta_file_is_named(tmp_path):
    (tmp_path / nafta1993.FILE).write_bytes(b"RDX3 broken")
    with pytest.raises(UserError, match=r"quesnay data fetch nafta1993"):
        nafta1993.read(tmp_path)


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        (
            "spending",
            np.nan,
            "the trade flow of economy BRA, buyer BRA, sector PRIMARY is nan, but it must be a number",
        ),
        ("tariff", -1.0, "the tariff of economy BRA, buyer BRA, sector PRIMARY is -1, but it must be at least -0.99"),
        ("value_added_share", 0.9, "the sum of cost shares"),
        ("final_share", 0.9, "the sum of final expenditure shares"),
        ("trade_elasticity", 0.0, "the trade elasticity of sector PRIMARY is 0, but it must be positive"),
        ("scale_elasticity", 2.0, "trade elasticity times scale elasticity"),
    ],
)
def test_figures_that_cannot_be_are_refused(field, value, message):
    economy = coarse.read()
    array = np.array(getattr(economy, field))
    array[(0,) * array.ndim] = value
    with pytest.raises(UserError) as error:
        check(replace(economy, **{field: array}))
    assert message in str(error.value)
