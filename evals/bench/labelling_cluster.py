"""How fast a jury of three models labels 20,000 tasks: in this process, and on a Dask cluster on this machine.

Run `python -m evals.bench.labelling_cluster [--tasks 20000]`. The models are a stub server on a loopback port that
answers after a fixed time, as a vLLM server would; what is measured is the engine, not a model.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from agent.labelling import install
from agent.settings import model_settings
from evals.bench.stub_model_server import KEY, StubModelServer
from tools.core.context import Context
from tools.core.settings import settings
from tools.exposure.labelling.engine import label_items
from tools.exposure.labelling.items import Item
from tools.exposure.labelling.labeller import Labeller
from tools.exposure.labelling.labellers import LabellerOptions, make_labellers
from tools.exposure.labelling.rubric import load_rubric
from tools.exposure.labelling.store import LabelStore

MODELS = ("openai-compatible:one", "openai-compatible:two", "openai-compatible:three")
ANSWER_SECONDS = 0.05


def measure(name: str, items: Sequence[Item], jury: Sequence[Labeller], folder: Path) -> None:
    """Label the items with an empty store, and again with the full one, and print the rates."""
    store = LabelStore(folder / f"{name}.sqlite")
    context = Context(seed=1, folders={}, cache=folder)
    for again in ("first run", "run again"):
        started = time.perf_counter()
        found = label_items(items, jury, store, context)
        seconds = time.perf_counter() - started
        labels, missing = len(items) * len(jury), sum(found.missing(one.name) for one in jury)
        print(
            f"{name}, {again}: {labels:,} labels ({sum(found.calls.values()):,} calls, {missing} missing) "
            f"in {seconds:.1f} s, {labels / seconds:,.0f} a second",
            flush=True,
        )
    store.close()


def main() -> None:
    """Measure both ways."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tasks", type=int, default=20_000)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    items = [Item(at, str(at), f"Clerk {at % 900}", f"Prepare record number {at}") for at in range(options.tasks)]
    with StubModelServer() as server, tempfile.TemporaryDirectory() as folder:
        server.seconds = ANSWER_SECONDS
        server.keep_bodies = False
        os.environ |= {"OPENAI_BASE_URL": server.url, "OPENAI_API_KEY": KEY}
        model_settings.cache_clear()
        install()
        jury = make_labellers(MODELS, load_rubric("en"), LabellerOptions(reasons=False))
        measure("this process", items, jury, Path(folder))
        from distributed import LocalCluster

        start: Any = LocalCluster
        with start(
            n_workers=options.workers, threads_per_worker=3, host="127.0.0.1", dashboard_address=None
        ) as cluster:
            os.environ["QUESNAY_DASK_SCHEDULER"] = cluster.scheduler_address
            settings.cache_clear()
            measure(f"{options.workers} workers", items, jury, Path(folder))
        print(f"labels delivered twice: {sum(count - 6 for count in server.answered.values() if count > 6)}")


if __name__ == "__main__":
    main()
