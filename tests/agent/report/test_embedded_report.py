"""A report with the real embedded model: it reads the topic, its words pass the check, and the time is kept."""

import time

import pytest

from agent import embedded as room
from agent.report.models import helpers
from agent.report.outline import check_outline
from agent.report.topic import plan
from agent.report.words import framing
from agent.report.write import write_report
from tools.core.runs import RunStore
from tools.core.workspace import workspace

pytestmark = [pytest.mark.model, pytest.mark.timeout(300)]


def test_the_embedded_model_reads_the_topic_and_its_words_claim_nothing(embedded, monkeypatch):
    monkeypatch.setattr(room, "_server", embedded)
    model = helpers("embedded")
    assert model.note == "" and model.fill is not None
    outline = plan(
        "Can a transformer that learned addition modulo 150 on 2 digits add longer numbers?", fill=model.fill
    )
    assert outline.template == "evaluation"
    theory = outline.sections[0].model_copy(update={"arguments": {"modulus": 150, "digits": 2}})
    outline = check_outline(outline.model_copy(update={"sections": (theory,)}))
    began = time.monotonic()
    report = write_report(outline, writer=model.writer)
    assert report.record.numbers > 20
    assert report.record.unverified == ()
    (run_id,) = report.record.runs
    run = RunStore(workspace().runs).load(run_id)
    opening = "".join(span.text for span in _first_of_results(report).spans)
    words = opening.removeprefix(theory.lead).strip()
    assert framing(words, run, outline.topic, "en") == words
    assert time.monotonic() - began < 120


def _first_of_results(report):
    blocks = report.document.blocks
    at = next(at for at, block in enumerate(blocks) if block.kind == "heading" and block.number == "3.1")
    return blocks[at + 1]
