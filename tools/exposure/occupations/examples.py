"""Questions that the occupation tools answer, English and Chinese: they train the router and fill the docs."""

from __future__ import annotations

from typing import Any

OCCUPATION: tuple[str | tuple[str, dict[str, Any]], ...] = (
    ("How much of a nurse's work could ChatGPT speed up?", {"occupations": "nurse"}),
    ("What is the AI exposure of accountants and lawyers?", {"occupations": "accountants, lawyers"}),
    ("Are welders exposed to large language models?", {"occupations": "welders"}),
    (
        "Compare the LLM exposure of software developers, truck drivers and cooks",
        {"occupations": "software developers, truck drivers, cooks"},
    ),
    ("Which tasks of a journalist are most exposed to AI?", {"occupations": "journalist"}),
    ("Exposure score of occupation 29-1141 by GPT-4's labels", {"occupations": "29-1141", "labels": "gpt4"}),
    ("What drives the exposure of economists?", {"occupations": "economists"}),
    (
        "How exposed are electricians to GPT according to the classifier?",
        {"occupations": "electricians", "labels": "classifier"},
    ),
    ("How exposed are teachers in China to language models?", {"occupations": "teachers", "country": "China"}),
    (
        "Compare translators in the US and China: how exposed are they to AI?",
        {"occupations": "translators", "country": "both"},
    ),
    "Is the job of a paralegal safe from ChatGPT?",
    "Which tasks of architects can language models not do?",
    "Do people and GPT-4 agree on how exposed graphic designers are?",
    "Could AI do the job of a call center agent?",
    ("Is the work of midwives and optometrists exposed to AI?", {"occupations": "midwives, optometrists"}),
    "alpha, beta and gamma of plumbers and data scientists",
    "How vulnerable are proofreaders and bakers to LLMs?",
    ("律师和程序员受大模型影响有多大？", {"occupations": "律师, 程序员"}),
    ("记者的工作有多少可以被人工智能加速？", {"occupations": "记者"}),
    ("厨师和保安的大模型暴露度是多少？", {"occupations": "厨师, 保安"}),
    ("美国的秘书和电工受 GPT 的影响有多大？", {"occupations": "秘书, 电工", "country": "US"}),
    ("职业编码 2-06-03-00 的暴露度", {"occupations": "2-06-03-00"}),
    "小学老师的哪些任务最容易受到 ChatGPT 影响？",
    "平面设计师会被AI取代吗？看看暴露度",
    "大语言模型会抢走会计的饭碗吗？",
    "药剂师和放射科医生的工作受AI影响大吗？",
    "翻译这一行会不会被ChatGPT替代？",
    "快递员和客服哪个更容易受大语言模型影响？",
)

RANK: tuple[str | tuple[str, dict[str, Any]], ...] = (
    ("Which occupations are most exposed to language models?", {}),
    ("List the 15 jobs least exposed to AI", {"order": "least exposed", "top": 15}),
    ("Rank the major occupational groups by LLM exposure", {"level": "major group", "top": 22}),
    ("What are the most exposed jobs in China?", {"country": "China"}),
    ("Top 20 occupations by alpha according to GPT-4", {"top": 20, "measure": "alpha", "labels": "gpt4"}),
    ("Which engineers are most exposed to AI?", {"search": "engineers"}),
    ("Show the distribution of exposure across occupation groups", {"level": "major group", "top": 22}),
    (
        "Which Chinese occupational groups are least exposed to large models?",
        {"country": "China", "level": "major group", "order": "least exposed"},
    ),
    ("Rank teaching jobs by exposure to ChatGPT", {"search": "teachers"}),
    "Which jobs are safest from language models?",
    "Ranking of occupations by gamma exposure",
    "Which healthcare occupations have the highest exposure to GPT?",
    "What kinds of work are hardly touched by generative AI?",
    "Give me the ten US occupations with the highest exposure",
    ("哪些职业受大模型影响最大？", {"country": "China"}),
    ("中国暴露度最低的20个职业", {"country": "China", "order": "least exposed", "top": 20}),
    ("美国各职业大类的暴露度排名", {"country": "US", "level": "major group", "top": 22}),
    ("哪些工程师岗位最容易受人工智能影响？", {"country": "China", "search": "工程技术人员"}),
    "最不容易被人工智能影响的职业有哪些？",
    "按职业大类看，大语言模型的暴露度如何分布？",
    "美国暴露度最高的十个职业是什么？",
)
