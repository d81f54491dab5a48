"""Claims about the employment and wage statistics: how they are unpacked, and that their levels add up."""

import gzip
import json
from importlib.resources import files

import numpy as np
import pandas as pd
import pytest

from tools.core import UserError
from tools.exposure.data import oews
from tools.exposure.data.cells import read_cells


def test_cells_are_numbers_or_counted_marks():
    values, marks = read_cells(pd.Series(["1,234", "#", "*", "**", "-", "", None, " 7.5 "]))
    assert values.dropna().tolist() == [1234.0, 7.5]
    assert marks == {"#": 1, "*": 1, "**": 1, "-": 1}


def test_a_cell_that_is_neither_is_not_swallowed():
    with pytest.raises(ValueError, match="n/a"):
        read_cells(pd.Series(["12", "n/a"]))


@pytest.mark.parametrize(("level", "count"), [("sector", 20), ("subsector", 85), ("detailed", 247)])
def test_industries_of_each_level_add_up_to_all_jobs(oews_cache, level, count):
    totals = oews.industry_totals(oews_cache, level)
    assert len(totals) == count
    # Published totals are rounded to ten jobs.
    assert totals["jobs"].sum() == pytest.approx(155_495_730, abs=10 * count)
    assert totals["wage"].notna().all()


@pytest.mark.parametrize("level", ["sector", "detailed"])
def test_detailed_occupations_fit_into_their_industry(oews_cache, level):
    cells, totals = oews.industry_cells(oews_cache, level), oews.industry_totals(oews_cache, level)
    inside = cells.frame.groupby("industry")["jobs"].sum()
    whole = totals.set_index("industry")["jobs"]
    assert set(inside.index) == set(whole.index)
    assert ((whole - inside) > -400).all()
    assert inside.sum() / whole.sum() > 0.98
    assert not cells.frame.duplicated(["industry", "soc"]).any()


def test_the_whole_economy_has_830_detailed_occupations_and_wages_within_their_percentiles(oews_cache):
    frame = oews.occupation_cells(oews_cache).frame
    assert len(frame) == 830
    known = frame.dropna(subset=["p10", "median", "p90"])
    assert (known["p10"] <= known["median"]).all()
    assert (known["median"] <= known["p90"]).all()
    assert frame["jobs"].sum() == pytest.approx(155_495_730, rel=1e-3)


def test_wages_at_the_top_are_taken_at_the_highest_published_and_counted(oews_cache):
    cells = oews.industry_cells(oews_cache, "detailed")
    assert cells.top_coded == 10
    assert (cells.frame["wage"] == oews.TOP_WAGE).sum() >= cells.top_coded


def test_the_table_is_unpacked_once(oews_cache):
    path = oews.open_database(oews_cache)
    before = path.stat().st_mtime_ns
    assert oews.open_database(oews_cache) == path
    assert path.stat().st_mtime_ns == before


def test_a_half_written_table_is_replaced(oews_cache, tmp_path):
    name = oews.open_database(oews_cache).name
    (tmp_path / name).write_bytes(b"half")
    assert oews.open_database(tmp_path).stat().st_size > 50_000_000
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_damaged_package_is_said_so_and_leaves_nothing_behind(tmp_path, monkeypatch):
    package, cache = tmp_path / "package", tmp_path / "cache"
    package.mkdir()
    about = json.loads((files(oews.PACKAGE_DATA) / "manifest.json").read_text(encoding="utf-8"))
    (package / "manifest.json").write_text(json.dumps(about), encoding="utf-8")
    (package / about["file"]).write_bytes(gzip.compress(b"not the table"))
    monkeypatch.setattr(oews, "files", lambda name: package)
    with pytest.raises(UserError, match="damaged"):
        oews.open_database(cache)
    assert list(cache.iterdir()) == []


def test_a_full_disk_is_said_so_and_leaves_nothing_behind(tmp_path, monkeypatch):
    def full(packed, stage):
        stage.write_bytes(b"part")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(oews, "_unpack", full)
    with pytest.raises(UserError, match="cannot be written"):
        oews.open_database(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_wages_of_2021_are_read_with_their_marks(labels):
    cells = oews.occupations_2021(labels)
    assert len(cells.frame) == 831
    assert cells.marks["p90"] == {"#": 51, "*": 6}
    assert np.isfinite(cells.frame["jobs"]).all()
