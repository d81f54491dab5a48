"""How fast the arithmetic models train: beside a plain PyTorch loop, and three seeds together beside one after another.

Run `python -m evals.bench.arithmetic`; with `--preset quick` or `--preset full` it times that preset. The plain loop
trains x-transformers' decoder of the same size, encoding and task on as many threads as --threads says, one seed after
another; its batches are made by the same code.
"""

from __future__ import annotations

import argparse
import math
import os
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any, get_args

import numpy as np
import torch
from torch.nn import functional as F

from tools.arithmetic.lab import Job, sweep
from tools.arithmetic.models import Shape
from tools.arithmetic.tasks import VOCABULARY, Operation, Task
from tools.arithmetic.train import Recipe, train, training_batch
from tools.core import Context
from tools.core.workspace import workspace

TASK = Task("addition", 3, 6)
SEEDS = (1, 2, 3)
REPEATS = 3


def plain_model() -> Any:
    """Return x-transformers' decoder of the prototype's size with learned absolute positions."""
    from x_transformers import Decoder, TransformerWrapper

    layers = Decoder(dim=64, depth=2, heads=4, attn_dim_head=16)
    return TransformerWrapper(num_tokens=VOCABULARY, max_seq_len=TASK.length, attn_layers=layers)


def plain_loop(recipe: Recipe, seed: int) -> None:
    """Train one seed as a plain PyTorch script does: loss on the result, AdamW, clipping."""
    model = plain_model()
    optimizer = torch.optim.AdamW(model.parameters(), lr=recipe.learning_rate, weight_decay=recipe.weight_decay)
    places = recipe.task.result_width
    for step in range(recipe.steps):
        tokens = torch.from_numpy(training_batch(recipe, seed, step))
        scores = model(tokens[:, :-1])[:, -places:]
        loss = F.cross_entropy(scores.flatten(0, 1), tokens[:, -places:].flatten())
        optimizer.zero_grad()
        torch.autograd.backward(loss)
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()


def vmapped_loop(recipe: Recipe) -> None:
    """Train all seeds of x-transformers' decoder under `torch.func.vmap`."""
    from torch.func import functional_call, stack_module_state, vmap

    models = [plain_model() for _ in recipe.seeds]
    parameters, buffers = stack_module_state(models)
    base = plain_model().to("meta")
    optimizer = torch.optim.AdamW(parameters.values(), lr=recipe.learning_rate, weight_decay=recipe.weight_decay)
    places = recipe.task.result_width

    def loss_of(weights: Any, constants: Any, tokens: Any) -> Any:
        scores = functional_call(base, (weights, constants), (tokens[:, :-1],))[:, -places:]
        return F.cross_entropy(scores.flatten(0, 1), tokens[:, -places:].flatten())

    for step in range(recipe.steps):
        batch = np.stack([training_batch(recipe, seed, step) for seed in recipe.seeds])
        loss = vmap(loss_of, randomness="different")(parameters, buffers, torch.from_numpy(batch)).sum()
        optimizer.zero_grad()
        torch.autograd.backward(loss)
        optimizer.step()


def one_after_another(recipe: Recipe) -> None:
    """Train each seed by the plain loop."""
    for seed in recipe.seeds:
        plain_loop(recipe, seed)


def together(recipe: Recipe) -> None:
    """Train all seeds as the tools do: stacked on each processor, spread over all."""
    ctx = Context(seed=1, folders={}, cache=workspace().cache)
    sweep([Job(recipe, cases=1, test_seed=1)], ctx)


def on_one_thread(call: Callable[[], object]) -> Callable[[], object]:
    """Return a call that computes on one processor thread."""

    def limited() -> object:
        threads = torch.get_num_threads()
        torch.set_num_threads(1)
        try:
            return call()
        finally:
            torch.set_num_threads(threads)

    return limited


def measure(calls: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Return the least seconds of each call, the calls taking turns so that a busy moment hits all alike."""
    least = dict.fromkeys(calls, math.inf)
    for _ in range(REPEATS):
        for name, call in calls.items():
            started = time.perf_counter()
            call()
            least[name] = min(least[name], time.perf_counter() - started)
    return least


def time_preset(effort: str, operations: list[str]) -> None:
    """Print how long a preset takes from the question to the result, and whether it converges."""
    import tools.arithmetic.tools  # noqa: F401 - registers the tools
    from tools.core import execute, find_tool

    for operation in operations:
        started, busy = time.perf_counter(), time.process_time()
        arguments = {"operation": operation, "source": "train", "preset": effort}
        result = execute(find_tool("probe_arithmetic"), arguments, refresh=True).result
        wall, busy = time.perf_counter() - started, time.process_time() - busy
        print(f"{effort}, {operation}: {wall:.0f} s, {busy:.0f} CPU s; {result.headline}", flush=True)


def main() -> None:
    """Print milliseconds a step and the ratios that are asked for, or the seconds of a preset."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=60, help="steps of each training")
    parser.add_argument(
        "--threads", type=int, default=1, help="threads of the plain loop; more crawl on a busy machine"
    )
    parser.add_argument("--preset", choices=("quick", "full"), help="time this preset instead")
    parser.add_argument("--operations", nargs="*", default=list(get_args(Operation)), help="operations of the preset")
    options = parser.parse_args()
    if options.preset:
        time_preset(options.preset, options.operations)
        return
    steps = options.steps
    torch.set_num_threads(options.threads)
    recipe = Recipe(TASK, Shape("learned"), SEEDS, steps)
    one = replace(recipe, seeds=SEEDS[:1])
    plain_loop(replace(one, steps=3), 1)
    calls: dict[str, Callable[[], object]] = {
        "plain loop, 1 seed": lambda: plain_loop(one, 1),
        "ours, 1 seed": on_one_thread(lambda: train(one)),
        "plain loop, 3 seeds one after another": lambda: one_after_another(recipe),
        "ours, 3 seeds one after another": on_one_thread(
            lambda: [train(replace(recipe, seeds=(seed,))) for seed in SEEDS]
        ),
        "vmap of x-transformers, 3 seeds": lambda: vmapped_loop(recipe),
        "ours, 3 seeds stacked, 1 thread": on_one_thread(lambda: train(recipe)),
        "ours, 3 seeds, stacked and shared out": lambda: together(recipe),
    }
    least = measure(calls)
    print(f"{os.cpu_count()} processors, {torch.get_num_threads()} threads; load {os.getloadavg()[0]:.1f}")
    for name, seconds in least.items():
        print(f"{name}: {1e3 * seconds / steps:.1f} ms a step")
    alone = least["ours, 1 seed"]
    print(f"throughput: {alone / least['plain loop, 1 seed']:.2f} of a plain loop's time (asked: at most 1.3)")
    for name in ("plain loop, 3 seeds one after another", "ours, 3 seeds one after another"):
        for how in ("ours, 3 seeds stacked, 1 thread", "ours, 3 seeds, stacked and shared out"):
            print(f"{how}: {least[name] / least[how]:.2f} times faster than {name} (asked: at least 1.5)")


if __name__ == "__main__":
    main()
