"""The Documents tab's handlers and the command line, without a browser."""

import pytest

from knowledge.library import _library, library
from tools.core.errors import UserError
from ui.knowledge import adding as room
from ui.knowledge.adding import Adding
from ui.knowledge.tab import Documents, _outcome


@pytest.fixture(autouse=True)
def fresh():
    _library.cache_clear()


def write(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def finished(paths):
    adding = Adding(paths)
    for _ in adding.follow():
        pass
    return adding


def test_an_upload_is_read_added_and_removed_from_the_disk(tmp_path):
    path = write(tmp_path, "fees.md", "# Fees\nMooring costs nine crowns.")
    adding = finished([path, write(tmp_path, "x.exe", "MZ")])
    assert adding.added == ["fees.md"]
    assert [str(problem) for problem in adding.problems] == [
        "x.exe is not a kind of file that can be read: choose PDF, DOCX, HTML, MD, TXT or CSV."
    ]
    assert not list(tmp_path.glob("*.md")) and not list(tmp_path.glob("*.exe"))
    assert "Added fees.md." in _outcome(adding) and "x.exe" in _outcome(adding)


def test_a_stop_adds_nothing(tmp_path, monkeypatch):
    paths = [write(tmp_path, "fees.md", "Mooring costs nine crowns.")]
    read = room.read_source

    def slow(content, name):
        adding_stop.set()
        return read(content, name)

    monkeypatch.setattr(room, "read_source", slow)
    import threading

    adding_stop = threading.Event()
    monkeypatch.setattr(room.threading, "Event", lambda: adding_stop)
    adding = finished(paths)
    assert adding.stopped and adding.added == []
    assert library().documents() == []


def test_a_fault_of_the_program_is_told_without_its_details(tmp_path, monkeypatch):
    monkeypatch.setattr(room, "library", lambda: 1 / 0)
    adding = finished([write(tmp_path, "fees.md", "Mooring costs nine crowns.")])
    assert "ZeroDivisionError" in _outcome(adding)


def test_a_search_in_the_tab_shows_passages_or_says_why_not(tmp_path):
    tab = Documents()
    assert "No document has been added yet" in list(tab._search("fees", "documents"))[-1]
    finished([write(tmp_path, "fees.md", "# Fees\nMooring costs <b>nine</b> crowns.")])
    shown = list(tab._search("What does mooring cost?", "documents"))[-1]
    assert "&lt;b&gt;nine" in shown and "fees.md" in shown
    assert "q-warning" in list(tab._search("  ", "both"))[-1]


def test_the_command_line_adds_lists_searches_and_removes(quesnay, tmp_path):
    path = write(tmp_path, "fees.md", "# Fees\nMooring costs nine crowns.")
    assert "No document" in quesnay("knowledge", "list").out
    done = quesnay("knowledge", "add", path, str(tmp_path / "nothing.pdf"))
    assert done.code == 1 and "nothing.pdf cannot be read" in done.err
    assert "fees.md: 1 passages" in done.out
    assert "fees.md" in quesnay("knowledge", "list").out
    found = quesnay("knowledge", "search", "What does mooring cost?", "--shelf", "documents")
    assert "[1] fees.md, Fees" in found.out and "nine crowns" in found.out
    assert quesnay("knowledge", "remove", "fees.md").out == "Removed fees.md\n"
    assert quesnay("knowledge", "remove", "fees.md").code == 1


def test_a_library_that_cannot_be_written_is_one_sentence(quesnay, own_workspace):
    own_workspace.mkdir(parents=True)
    (own_workspace / "knowledge").write_text("a file in the way")
    done = quesnay("knowledge", "list")
    assert done.code == 1
    assert "cannot be written" in done.err
    assert UserError.__name__ not in done.err


def test_the_tab_shows_progress_then_the_shelf_and_removes(tmp_path):
    tab = Documents()
    shown = list(tab._add([write(tmp_path, "fees.md", "# Fees\nMooring costs nine crowns.")], "session"))
    upload, note, stop, shelf, row, choices = shown[-1]
    assert upload is None and "Added fees.md." in note and "fees.md" in shelf
    assert (stop["visible"], row["visible"], choices["choices"]) == (False, True, ["fees.md"])
    assert all(len(values) == 6 for values in shown)
    assert "Choose a document" in tab._remove(None)[0]
    note, shelf, row, choices = tab._remove("fees.md")
    assert "Removed fees.md." in note and "q-shelf-empty" in shelf
    assert (row["visible"], choices["choices"]) == (False, [])
    assert "no document called" in tab._remove("fees.md")[0] or "No document" in tab._remove("fees.md")[0]
