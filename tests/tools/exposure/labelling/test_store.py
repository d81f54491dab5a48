"""The store survives what befalls files: a full disk, damage, another process, a newer version."""

import sqlite3
import threading

import pytest

from tests.tools.exposure.labelling.conftest import ScriptedLabeller, by_length, some_items
from tools.core import UserError
from tools.exposure.labelling.engine import collect, label_items
from tools.exposure.labelling.store import LabelStore, Outcome


def test_a_full_disk_is_one_sentence_and_keeps_the_work_so_far(store, ctx):
    labeller, items = ScriptedLabeller(), some_items(2_000)
    label_items(items[:50], [labeller], store, ctx)
    (pages,) = store._db.execute("PRAGMA page_count").fetchone()
    store._db.execute(f"PRAGMA max_page_count = {pages + 8}")
    with pytest.raises(UserError, match=r"full.*what was stored before is kept"):
        label_items(items, [labeller], store, ctx)
    store._db.execute("PRAGMA max_page_count = 1000000")
    kept = 2_000 - collect(items, [labeller], store).missing("scripted")
    assert kept >= 50
    found = label_items(items, [labeller], store, ctx)
    assert found.missing("scripted") == 0
    assert found.calls["scripted"] == 2_000 - kept


def test_a_key_has_one_label_however_many_write_it(store):
    labeller, (item,) = ScriptedLabeller(), some_items(1)
    identity = store.know(labeller, [item])
    other = LabelStore(store.path)
    threads = [
        threading.Thread(target=one.save, args=(identity, [Outcome(item, by_length(item))]))
        for one in (store, other) * 8
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    other.close()
    assert store._db.execute("SELECT count(*) FROM calls").fetchone() == (1,)


def test_what_a_label_follows_from_can_be_looked_up(store, ctx):
    items = some_items(3)
    label_items(items, [ScriptedLabeller()], store, ctx)
    query = (
        "SELECT about, title, task, label, reason FROM calls JOIN labellers USING (identity) "
        "JOIN items ON items.digest = calls.item ORDER BY calls.id"
    )
    rows = store._db.execute(query).fetchall()
    assert {row[0] for row in rows} == {'{"model": "scripted", "version": "1"}'}
    assert {(row[1], row[2]) for row in rows} == {(item.title, item.task) for item in items}


def test_a_damaged_file_is_one_sentence(tmp_path):
    path = tmp_path / "labels.sqlite"
    path.write_bytes(b"no database at all, " * 200)
    with pytest.raises(UserError, match="cannot be stored"):
        LabelStore(path)
    assert path.read_bytes().startswith(b"no database")


def test_a_file_of_a_newer_version_is_refused(tmp_path):
    path = tmp_path / "labels.sqlite"
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA user_version = 99")
    with pytest.raises(UserError, match="newer Quesnay"):
        LabelStore(path)


def test_the_file_is_its_owners_alone(store):
    assert store.path.stat().st_mode & 0o077 == 0


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(UserError, match="QUESNAY_WORKSPACE"):
        LabelStore(tmp_path / "file" / "labels.sqlite")
