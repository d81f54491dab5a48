"""How long Stop takes while solvers are still being compiled: `python -m evals.bench.trade_stop`.

Each row asks for a dual war on the economy of 2017 in a process of its own, with no compiled function kept from before,
and presses Stop after some seconds.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from threading import Event, Timer

from tools.core import Cancelled, execute, find_tool
from tools.trade.data.choice import FULL

DELAYS = (0.5, 1.0, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0, 24.0)
ASKED = 2.0


def stopped(delay: float) -> dict[str, object]:
    """Return what a search that is stopped after `delay` seconds hands over, and how long after."""
    stop, pressed, doing = Event(), [0.0], [""]

    def press() -> None:
        pressed[0] = time.monotonic()
        stop.set()

    Timer(delay, press).start()
    arguments = {"dataset": FULL, "instruments": "both"}
    try:
        run = execute(
            find_tool("nash_policy"),
            arguments,
            stop=stop,
            report=lambda p: doing.__setitem__(0, p.message),
            refresh=True,
        )
        what = "the best point so far" if run.result.partial else "the solution"
    except Cancelled as error:
        what = str(error)
    return {"seconds": time.monotonic() - pressed[0] if pressed[0] else 0.0, "what": what, "doing": doing[0]}


def main() -> None:
    """Print a row a delay as Markdown."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--one", type=float, default=None, help="measure one delay in this process, as JSON")
    chosen = parser.parse_args()
    if chosen.one is not None:
        print(json.dumps(stopped(chosen.one)), flush=True)
        os._exit(0)  # What was left behind may be inside a compiler: do not wait for it.
    print(f"| Stop after, s | handed over after, s (asked: {ASKED:g}) | what | last said |")
    print("|---|---|---|---|")
    from tools.core.workspace import workspace

    data = workspace().root / "data"
    for delay in DELAYS:
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "data").symlink_to(data)
            environment = {**os.environ, "QUESNAY_WORKSPACE": folder}
            command = [sys.executable, "-m", "evals.bench.trade_stop", "--one", str(delay)]
            told = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
            row = json.loads(told.stdout.splitlines()[-1])
        print(f"| {delay:g} | {row['seconds']:.2f} | {row['what']} | {row['doing']} |", flush=True)


if __name__ == "__main__":
    main()
