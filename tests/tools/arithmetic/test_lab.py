"""Claims about sweeps: several jobs, seeds shared out and put together again, Stop, resume."""

import threading
from dataclasses import replace

import numpy as np
import pytest
import torch

from tools.arithmetic.lab import Job, merge, sweep, work_off
from tools.core import Cancelled, Context, Progress
from tools.core.settings import settings


@pytest.fixture
def job(tiny, tmp_path) -> Job:
    return Job(tiny, cases=30, test_seed=1, folder=tmp_path)


def context(tmp_path, **options) -> Context:
    return Context(seed=1, folders={}, cache=tmp_path, **options)


def test_a_sweep_gives_what_each_job_gives_alone(job, tmp_path):
    jobs = [job, replace(job, recipe=replace(job.recipe, steps=20))]
    for found, one in zip(sweep(jobs, context(tmp_path)), jobs, strict=True):
        alone = work_off(one)
        assert found.scores == alone.scores
        assert found.steps == one.recipe.steps


def test_seeds_shared_out_over_processors_come_back_together(job, tmp_path, monkeypatch):
    job = replace(job, recipe=replace(job.recipe, seeds=(3, 4, 5)))
    monkeypatch.setenv("QUESNAY_WORKERS", "2")
    settings.cache_clear()
    (found,) = sweep([job], context(tmp_path))
    assert sorted(found.recipe.seeds) == [3, 4, 5]
    assert found.model.members == 3
    alone = work_off(job)
    for at, seed in enumerate(found.recipe.seeds):
        place = job.recipe.seeds.index(seed)
        assert found.scores[0].accuracy[at] == alone.scores[0].accuracy[place]
        for name, value in found.model.state_dict().items():
            torch.testing.assert_close(value[at], alone.model.state_dict()[name][place], atol=1e-4, rtol=1e-3)
    assert all(len(point.loss) == 3 for point in found.curve)


def test_parts_that_never_began_are_left_out(job):
    part = work_off(job)
    assert merge([None, None]) is None
    assert merge([part, None]) is part
    stopped = replace(part, ending="stopped", steps=5)
    assert merge([part, stopped]).ending == "stopped"
    assert merge([part, stopped]).steps == 5


def test_a_stop_ends_a_sweep_and_keeps_what_was_learned(job, tmp_path):
    stop = threading.Event()
    slow = replace(job, recipe=replace(job.recipe, steps=10**6))
    told: list[Progress] = []

    def report(step: Progress) -> None:
        told.append(step)
        stop.set()

    found = sweep([slow, slow, slow], context(tmp_path, report=report, stop=stop))
    assert "loss" in told[0].message
    begun = [one for one in found if one is not None]
    assert begun
    assert all(one.ending == "stopped" and 0 < one.steps < 10**6 for one in begun)


def test_a_stop_waits_for_what_has_begun(job, tmp_path, monkeypatch):
    monkeypatch.setenv("QUESNAY_WORKERS", "2")
    settings.cache_clear()
    stop = threading.Event()

    class Hasty(Context):
        def map(self, fn, items, **options):
            threading.Thread(target=fn, args=(1,)).start()
            assert stop.wait(30.0)
            raise Cancelled("the first job had not begun")

    slow = replace(job, recipe=replace(job.recipe, steps=10**6))
    ctx = Hasty(seed=1, folders={}, cache=tmp_path, report=lambda step: stop.set(), stop=stop)
    first, second = sweep([slow, slow], ctx)
    assert first is None
    assert second.ending == "stopped"


def test_an_interrupted_training_goes_on_and_a_finished_one_begins_anew(job, tmp_path):
    first = work_off(replace(job, budget=0.0))
    assert first.ending == "out of time"
    second = work_off(job)
    assert second.resumed == first.steps > 0
    assert second.ending == "complete"
    assert second.scores == work_off(replace(job, folder=None)).scores
    assert work_off(job).resumed == 0


def test_threads_are_given_back(job, tmp_path):
    before = torch.get_num_threads()
    sweep([job], context(tmp_path))
    assert torch.get_num_threads() == before


def test_representations_are_drawn_over_training_where_asked(job):
    found = work_off(replace(job, watch_states=True))
    steps = [step for step, _ in found.stages]
    assert steps[0] == 0
    assert steps[-1] == job.recipe.steps
    assert np.isfinite(found.stages[-1][1].points).all()
