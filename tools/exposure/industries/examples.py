"""Questions that `industry_exposure` answers, English and Chinese."""

from __future__ import annotations

from typing import Any

INDUSTRY: tuple[str | tuple[str, dict[str, Any]], ...] = (
    ("Rank American sectors by their exposure to language models", {"country": "US"}),
    ("Which five industries have the least to do with AI?", {"order": "least", "top": 5}),
    ("How exposed is the finance industry to ChatGPT?", {"industry": "finance"}),
    ("Compare health care and manufacturing in AI exposure", {"industry": "health care, manufacturing"}),
    ("Show the 20 most exposed detailed industries", {"level": "detailed", "top": 20}),
    ("Industry ranking by exposure with GPT-4's labels", {"labels": "gpt4"}),
    ("Exposure of sectors weighted by pay instead of jobs", {"weight": "wage_bill"}),
    ("Which subsectors of the US economy are most exposed to LLMs?", {"level": "subsector"}),
    ("Is education more exposed to AI than construction?", {"industry": "education, construction"}),
    ("How exposed are hospitals to large language models?", {"industry": "hospitals", "level": "subsector"}),
    ("What share of work in agriculture can a language model help with?", {"industry": "agriculture"}),
    ("Top 3 sectors by gamma exposure", {"measure": "gamma", "top": 3}),
    ("Do high-wage industries face more AI exposure?", {}),
    "Where in the economy could generative AI do most of the tasks?",
    "Which parts of US business are safest from language models?",
    "List sectors with people's and GPT-4's exposure side by side",
    ("美国各行业的AI暴露度排名", {"country": "美国"}),
    ("金融业受大语言模型影响有多大？", {"industry": "金融业"}),
    ("教育和医疗行业哪个更容易受人工智能影响？", {"industry": "教育, 医疗"}),
    ("暴露度最低的5个行业是哪些？", {"order": "least", "top": 5}),
    ("用GPT-4的标注给行业排序", {"labels": "gpt4"}),
    ("按工资总额加权，哪些行业暴露度最高？", {"weight": "wage_bill"}),
    ("中国各行业的暴露度是多少？", {"country": "中国"}),
    "制造业和农业的人工智能暴露度低吗？",
    "工资高的行业是不是更容易受AI影响？",
    ("列出最容易受AI影响的行业以及它们的工资水平", {"country": "美国"}),
)
