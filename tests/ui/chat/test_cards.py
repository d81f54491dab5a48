"""A result card shows everything of a run, and nothing of it as HTML."""

import pandas as pd

from tools.core.result import Chart
from ui.cards import arguments_list, chart_figure, notes_block, progress_bar, result_card, table_block, user_text


def test_a_card_has_chart_table_figures_notes_and_run(run):
    card = result_card(run.id, run.result, seconds=0.4, from_store=False)
    assert f'href="quesnay/runs/{run.id}/charts/welfare.json"' in card
    assert f'href="quesnay/runs/{run.id}/tables/sectors.csv"' in card
    assert "Real income, United States" in card
    assert f"quesnay runs show {run.id}" in card
    assert "computed in 0.40 s" in card
    assert "from the store" in result_card(run.id, run.result, seconds=0.4, from_store=True)


def test_a_card_is_one_html_block_in_markdown(run):
    assert "\n" not in result_card(run.id, run.result, seconds=0.4, from_store=False)


def test_text_of_a_result_is_never_html(run):
    card = result_card(run.id, run.result, seconds=0.4, from_store=False)
    assert "sector &lt;b&gt;3&lt;/b&gt;" in card
    assert "Fifth &lt;i&gt;note" in card


def test_a_long_table_shows_twelve_rows_and_says_of_how_many():
    block = table_block("0" * 12, "flows", pd.DataFrame({"n": range(1000)}), folded=True)
    assert block.count("<tr>") == 13
    assert "First 12 of 1,000 rows" in block
    assert "<details" in block and " open" not in block


def test_numbers_are_set_flush_right_and_names_are_not():
    block = table_block("0" * 12, "t", pd.DataFrame({"economy": ["China"], "change": [-0.5]}), folded=False)
    assert '<th class="q-short">Economy</th><th class="q-number">Change</th>' in block


def test_a_picture_is_shown_as_a_picture():
    figure = chart_figure("0" * 12, Chart(name="samples", title='Eight "digits"', png=b"png"))
    assert 'src="quesnay/runs/000000000000/charts/samples.png" alt="Eight &quot;digits&quot;"' in figure


def test_the_first_notes_are_in_sight_and_the_rest_folded():
    block = notes_block([f"Note {number}." for number in range(6)])
    assert "3 more notes" in block
    assert block.index("Note 2.") < block.index("<details>") < block.index("Note 3.")
    assert "<details>" not in notes_block([f"Note {number}." for number in range(4)])


def test_arguments_are_written_in_words(toy):
    listed = arguments_list(toy, {"changes": [{"importer": "USA", "points": 25.0}], "balanced": True, "note": None})
    assert "<dd>Importer USA, points 25</dd>" in listed
    assert "<dd>yes</dd>" in listed
    assert "Whether trade is balanced." in listed
    assert "Note" not in listed


def test_arguments_of_an_unknown_tool_are_shown_too():
    assert "<dt>Size</dt><dd>3</dd>" in arguments_list(None, {"size": 3})


def test_progress_stays_between_nothing_and_all():
    assert 'value="1.000"' in progress_bar(7, 5, "")
    assert 'value="0.000"' in progress_bar(1, 0, "starting")


def test_what_a_person_wrote_is_neither_markdown_nor_html():
    shown = user_text("a <b>b</b>\n\n# c")
    assert shown == '<div class="q-user">a &lt;b&gt;b&lt;/b&gt;&#10;&#10;# c</div>'
