"""Headlines in Chinese, for those who ask in Chinese; the same figures as the English ones."""

from __future__ import annotations

import numpy as np

from tools.trade.economy import Economy, Label
from tools.trade.outcome import Outcome
from tools.trade.policy import Change
from tools.trade.request import Request
from tools.trade.wording import signed

MOST_SECTORS = 3
SCENARIOS = {
    "us-2018": "在 2018-19 年美国对华加征关税的情形下",
    "us-china-2019": "在 2018-19 年中美互相加征关税的情形下",
    "nafta-2005": "在北美自贸协定成员之间采用 2005 年关税的情形下",
}


def chinese(label: Label) -> str:
    """Return a label's name in Chinese: its first spelling in Chinese characters, else its English name.

    >>> chinese(Label("CHN", "China", ("Chinese", "中国", "大陆")))
    '中国'
    """
    return next((text for text in label.spellings if any("一" <= c <= "鿿" for c in text)), label.name)


def policy_headline(outcome: Outcome, request: Request, focus: tuple[int, ...]) -> str:
    """Return what a policy does, in one or two Chinese sentences.

    Args:
        outcome: effects of the policy.
        request: what was asked.
        focus: positions of the economies to name.
    """
    economy, real = outcome.calibration.economy, outcome.real_income
    names = [chinese(label) for label in economy.economies]
    clauses = "，".join(_clause(change, economy) for change in request.changes)
    episode = SCENARIOS.get(request.scenario, f"在情景 {request.scenario} 下") if request.scenario else ""
    opening = "，".join(part for part in (episode, f"若{clauses}" if clauses else "") if part)
    effects = "，".join(f"{names[at]}的实际收入变化 {signed(real[at])} %" for at in focus)
    text = f"{opening}，{effects}。"
    others = sorted((at for at in range(len(names)) if at not in focus), key=lambda at: real[at])
    if others:
        low, high = others[0], others[-1]
        text += (
            f"其他经济体的变化在 {signed(real[low])} %（{names[low]}）与 {signed(real[high])} %（{names[high]}）之间。"
        )
    if outcome.first_order is not None:
        first = "，".join(f"{names[at]} {signed(100 * outcome.first_order.welfare[at])} %" for at in focus)
        text += f"按 Caliendo-Parro 的一阶福利分解：{first}。"
    return text


def size_headline(economy: Economy, shown: tuple[int, ...]) -> str:
    """Return the sizes of economies in a Chinese sentence.

    Args:
        economy: the data set.
        shown: positions of the economies to describe.
    """
    output, exports = economy.revenue.sum(axis=1), economy.exports.sum(axis=(1, 2))
    at = max(shown, key=lambda position: output[position])
    size = f"占世界总产出的 {100 * output[at] / output.sum():.1f} %"
    if economy.million_usd:
        size = f"{output[at] * economy.million_usd / 1e6:.1f} 万亿美元"
    year = f"{economy.year} 年，" if economy.year else ""
    name, share = chinese(economy.economies[at]), 100 * exports[at] / output[at]
    if len(shown) > 1:
        return f"{year}{len(shown)} 个经济体中，{name}的总产出最大：{size}，其中 {share:.1f} % 用于出口。"
    return f"{year}{name}的总产出为 {size}，其中 {share:.1f} % 用于出口。"


def _clause(change: Change, economy: Economy) -> str:
    actor = chinese(economy.economies[change.actor])
    goods = tuple(int(at) for at in np.flatnonzero(economy.goods))
    what = "全部商品"
    if change.sectors != goods or len(goods) == 1:
        chosen = [chinese(economy.sectors[at]) for at in change.sectors]
        what = "、".join(chosen) if len(chosen) <= MOST_SECTORS else f"{len(chosen)} 个部门"
    points = f"{100 * abs(change.amount):g} 个百分点"
    move = (
        f"调至 {100 * change.amount:g} %" if change.to_level else ("提高 " if change.amount >= 0 else "降低 ") + points
    )
    if change.instrument == "subsidy":
        return f"{actor}对{what}的生产补贴{move}"
    partners = [at for at in change.partners if at != change.actor]
    everyone = len(partners) == len(economy.economies) - 1
    whom = "所有伙伴" if everyone else "、".join(chinese(economy.economies[at]) for at in partners)
    return f"{actor}对{whom}{what}的关税{move}"
