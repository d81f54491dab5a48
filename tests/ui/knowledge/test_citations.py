"""A citation leads to its passage, and a passage is shown as the words it is."""

import pytest
from fastapi.testclient import TestClient

from knowledge.intake import read_source
from knowledge.library import _library, library
from tests.ui.chat.stand_in import StandIn
from tools.core.execute import execute
from tools.core.registry import find_tool
from ui.cards import result_card
from ui.knowledge.cards import shelf_table
from ui.knowledge.citations import linked
from ui.language import speaking
from ui.page import Page
from ui.server import build_app

HOSTILE = 'Mooring fees <img src="http://evil.example/x.png" onerror="alert(1)"> **rose** by 7 crowns.'


@pytest.fixture
def search(own_workspace):
    _library.cache_clear()
    library().add([read_source(HOSTILE.encode(), "fees.txt")])
    return execute(find_tool("search_knowledge"), {"question": "What are the fees?", "shelf": "documents"})


def test_marks_become_links_to_the_passages_of_their_run(search, run):
    text = linked("Fees rose [1]. See [2], [x](y) and [1](z).", [run, search])
    assert f'<a class="q-cite" href="quesnay/runs/{search.id}/passages/1">&#91;1&#93;</a>. See [2]' in text
    assert text.count("q-cite") == 1
    assert linked("A list [1].", [run]) == "A list [1]."


def test_each_paragraph_of_several_searches_cites_its_own(search):
    other = execute(find_tool("search_knowledge"), {"question": "What is beta?", "shelf": "notes"})
    text = linked(f"{search.result.headline}\n\n{other.result.headline}", [search, other])
    first, second = text.split("\n\n")
    assert f"{search.id}/passages/1" in first and other.id not in first
    assert f"{other.id}/passages/1" in second and search.id not in second


def test_a_card_shows_passages_escaped(search):
    card = result_card(search.id, search.result, seconds=0.1, from_store=False)
    assert "<img" not in card
    assert "&lt;img src=" in card
    assert "&#91;1&#93;" in card


def test_a_passage_is_given_out_as_data(search):
    app = build_app(Page(StandIn()), host="127.0.0.1")
    with TestClient(app, base_url="http://127.0.0.1") as client:
        found = client.get(f"/quesnay/runs/{search.id}/passages/1")
        assert found.headers["content-type"] == "application/json"
        assert found.headers["x-content-type-options"] == "nosniff"
        assert found.json()["where"] == "fees.txt"
        assert "Mooring fees" in found.json()["text"]
        for number in ("0", "9", "x"):
            assert client.get(f"/quesnay/runs/{search.id}/passages/{number}").status_code in (404, 422)
        assert client.get("/quesnay/runs/000000000000/passages/1").status_code == 404
        assert client.get("/quesnay/assets/passages.js").status_code == 200


def test_the_shelf_is_listed_in_both_languages(search):
    assert "fees.txt" in shelf_table(library().documents())
    with speaking("zh"):
        assert "还没有文档" in shelf_table([])
