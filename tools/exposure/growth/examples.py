"""Questions that `growth_tradeoff` answers, English and Chinese."""

from __future__ import annotations

from typing import Any

GROWTH: tuple[str | tuple[str, dict[str, Any]], ...] = (
    ("How many jobs would be lost if companies took up AI quickly?", {"adoption": "fast"}),
    ("What happens to output and wages if AI spreads slowly?", {"adoption": "slow"}),
    ("How does AI adoption change US growth until 2040?", {"year": 2040}),
    (
        "Simulate the economy if AI replaces workers in every task it takes over",
        {"automation_share": 100},
    ),
    ("What if AI only ever assists workers and never replaces them?", {"automation_share": 0}),
    (
        "How does the growth effect change if AI halves the cost of exposed tasks?",
        {"cost_saving": 50},
    ),
    (
        "Does employment recover when displaced workers need two years to find a job?",
        {"search_months": 24},
    ),
    (
        "Trade-off between productivity and employment with a substitution elasticity of 2 between industries",
        {"industry_elasticity": 2},
    ),
    ("Show me the productivity-employment frontier of AI", {}),
    (
        "How much would GDP rise by 2045 if half of the exposed tasks were adopted in seven years?",
        {"year": 2045, "years_to_half": 7},
    ),
    ("What does rapid automation by AI do to wages, using GPT-4's labels?", {"adoption": "fast", "labels": "gpt4"}),
    ("Run the AI growth model on a stylised economy", {"economy": "stylised"}),
    (
        "How sensitive are the AI growth results to the labour supply elasticity, say 1?",
        {"labour_supply_elasticity": 1},
    ),
    ("Will AI raise productivity faster than it destroys jobs?", {}),
    "Which sectors shrink and which grow when AI is adopted?",
    "What is the effect of AI on the labour share?",
    "Would unemployment rise during an AI boom?",
    "How long does the employment dip last after quick AI adoption?",
    "Compare slow, medium and fast adoption of AI for GDP and jobs",
    ("企业快速采用人工智能会让多少人失业？", {"adoption": "fast"}),
    ("人工智能慢速普及对工资和产出有什么影响？", {"adoption": "slow"}),
    ("如果AI完全替代它接手的任务，就业会怎样？", {"automation_share": 100}),
    ("到2040年人工智能能让GDP提高多少？", {"year": 2040}),
    ("画出生产率与就业的权衡曲线", {}),
    ("如果失业者需要一年才能找到工作，AI对就业的冲击有多大？", {"search_months": 12}),
    ("任务成本下降一半时，人工智能对经济增长的影响", {"cost_saving": 50}),
    "人工智能会不会降低劳动收入占比？",
    "AI采用速度不同，各行业的岗位怎样变化？",
)
