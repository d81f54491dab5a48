"""Claims about data: split, scaled and turned back; what cannot be learned from is refused with a sentence."""

import gzip
import struct

import numpy as np
import pytest

from tools.core import UserError
from tools.core.datasets import catalog
from tools.generators.data.choice import choose_data, datasets_for, open_data
from tools.generators.data.idx import idx_pictures, load_fetched, read_idx, shrink
from tools.generators.data.macro_panel import BLOCK, QUARTERS
from tools.generators.data.own import import_samples
from tools.generators.data.samples import check, pictures, windows


def idx(pictures: np.ndarray) -> bytes:
    return struct.pack(">HBBIII", 0, 8, 3, *pictures.shape) + pictures.astype(np.uint8).tobytes()


def some_pictures(n=100, side=6, seed=1) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (n, side, side))


def test_digits_are_split_once_and_for_all_and_scaled_to_one():
    data = open_data("digits", {})
    assert (len(data.train), len(data.test), data.dim) == (1294, 503, 64)
    assert data.train.min() == -1.0 and data.train.max() == 1.0
    assert np.array_equal(data.train, open_data("手写数字", {}).train)
    ink = data.in_units(data.train)
    assert ink.min() == 0.0 and ink.max() == 16.0
    assert not {row.tobytes() for row in data.train} & {row.tobytes() for row in data.test}


def test_macro_panels_share_no_quarter_between_training_and_test():
    series = np.arange(100.0)[:, None]
    train, test = windows(series, QUARTERS, BLOCK)
    assert len(train) and len(test)
    assert not set(train.ravel()) & set(test.ravel())
    data = open_data("US macro", {})
    assert np.allclose(data.train.mean(0), 0.0, atol=1e-4) and np.allclose(data.train.std(0), 1.0, atol=1e-3)
    assert data.dim == QUARTERS * len(data.columns)
    assert (
        0 < data.in_units(data.test)[:, 2].min() < data.in_units(data.test)[:, 2].max() < 12
    )  # Unemployment, percent.


@pytest.mark.parametrize("packed", [False, True])
def test_an_idx_file_is_read_plain_and_packed(packed):
    ink = some_pictures()
    content = gzip.compress(idx(ink)) if packed else idx(ink)
    assert np.array_equal(read_idx(content, "file"), ink)
    data = idx_pictures(content, "file", ("mine", "我的"), "mine")
    assert data.picture == (6, 6)
    assert len(data.train) + len(data.test) == 100


def test_large_pictures_are_made_smaller_by_averaging():
    ink = np.zeros((2, 28, 28))
    ink[0, :2, :2] = 100
    small = shrink(ink)
    assert small.shape == (2, 14, 14)
    assert small[0, 0, 0] == 100.0 and small.sum() == 100.0


def test_fetched_pictures_are_read_from_their_folder(tmp_path):
    (tmp_path / "train-images-idx3-ubyte.gz").write_bytes(gzip.compress(idx(some_pictures(80, 28))))
    assert load_fetched("fashion-mnist", tmp_path).picture == (14, 14)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "does not begin"),
        (b"GIF89a" + b"0" * 40, "does not begin"),
        (idx(some_pictures())[:-5], "its head says 100 pictures"),
        (idx(some_pictures()) + b"more", "its head says 100 pictures"),
        (b"\x1f\x8b" + b"\x00" * 30, "gzip data is corrupt"),
        (idx(np.zeros((100, 6, 6))), "all 100 samples are the same"),
        (idx(some_pictures(1)), "has 1 sample;"),
    ],
)
def test_a_wrong_idx_file_is_one_sentence_in_both_languages(content, message):
    with pytest.raises(UserError, match=message) as told:
        idx_pictures(content, "file", ("mine", "我的"), "mine")
    assert told.value.chinese


def test_a_packed_bomb_is_not_unpacked_without_end(monkeypatch):
    monkeypatch.setattr("tools.generators.data.idx.MOST_BYTES", 1000)
    with pytest.raises(UserError, match="its head says"):
        read_idx(gzip.compress(idx(np.zeros((100, 20, 20)))), "file")


