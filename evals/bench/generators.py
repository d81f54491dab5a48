"""What a low-rank Z saves: parameters and time of a training step, beside the published full Z, in turns.

Run `python -m evals.bench.generators`. One thread, batch 512, digits' 64 numbers; the two forms are timed in turns so
that other work on the machine touches both alike, and the ratio is of medians.
"""

from __future__ import annotations

import argparse
import statistics
import time
from dataclasses import replace

import torch

from tools.generators.bsde.model import BSDEGenerator, Form
from tools.generators.nets import Bounds, count

DIM, BATCH = 64, 512


def seconds_of_a_step(model: BSDEGenerator) -> float:
    """Return the CPU time of drawing a batch and of its gradient."""
    started = time.thread_time()
    torch.autograd.backward(model.draw(BATCH, torch.Generator().manual_seed(1)).square().mean())
    return time.thread_time() - started


def main() -> None:
    """Print a line a number of Euler steps."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=7)
    options = parser.parse_args()
    torch.set_num_threads(1)
    print("| Euler steps | parameters, full Z | rank 16 | ratio | ms a step, full Z | rank 16 | ratio |")
    print("|---|---|---|---|---|---|---|")
    for steps in (5, 10, 20):
        published = Form(steps=steps)
        full, low = (
            BSDEGenerator(DIM, form, Bounds()) for form in (published, replace(published, rank=16, z_widths=(32,)))
        )
        taken = [(seconds_of_a_step(full), seconds_of_a_step(low)) for _ in range(options.repeats + 1)][1:]
        slow, fast = (1e3 * statistics.median(pair[at] for pair in taken) for at in (0, 1))
        sizes = count(full), count(low)
        print(
            f"| {steps} | {sizes[0]:,} | {sizes[1]:,} | {sizes[0] / sizes[1]:.1f} | {slow:.1f} | {fast:.1f} | "
            f"{slow / fast:.1f} |"
        )


if __name__ == "__main__":
    main()
