"""Conversations are listed, searched, renamed and deleted by their owner, and survive the end of the program."""

import json
import stat

import pytest

from agent.archive import Archive
from agent.conversation import Conversation, Exchange, Step
from agent.export import conversation_json, conversation_markdown
from tools.core.errors import UserError
from tools.core.workspace import workspace


@pytest.fixture
def archive():
    return Archive()


def titles(found):
    return [one.title for one in found]


def test_the_first_question_is_the_title_and_the_latest_comes_first(archive):
    archive.begin("a", "", "What do tariffs do?")
    archive.begin("b", "", "How fast does China grow?")
    archive.begin("a", "", "And for Japan?")
    assert titles(archive.conversations("")) == ["What do tariffs do?", "How fast does China grow?"]


def test_every_word_is_looked_for_in_titles_and_questions(archive):
    archive.begin("a", "", "What do tariffs do?")
    archive.begin("a", "", "And for 日本?")
    archive.begin("b", "", "100 % growth")
    assert titles(archive.conversations("", "TARIFFS 日本")) == ["What do tariffs do?"]
    assert titles(archive.conversations("", "100 %")) == ["100 % growth"]
    assert archive.conversations("", "tariffs growth") == []
    assert archive.conversations("", "'; DROP TABLE conversations; --") == []


def test_a_name_of_ones_own_stays(archive):
    archive.begin("a", "", "What do tariffs do?")
    assert archive.rename("a", "", "  My   tariffs ") == "My tariffs"
    archive.begin("a", "", "And then?")
    assert titles(archive.conversations("")) == ["My tariffs"]
    with pytest.raises(UserError, match="at least one letter"):
        archive.rename("a", "", "   ")


def test_nobody_touches_the_conversation_of_another(archive):
    archive.begin("a", "anna", "mine")
    archive.rename("a", "bo", "stolen")
    archive.delete("a", "bo")
    assert archive.find("a", "bo") is None
    assert archive.find("a", "anna").title == "mine"
    archive.delete("a", "anna")
    assert archive.find("a", "anna") is None


def test_a_question_is_interrupted_only_for_a_later_start_of_the_program(archive, monkeypatch):
    archive.begin("a", "", "Please wait", tool="nowcast")
    assert archive.interrupted("a") is None
    monkeypatch.setattr("agent.archive.PROCESS", "later")
    torn = Archive().interrupted("a")
    assert (torn.question, torn.tool) == ("Please wait", "nowcast")
    archive.end("a")
    assert archive.interrupted("a") is None


def test_older_conversations_are_taken_in_once(archive):
    archive.begin("a", "anna", "mine")
    archive.adopt([Conversation("a", "x", "2026"), Conversation("b", "old", "2026")], "")
    assert titles(archive.conversations("")) == ["old"]
    assert titles(archive.conversations("anna")) == ["mine"]


def test_who_saw_a_run_may_see_it_until_they_delete_it(archive):
    archive.saw("anna", "a" * 12)
    archive.saw("bo", "a" * 12)
    assert archive.has_seen("anna", "a" * 12) and not archive.has_seen("carl", "a" * 12)
    assert archive.unsee("anna", "a" * 12)
    assert not archive.unsee("bo", "a" * 12)


def test_the_file_is_its_owners_alone(archive):
    archive.begin("a", "", "x")
    path = workspace().conversations.with_name("archive.sqlite")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_damaged_file_is_told_in_one_sentence(archive):
    path = workspace().conversations.with_name("archive.sqlite")
    path.write_bytes(b"no database" * 500)
    with pytest.raises(UserError, match="cannot be used"):
        archive.conversations("")


def test_an_export_names_the_runs():
    conversation = Conversation("a", "# Tariffs\nand more", "2026-03-01T09:05:07.123+00:00")
    steps = (
        Step("c", "t", "Simulate", {}, run_id="0123456789ab"),
        Step("d", "t", "Describe", {}, error="No such\neconomy."),
    )
    asked = [Exchange("What\nif?", steps, "It falls.", ("0123456789ab",), ("42",)), Exchange("And?", stopped=True)]
    text = conversation_markdown(conversation, asked)
    assert text.startswith("# # Tariffs and more\n")
    assert "## What if?" in text and "- Simulate: run `0123456789ab`" in text
    assert "- Describe: no result (No such economy.)" in text
    assert "42" in text and "Stopped before an answer" in text
    assert "在回答之前已停止" in conversation_markdown(conversation, asked, "zh")
    document = json.loads(conversation_json(conversation, asked))
    assert document["exchanges"][0]["run_ids"] == ["0123456789ab"]