@pytest.mark.parametrize(
    ("samples", "message"),
    [
        (np.zeros((100, 4)), "all 100 samples are the same"),
        (np.ones((1, 4)), "has 1 sample;"),
        (np.random.default_rng(1).normal(size=(100, 1)), "samples of 1 number;"),
        (np.random.default_rng(1).normal(size=(100, 2000)), "samples of 2000 numbers"),
        (np.where(np.arange(400).reshape(100, 4) == 9, np.nan, 1.0), "sample 3 holds NaN"),
    ],
)
def test_what_cannot_be_learned_from_is_refused(samples, message):
    with pytest.raises(UserError, match=message) as told:
        check(samples, "x")
    assert told.value.chinese


def test_pictures_that_are_all_black_are_refused():
    with pytest.raises(UserError, match="are the same"):
        pictures("x", ("x", "x"), np.ones((80, 4, 4)), 1.0, (), "x")


def table(tmp_path, rows, header="a,b,c", name="mine.csv"):
    path = tmp_path / name
    path.write_text("\n".join([header, *[",".join(map(str, row)) for row in rows]]), encoding="utf-8")
    return path


def figures(n=90, k=3):
    return np.random.default_rng(3).normal(size=(n, k)).round(4).tolist()


def test_an_own_table_is_imported_once_and_then_used_by_name(tmp_path):
    import_samples(table(tmp_path, figures()), "my-table", title="My table")
    assert choose_data("My-Table") == choose_data("my table") == "my-table"
    assert datasets_for("my-table") == ["my-table"]
    data = open_data("my-table", {"my-table": catalog().folder("my-table")})
    assert data.columns == ("a", "b", "c")
    kept = data.in_units(np.concatenate([data.train, data.test]))
    assert np.allclose(np.sort(kept, axis=0), np.sort(np.array(figures()), axis=0), atol=1e-5)


def test_an_own_time_series_becomes_windows_of_its_chosen_columns(tmp_path):
    rows = [[f"19{at:02d}Q1", *row] for at, row in enumerate(figures(200))]
    import_samples(table(tmp_path, rows, "date,a,b,c"), "series", columns="a, c", window=4)
    data = open_data("series", {"series": catalog().folder("series")})
    assert (data.dim, data.periods, data.columns) == (8, 4, ("a", "c"))


def test_own_pictures_are_imported_from_an_idx_file(tmp_path):
    path = tmp_path / "mine-idx3-ubyte.gz"
    path.write_bytes(gzip.compress(idx(some_pictures())))
    import_samples(path, "my-pictures")
    assert open_data("my-pictures", {"my-pictures": catalog().folder("my-pictures")}).picture == (6, 6)


@pytest.mark.parametrize(
    ("rows", "choices", "message"),
    [
        ([*figures(), [1, "nan", 2]], {}, "Row 92, column 'b' is empty or NaN"),
        ([*figures(), [1, "", 2]], {}, "Row 92, column 'b' is empty or NaN"),
        ([*figures(), [1, "many", 2]], {}, "'many' is not a number"),
        (figures(1), {}, "at least 60"),
        ([[1, 2, at] for at in range(90)], {}, "the column 'a' has the same value"),
        ([[1, 2, 3]] * 90, {}, "are the same"),
        (figures(), {"columns": "a, d"}, "no column 'd'"),
        (figures(), {"window": 0}, "window of 0 rows"),
        (figures(), {"columns": "a"}, "samples of 1 number;"),
    ],
)
def test_a_wrong_table_is_one_sentence_that_says_where(tmp_path, rows, choices, message):
    with pytest.raises(UserError, match=message):
        import_samples(table(tmp_path, rows), "mine", **choices)


def test_unknown_data_gets_close_matches_and_unfetched_data_the_command():
    with pytest.raises(UserError, match="Did you mean digit"):
        choose_data("digitz")
    with pytest.raises(UserError, match="quesnay data fetch fashion-mnist"):
        datasets_for("Fashion MNIST")
    with pytest.raises(UserError, match="no data set called '/etc/passwd'"):
        choose_data("/etc/passwd")
