"""The parallel map on a Dask cluster gives what the serial one gives, survives a killed worker, and can be stopped."""

import os
import signal
from pathlib import Path

import pytest

from tools.core import Cancelled, UserError
from tools.core.parallel import parallel_map
from tools.core.settings import settings


@pytest.fixture(scope="module")
def cluster():
    from distributed import LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None) as running:
        yield running


@pytest.fixture
def on_cluster(cluster, monkeypatch):
    monkeypatch.setenv("QUESNAY_DASK_SCHEDULER", cluster.scheduler_address)
    settings.cache_clear()


def test_the_cluster_gives_the_serial_result_in_order(on_cluster):
    seen = []
    assert parallel_map(lambda n: (n * n, os.getpid()), range(40), on_done=lambda *step: seen.append(step)) != []
    results = parallel_map(lambda n: n * n, range(40), on_done=lambda *step: seen.append(step))
    assert results == [n * n for n in range(40)]
    assert seen[-1] == (40, 40)


def test_the_work_runs_in_the_cluster_and_a_killed_worker_loses_nothing(on_cluster, tmp_path):
    mark = tmp_path / "killed"

    def work(n: int, mark: str = str(mark)) -> tuple[int, int]:
        if n == 5 and not Path(mark).exists():
            Path(mark).write_text("once")
            os.kill(os.getpid(), signal.SIGKILL)
        return n, os.getpid()

    results = parallel_map(work, range(24))
    assert mark.exists()
    assert [n for n, _ in results] == list(range(24))
    assert os.getpid() not in {pid for _, pid in results}


def test_stop_ends_the_map(on_cluster):
    def stop(done: int, total: int) -> None:
        raise Cancelled("stopped")

    with pytest.raises(Cancelled):
        parallel_map(lambda n: n, range(100), on_done=stop)


def test_a_scheduler_that_is_not_there_is_one_sentence(monkeypatch):
    monkeypatch.setattr("tools.core.cluster.CONNECT_SECONDS", 1)
    monkeypatch.setenv("QUESNAY_DASK_SCHEDULER", "tcp://127.0.0.1:9")
    settings.cache_clear()
    with pytest.raises(UserError, match="does not answer"):
        parallel_map(lambda n: n, range(3))
