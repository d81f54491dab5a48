"""Questions that `exposure_wages` answers, English and Chinese."""

from __future__ import annotations

from typing import Any

WAGES: tuple[str | tuple[str, dict[str, Any]], ...] = (
    ("Do better paid occupations have more exposure to language models?", {"outcome": "wage"}),
    ("Regress log wages on LLM exposure", {"outcome": "wage"}),
    ("Does the wage relation survive controls for education?", {"controls": "education"}),
    ("Relate pay to exposure within major occupation groups", {"controls": "major_group"}),
    ("Is the experience premium higher in exposed jobs?", {"outcome": "experience_premium"}),
    ("Regression of wages on gamma exposure, unweighted", {"measure": "gamma", "weights": "none"}),
    ("What was the link between wages and exposure in 2021?", {"year": "2021"}),
    ("Do exposed occupations need more schooling and training?", {"outcome": "preparation"}),
    ("How much does noise in the labels bias the wage regression?", {}),
    ("Wage gradient of alpha exposure with all controls", {"measure": "alpha", "controls": "both"}),
    ("Are low-wage workers less affected by ChatGPT?", {"outcome": "wage"}),
    ("Binned scatter of pay against exposure, each occupation counted once", {"weights": "none"}),
    ("Is pay more unequal inside occupations that AI can help?", {"outcome": "experience_premium"}),
    "How strongly are salaries and AI exposure correlated?",
    "Use GPT-4's labels as an instrument for people's in the wage regression",
    "Does an exposed job pay more?",
    ("工资越高的职业暴露度越高吗？", {"outcome": "wage"}),
    ("控制教育程度后，暴露度与工资还有关系吗？", {"controls": "education"}),
    ("经验溢价与AI暴露度有什么关系？", {"outcome": "experience_premium"}),
    ("用2021年的数据做工资对暴露度的回归", {"year": "2021"}),
    ("职业大类内部，暴露度高的职业工资更高吗？", {"controls": "major_group"}),
    ("暴露度高的职业需要更多培训和教育吗？", {"outcome": "preparation"}),
    "标注噪声会怎样影响工资回归的系数？",
    "不加权的工资与暴露度回归结果是什么？",
)
