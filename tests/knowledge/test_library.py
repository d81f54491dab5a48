"""The shelves: adding, replacing and removing are whole or not at all, and the index follows what is on them."""

import shutil

import pytest

from knowledge import library as room
from knowledge.intake import read_source
from knowledge.library import Library
from tools.core.errors import UnknownName, UserError

PILOTS = "# Pilots\nShips longer than ninety metres must take a pilot on board."
BIRDS = "# Birds\nA pair of ospreys nests on the northern beacon."


def source(text, name="a.md"):
    return read_source(text.encode(), name)


def first(shelves, question, shelf="documents"):
    return shelves.search(question, shelf, 3)


def test_a_document_is_found_with_its_section(shelves):
    (entry,) = shelves.add([source(PILOTS)])
    assert (entry.name, entry.chunks) == ("a.md", 1)
    (passage,) = first(shelves, "Who needs a pilot?")
    assert (passage.source, passage.section) == ("a.md", "Pilots")
    assert "ninety metres" in passage.text


def test_adding_again_replaces(shelves):
    shelves.add([source(PILOTS)])
    shelves.add([source(BIRDS)])
    assert [entry.name for entry in shelves.documents()] == ["a.md"]
    assert ["ospreys" in passage.text for passage in first(shelves, "pilot")] == [True]


def test_removing_removes(shelves):
    shelves.add([source(PILOTS), source(BIRDS, "b.md")])
    shelves.remove("a.md")
    assert [passage.source for passage in first(shelves, "Who needs a pilot?")] == ["b.md"]
    with pytest.raises(UnknownName, match=r"b\.md"):
        shelves.remove("a.md")
    shelves.remove("b.md")
    with pytest.raises(UserError, match="No document has been added yet"):
        shelves.remove("b.md")


@pytest.mark.parametrize("moment", ["put", "drop"])
def test_a_crash_while_vectors_are_written_leaves_a_whole_state(shelves, monkeypatch, tmp_path, moment):
    shelves.add([source(PILOTS)])
    monkeypatch.setattr(shelves._vectors, moment, lambda *_: (_ for _ in ()).throw(OSError("the disk is full")))
    with pytest.raises(OSError, match="disk"):
        shelves.add([source(BIRDS)])
    shelves.close()
    again = Library(tmp_path / "knowledge")
    (passage,) = first(again, "Who nests on the beacon?")
    assert "ospreys" in passage.text
    assert again._vectors.ids() == {row.id for row in again._catalogue.rows()}
    again.close()


def test_a_crash_in_the_catalogue_leaves_the_old_document(shelves, monkeypatch):
    import sqlite3

    shelves.add([source(PILOTS)])
    chunks = room.split(source(BIRDS).sections)

    class Broken(list):
        def __iter__(self):
            yield from super().__iter__()
            raise sqlite3.OperationalError("disk I/O error")

    with pytest.raises(UserError, match="cannot be read or written"):
        shelves._catalogue.put("documents", [(source(BIRDS), Broken(chunks))])
    assert ["pilot" in passage.text for passage in first(shelves, "pilot")] == [True]


def test_a_stop_while_embedding_changes_nothing(shelves):
    shelves.add([source(PILOTS)])

    def stop(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        shelves.add([source(BIRDS)], stop)
    assert ["pilot" in passage.text for passage in first(shelves, "pilot")] == [True]


def test_an_index_of_another_embedding_is_made_again(shelves, monkeypatch, tmp_path):
    from knowledge import chroma

    monkeypatch.setattr(chroma, "EMBEDDING", "another-embedding")
    shelves.add([source(PILOTS)])
    shelves.close()
    monkeypatch.undo()
    again = Library(tmp_path / "knowledge")
    made = []
    passages = again.search("Who needs a pilot?", "documents", 1, lambda done, total: made.append(total))
    assert "ninety metres" in passages[0].text
    assert made[-1] == 1
    again.close()


def test_lost_or_damaged_vectors_are_made_again(shelves, tmp_path):
    shelves.add([source(PILOTS)])
    shelves.close()
    folder = tmp_path / "knowledge" / "vectors"
    shutil.rmtree(folder / "1")
    (folder / "1").mkdir()
    (folder / "1" / "chroma.sqlite3").write_bytes(b"not a database" * 100)
    again = Library(tmp_path / "knowledge")
    assert "ninety metres" in first(again, "pilot")[0].text
    again.close()


def test_what_another_process_added_is_found(shelves, tmp_path):
    shelves.add([source(PILOTS)])
    first(shelves, "pilot")
    other = Library(tmp_path / "knowledge")
    other.add([source(BIRDS, "b.md")])
    assert {passage.source for passage in first(shelves, "Who nests on the beacon?")} == {"a.md", "b.md"}
    other.close()


def test_a_changed_note_takes_the_old_ones_place(shelves, monkeypatch):
    from knowledge import notes

    shelves.search("pilot")
    page = notes.note_pages()[0]
    changed = source("# Other\nGulls steal chips.", f"{page.name}.md")
    monkeypatch.setattr(notes, "note_pages", lambda: (changed,))
    shelves.add([source(PILOTS)])
    shelves.close()
    passages = shelves.search("What do gulls do?", "notes", 5)
    assert [passage.source for passage in passages] == [changed.name]


def test_notes_and_documents_are_kept_apart(shelves):
    shelves.add([source(PILOTS)])
    assert {passage.shelf for passage in shelves.search("What does the trade model assume?", "notes")} == {"notes"}
    assert {passage.shelf for passage in first(shelves, "trade model")} == {"documents"}


def test_the_shelves_of_two_workspaces_do_not_meet(shelves, tmp_path):
    shelves.add([source(PILOTS)])
    other = Library(tmp_path / "elsewhere")
    assert other.documents() == []
    other.close()
