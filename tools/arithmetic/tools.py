"""The arithmetic tools: probe a model, predict by theory, compare encodings and moduli, look inside, ask."""

from __future__ import annotations

from tools.arithmetic.arguments import (
    CompareEncodings,
    CompareModuli,
    InspectRepresentations,
    PredictGeneralization,
    ProbeArithmetic,
    ProbeLanguageModel,
)
from tools.arithmetic.examples import ENCODINGS, INSPECT, LANGUAGE, MODULI, PREDICT, PROBE
from tools.core import Cancelled, Context, ToolResult, tool


@tool(family="arithmetic", title="Probe a model that learned arithmetic", examples=PROBE)
def probe_arithmetic(args: ProbeArithmetic, ctx: Context) -> ToolResult:
    """Test a small transformer on longer numbers than it was trained on: accuracy and residue-class equality by length,
    which digits fail, a map of its errors, and theory beside it; trains one where none is shipped.
    """
    from tools.arithmetic.answer import probe_answer
    from tools.arithmetic.request import find_evidence, request_for

    wanted = request_for(args)
    found = find_evidence(wanted, ctx)
    return probe_answer(found.evidence, notes=found.notes)


@tool(family="arithmetic", title="Predict generalisation by theory", examples=PREDICT)
def predict_generalization(args: PredictGeneralization, ctx: Context) -> ToolResult:
    """Predict from theory alone, exactly, whether a transformer trained on short numbers adds or multiplies longer
    ones, plain or modulo p, and why: translation invariance and whether p divides a power of ten.
    """
    from tools.arithmetic.prediction import prediction_answer

    return prediction_answer(args)


@tool(family="arithmetic", title="Compare positional encodings", examples=ENCODINGS)
def compare_encodings(args: CompareEncodings, ctx: Context) -> ToolResult:
    """Compare positional encodings (learned, sinusoidal, RoPE, ALiBi, relative bias, none, Abacus) by how well a
    transformer that uses them adds or multiplies longer numbers than it was trained on.
    """
    from tools.arithmetic.comparisons import encodings_answer
    from tools.arithmetic.request import compared_encodings, find_many

    encodings, requests, notes = compared_encodings(args)
    found = find_many(requests, ctx)
    known = {encoding: one for encoding, one in zip(encodings, found, strict=True) if one is not None}
    if not known:
        raise Cancelled("stopped before any training began")
    return encodings_answer(known, [one for one in encodings if one not in known], notes=notes)


@tool(family="arithmetic", title="Compare moduli", examples=MODULI)
def compare_moduli(args: CompareModuli, ctx: Context) -> ToolResult:
    """Compare moduli, such as 100 against 101: how well a transformer trained on short numbers adds or multiplies
    longer ones modulo each, beside what theory gives, and why some moduli work and others cannot.
    """
    from tools.arithmetic.comparisons import moduli_answer
    from tools.arithmetic.request import compared_moduli, find_many

    moduli, length, requests = compared_moduli(args)
    found = find_many(requests, ctx)
    known = {modulus: one for modulus, one in zip(moduli, found, strict=True) if one is not None}
    if not known:
        raise Cancelled("stopped before any training began")
    return moduli_answer(known, length, [one for one in moduli if one not in known])


@tool(family="arithmetic", title="Look inside a model", examples=INSPECT)
def inspect_representations(args: InspectRepresentations, ctx: Context) -> ToolResult:
    """Look inside a transformer that learned arithmetic: which digits and carries a linear probe reads off its states,
    layer by layer, and how the states took shape over training (principal components).
    """
    from tools.arithmetic.inspection import inspection_answer
    from tools.arithmetic.representations import components, read_linearly
    from tools.arithmetic.request import PROBE_CASES, find_evidence, request_for

    found = find_evidence(request_for(args, needs_model=True), ctx).evidence
    assert found.model is not None
    readings = read_linearly(found.model, PROBE_CASES, ctx.seed)
    return inspection_answer(found, readings, components(found.model, ctx.seed), PROBE_CASES)


@tool(family="arithmetic", title="Test a language model's arithmetic", examples=LANGUAGE)
def probe_language_model(args: ProbeLanguageModel, ctx: Context) -> ToolResult:
    """Ask the current language model, or a local one, sums and products of growing length: how often it is right, which
    digits fail, and whether its wrong answers fit a residue class.
    """
    from tools.arithmetic.language_answer import language_answer
    from tools.arithmetic.language_models import open_language_model
    from tools.arithmetic.questions import ask_all
    from tools.arithmetic.tasks import check_modulus, is_modular

    if is_modular(args.operation):
        check_modulus(args.modulus)
    ctx.progress(0, args.test_digits * args.questions, "opening the language model")
    model = open_language_model(args.language_model)

    def go_on(done: int, total: int, length: int) -> bool:
        if ctx.cancelled():
            return False
        ctx.progress(done, total, f"asking {model.name}: numbers of {length} digits")
        return True

    asked = ask_all(model, args.operation, args.modulus, args.test_digits, args.questions, ctx.seed, go_on)
    if not asked:
        raise Cancelled("stopped before any answer")
    stopped = len(asked) < args.test_digits * args.questions
    return language_answer(asked, args.operation, args.modulus, model.name, stopped=stopped)
