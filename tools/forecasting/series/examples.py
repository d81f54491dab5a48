"""Questions that `describe_series` answers, English and Chinese: they train the router and fill the docs."""

from __future__ import annotations

from typing import Any

SERIES: tuple[str | tuple[str, dict[str, Any]], ...] = (
    ("How fast did China's economy grow in the first quarter of 2020?", {"target": "china_gdp", "period": "2020Q1"}),
    ("What was Chinese GDP growth in 2024?", {"target": "china_gdp", "period": "2024"}),
    ("Show me US real GDP growth and the data behind it", {"target": "us_gdp"}),
    (
        "Which monthly indicators of China were already out at the end of March 2020?",
        {"target": "china_gdp", "as_of": "2020-03", "about": "known"},
    ),
    (
        "How much have China's official growth figures been revised?",
        {"target": "china_gdp", "about": "revisions"},
    ),
    ("What is the release lag of China's PMI?", {"target": "china_gdp", "series": "PMI"}),
    ("Which price series predict Chinese growth in your data set?", {"target": "china_gdp", "series": "prices"}),
    ("How do retail sales and exports move with China's growth?", {"series": "retail sales, exports"}),
    ("What transformations are applied to industrial profits?", {"series": "industrial profits"}),
    (
        "What did we know about the American economy in October 2008?",
        {"target": "us_gdp", "as_of": "2008-10", "about": "known"},
    ),
    ("List the credit and money series in the China panel with their units", {"series": "money"}),
    "Describe the data used to forecast Chinese GDP",
    "What is in the macro panel for China, and up to which month does it run?",
    "Was 2021's jump in Chinese growth a base effect?",
    "Show the ragged edge of the monthly indicators",
    "Which vintage of GDP figures do you use?",
    "When do GDP numbers come out after the quarter ends?",
    ("2020年第一季度中国GDP增速是多少？", {"target": "china_gdp", "period": "2020Q1"}),
    ("中国官方GDP增速数据修订了多少？", {"target": "china_gdp", "about": "revisions"}),
    ("2020年3月底已经公布了哪些月度指标？", {"target": "china_gdp", "as_of": "2020-03", "about": "known"}),
    ("制造业PMI和中国经济增长的关系如何？", {"target": "china_gdp", "series": "制造业PMI"}),
    ("美国实际GDP的数据有哪些？", {"target": "us_gdp"}),
    ("2023年中国经济增长了多少？", {"target": "china_gdp", "period": "2023"}),
    "介绍一下用来预测中国GDP的数据",
    "社会消费品零售总额的发布滞后是几个月？",
)
