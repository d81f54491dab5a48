"""The tools on BSDE-Gen and its controls: draw samples, train, evaluate."""

from __future__ import annotations

from tools.core import Context, ToolResult, tool
from tools.generators.bsde.arguments import EvaluateGenerator, GenerateSamples, TrainGenerator
from tools.generators.bsde.examples import EVALUATE, GENERATE, TRAIN
from tools.generators.data.choice import datasets_for


def _evaluated(args: EvaluateGenerator) -> list[str]:
    if args.model == "bsde":
        return datasets_for(args.data or "digits")
    from tools.generators.gammt.evaluation_answer import evaluation_datasets

    return evaluation_datasets(args.data)


@tool(family="generators", title="Generate samples", examples=GENERATE, datasets=lambda args: datasets_for(args.data))
def generate_samples(args: GenerateSamples, ctx: Context) -> ToolResult:
    """Draw new samples (digits, macro panels, own data) with BSDE-Gen or a simple generator, show them, and say how
    good they are: distance to unseen data, precision, recall, copying, with the controls beside.
    """
    from tools.generators.bsde.answer import generate

    return generate(args, ctx)


@tool(family="generators", title="Train a generator", examples=TRAIN, datasets=lambda args: datasets_for(args.data))
def train_generator(args: TrainGenerator, ctx: Context) -> ToolResult:
    """Train BSDE-Gen on a data set with a chosen form (driver f, forward process, rank of Z, Euler steps) within a time
    budget, and a plain net for as long beside it; loss, samples and measures.
    """
    from tools.generators.bsde.answer import train

    return train(args, ctx)


@tool(family="generators", title="Evaluate a generator", examples=EVALUATE, datasets=_evaluated)
def evaluate_generator(args: EvaluateGenerator, ctx: Context) -> ToolResult:
    """Compare a generative model with simple ones on all measures at once: BSDE-Gen beside a plain net, flow matching,
    a VAE and a Gaussian, or GAMMT beside one transformer; says whether it is better.
    """
    if args.model == "gammt":
        from tools.generators.gammt.evaluation_answer import evaluate_gammt

        found: ToolResult = evaluate_gammt(args.data, ctx)
        return found
    from tools.generators.bsde.answer import evaluate

    return evaluate(args, ctx)
