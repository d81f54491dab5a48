"""The search as a tool: numbered passages with their source, in either language, and a run that knows its documents."""

import json

import pytest

from evals.retrieval import ASKED, cases, fill, hits
from knowledge.build_notes import texts_of_notes
from knowledge.examples import SEARCH
from knowledge.intake import read_source
from knowledge.library import library
from knowledge.notes import note_pages, shipped_vectors
from knowledge.passages import Section
from knowledge.splitting import CHUNK_WEIGHT, split, weight
from tools.core.datasets import catalog
from tools.core.errors import UserError
from tools.core.execute import execute
from tools.core.registry import find_tool


def search(question, **more):
    return execute(find_tool("search_knowledge"), {"question": question, **more})


def put(text, name="memo.md"):
    library().add([read_source(text.encode(), name)])


def test_nine_of_ten_questions_find_their_passage_across_languages_too(shelves):
    fill(shelves)
    asked = cases()
    assert (len(asked), sum(case.language == "zh" for case in asked)) == (60, 30)
    found = hits(shelves, asked)
    crossing = [
        hit for hit, case in zip(found, asked, strict=True) if case.kind in ("en to zh document", "zh to en document")
    ]
    assert sum(found) / len(found) >= ASKED
    assert sum(crossing) / len(crossing) >= ASKED


def test_the_test_questions_are_in_no_example():
    examples = {item if isinstance(item, str) else item[0] for item in SEARCH}
    assert not examples & {case.question for case in cases()}


def test_an_answer_quotes_and_cites():
    put("# Fees\nVessels that run on methanol get a rebate of 30 percent.")
    run = search("Which ships get a rebate?", shelf="documents")
    assert run.result.headline == 'memo.md, Fees: "Vessels that run on methanol get a rebate of 30 percent." [1]'
    assert run.result.headline_zh.startswith("memo.md，Fees：“Vessels")
    assert list(run.result.tables["passages"]["n"]) == [1]


def test_a_section_that_the_question_names_is_quoted_and_a_bare_citation_is_not():
    run = search("What does the Caliendo-Parro model assume?", shelf="notes")
    assert "Assumptions:" in run.result.headline
    assert "Labour is immobile across countries" in run.result.headline
    assert "82(1)" not in run.result.headline


def test_a_page_is_cited(make_pdf):
    library().add([read_source(make_pdf(["Nothing to see on this page.", "Mooring fees fell by a third."]), "r.pdf")])
    run = search("What happened to fees?", shelf="documents")
    assert "r.pdf, page 2" in run.result.headline


def test_a_run_is_of_the_documents_that_it_searched():
    put("# Fees\nMooring costs nine crowns.")
    before = search("What does mooring cost?")
    assert search("What does mooring cost?").from_store
    put("# Fees\nMooring costs ten crowns.")
    after = search("What does mooring cost?")
    assert not after.from_store and after.id != before.id
    notes_alone = search("What is beta?", shelf="notes")
    put("# Other\nText.", "other.md")
    assert search("What is beta?", shelf="notes").id == notes_alone.id
    assert "documents" not in catalog().all()


def test_an_empty_shelf_is_told():
    with pytest.raises(UserError, match="No document has been added yet") as caught:
        search("anything", shelf="documents")
    assert caught.value.chinese


def test_the_numbers_of_a_cited_passage_may_be_quoted():
    from langchain_core.messages import AIMessage, HumanMessage, ToolMessage

    from agent.grounding import check_numbers
    from agent.guard import sources_of
    from agent.toolset import artifact_of, describe

    put("# Fees\nMooring costs 4,217 crowns a day.")
    run = search("What does mooring cost?", shelf="documents")
    call = AIMessage("", tool_calls=[{"name": run.tool, "args": {}, "id": "c"}])
    result = ToolMessage(describe(run), tool_call_id="c", artifact=json.loads(json.dumps(artifact_of(run))))
    sources = sources_of([HumanMessage("What does mooring cost?"), call, result])
    assert check_numbers("It costs 4,217 crowns [1].", sources).unverified == ()
    assert check_numbers("It costs 5,333 crowns [1].", sources).unverified != ()


def test_every_note_has_its_parts_and_its_vectors():
    for page in note_pages():
        assert page.sections[-1].title == "中文摘要", page.name
        assert len(page.sections[-1].text) > 60, page.name
        assert all(section.title or section.text.startswith("Citation: ") for section in page.sections), page.name
    assert set(texts_of_notes()) <= set(shipped_vectors()), "run `python -m knowledge.build_notes`"


def test_a_chunk_is_bounded_and_loses_nothing():
    text = "Wages rose. " * 100 + "关税提高后，进口减少，收入下降。" * 60 + "x" * 900
    chunks = split([Section(text)])
    assert max(weight(chunk.text) for chunk in chunks) <= CHUNK_WEIGHT * 5 // 4
    assert "".join("".join(chunk.text.split()) for chunk in chunks) == "".join(text.split())


def test_examples_are_enough_for_the_router():
    questions = [item if isinstance(item, str) else item[0] for item in SEARCH]
    chinese = [question for question in questions if not question.isascii()]
    assert len(questions) - len(chinese) >= 30
    assert len(chinese) >= 15
    assert len(set(questions)) == len(questions)
