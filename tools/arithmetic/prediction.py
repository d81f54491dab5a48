"""The result of `predict_generalization`: theory's accuracy by length, exact, with the reason in words."""

from __future__ import annotations

import pandas as pd

from tools.arithmetic.arguments import PredictGeneralization
from tools.arithmetic.charts import theory_chart
from tools.arithmetic.tasks import Task, is_modular
from tools.arithmetic.theory import MOST_DIGITS, explain, explain_in_chinese, generalises, predict
from tools.arithmetic.wording import in_digits, operation_in_chinese, operation_name, percent
from tools.core import ToolResult, UserError, Value

FURTHER = 3


def prediction_answer(args: PredictGeneralization) -> ToolResult:
    """Return the result of `predict_generalization`.

    Raises:
        UserError: the modulus or the digits are out of range.
    """
    modulus = args.modulus if is_modular(args.operation) else 0
    longest = args.test_digits or min(args.digits + FURTHER, MOST_DIGITS)
    if longest < args.digits:
        raise UserError(
            f"The longest operands tested have {longest} digits, fewer than the {args.digits} of training: "
            f"test {in_digits(args.digits)} or more.",
            chinese=f"测试的最长位数 {longest} 少于训练的 {args.digits} 位：请测试 {args.digits} 位或更多。",
        )
    lengths = range(args.digits, longest + 1)
    found = {n: predict(args.operation, modulus, args.digits, (n, n), args.positions) for n in lengths}
    task = Task(args.operation, args.digits, args.digits, modulus)
    beyond = found.get(args.digits + 1, found[args.digits])
    share = float(beyond.accuracy)
    positions = "absolute positions" if args.positions == "absolute" else "relative offsets alone, units first"
    length = min(args.digits + 1, longest)
    can = generalises(args.operation, modulus, args.digits, args.positions)
    headline = (
        f"Theory: a transformer that knows {positions} and learned {operation_name(task)} on {in_digits(args.digits)} "
        f"{'generalises to longer operands' if can else 'does not generalise to longer operands'}: "
        f"{percent(share)} right at {in_digits(length)}. {explain(beyond, args.operation, modulus, args.digits)}"
    )
    values = {
        f"predicted_accuracy.{n}": Value(
            value=100 * float(one.accuracy), unit="%", label=f"Right answers at {n} digits by theory"
        )
        for n, one in found.items()
    }
    if modulus:
        values["uncovered_modulus"] = Value(
            value=beyond.reduced_modulus, unit="", label=f"p / gcd(p, 10^{args.digits}), not covered by trained digits"
        )
    table = pd.DataFrame(
        {
            "digits": list(found),
            "right, %": [100 * float(one.accuracy) for one in found.values()],
            "exactly": [str(one.accuracy) for one in found.values()],
            "pairs of operands": [one.pairs for one in found.values()],
            "reason": [explain(one, args.operation, modulus, args.digits) for one in found.values()],
        }
    )
    frame = pd.DataFrame({"length": list(found), "share": [100 * float(one.accuracy) for one in found.values()]})
    title = (
        f"{operation_name(task).capitalize()}, trained on {in_digits(args.digits)}: {percent(share)} right at {length}"
    )
    verdict = "可以推广到更长的数字" if can else "不能推广到更长的数字"
    return ToolResult(
        headline=headline,
        headline_zh=(
            f"理论预测：在 {args.digits} 位数上学会{operation_in_chinese(task)}的模型{verdict}，{length} 位时正确率为 "
            f"{percent(share)}。{explain_in_chinese(beyond, modulus, args.digits)}"
        ),
        values=values,
        tables={"lengths": table},
        charts=(theory_chart(frame, title, args.digits),),
        notes=(
            "Theory of Xu et al. (arXiv 2407.17963 and 2308.08268) for a model that has converged; none was trained.",
            "Counted exactly over all pairs of operands of each length; both have exactly that many digits.",
            "Absolute positions: the digits above the trained ones are ignored, and the answer is the residue class "
            "f(a mod 10^n, b mod 10^n). Control: probe_arithmetic and compare_moduli train and measure.",
        ),
        diagnostics={"generalises": can, "reason": beyond.reason},
    )
