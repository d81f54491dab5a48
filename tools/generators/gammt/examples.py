"""Questions that GAMMT's tools answer, English and Chinese: they train the router and fill the docs."""

from __future__ import annotations

from typing import Any

Examples = tuple[str | tuple[str, dict[str, Any]], ...]

ENVELOPE: Examples = (
    (
        "Lower and upper probability of each symbol that may follow A B B C",
        {"process": "markov", "sequence": "A B B C"},
    ),
    ("Between which probabilities does the next draw from Ellsberg's urn lie?", {"process": "urn"}),
    (
        "I drew red black red from the Ellsberg urn: how likely is black now, at least and at most?",
        {"process": "urn", "sequence": "red black red"},
    ),
    (
        "How likely is it, at worst and at best, that US output contracts two quarters in a row within two years?",
        {"process": "us_growth", "event": "two quarters of contraction", "horizon": 8},
    ),
    (
        "Give bounds on the chance that China's growth keeps falling for two quarters in the coming year",
        {"process": "china_growth", "event": "two quarters of falling growth", "horizon": 4},
    ),
    (
        "Bound the probability that symbol C shows up in the next five steps of the Markov chains",
        {"process": "markov", "event": "C", "horizon": 5},
    ),
    ("What may come next after fast fast slow, and how sure can we be?", {"sequence": "fast fast slow"}),
    ("Upper and lower forecast distribution of US growth states", {"process": "us_growth"}),
    (
        "Which probabilities are possible for the next step of an autoregression at +0.7?",
        {"process": "ar", "sequence": "+0.7"},
    ),
    (
        "Learn my own sequence 1 0 1 1 0 0 1 0 and give the interval of probabilities for what follows",
        {"process": "own", "sequence": "1 0 1 1 0 0 1 0"},
    ),
    ("Use four experts for the probability envelope of the Markov chains after H", {"sequence": "H", "experts": 4}),
    "Probability interval instead of one probability for the next token",
    "Show the envelope of next-token probabilities from several transformers",
    "How imprecise is the probability of what comes next?",
    "Lower and upper probabilities by GAMMT",
    ("马尔可夫链中出现 A C 之后，下一个符号的概率上下界是多少？", {"process": "markov", "sequence": "A C"}),
    ("埃尔斯伯格罐里下一次摸到黑球的概率范围", {"process": "urn"}),
    (
        "未来八个季度美国经济连续两个季度收缩的概率上下界",
        {"process": "us_growth", "event": "连续两个季度收缩", "horizon": 8},
    ),
    (
        "中国增速在未来四个季度内连续两季回落的概率区间是多少？",
        {"process": "china_growth", "event": "连续两个季度回落", "horizon": 4},
    ),
    ("美国增长状态的上下预测分布", {"process": "us_growth"}),
    "下一个词元的概率区间有多宽？",
    "用多个变换器给出概率包络",
    "接下来会出现什么？给出概率的下界和上界",
)

REPORT: Examples = (
    ("How ambiguous are the Markov chains, and how many experts does the data support?", {"process": "markov"}),
    ("Write an ambiguity report on Ellsberg's urn", {"process": "urn"}),
    ("Do the experts of GAMMT find the true autoregressions?", {"process": "ar"}),
    (
        "How wide is the set of probabilities of the regime-switching process compared with the truth?",
        {"process": "switching"},
    ),
    ("Is US growth made by one process or by several?", {"process": "us_growth"}),
    ("How much do the experts disagree on the moves of Chinese growth?", {"process": "china_growth"}),
    ("After how many symbols does the ambiguity of the Markov chains vanish?", {"process": "markov"}),
    ("Report the ambiguity of the chains with two experts only", {"process": "markov", "experts": 2}),
    (
        "Is my sequence A B A B B A A B ambiguous, or would one model do?",
        {"process": "own", "sequence": "A B A B B A A B"},
    ),
    "How many transformers are needed to span the set of probabilities?",
    "Compare the experts of the mixture with the true chains",
    "How fast does a sequence reveal which process made it?",
    "Do the envelopes cover the true probabilities, and how wide are they?",
    ("马尔可夫链的模糊性有多大？需要几个专家？", {"process": "markov"}),
    ("写一份关于埃尔斯伯格罐的模糊性报告", {"process": "urn"}),
    ("美国增长是由一个过程还是多个过程产生的？", {"process": "us_growth"}),
    ("各专家与真实的自回归过程有多接近？", {"process": "ar"}),
    "看过多少个符号后模糊性会消失？",
    "概率包络是否包含真实概率？宽度如何？",
    "模糊性报告",
)
