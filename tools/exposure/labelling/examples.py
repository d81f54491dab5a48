"""Questions that `label_occupations` answers, English and Chinese: they train the router and fill the docs."""

from __future__ import annotations

from typing import Any

LABEL: tuple[str | tuple[str, dict[str, Any]], ...] = (
    (
        "Label these occupations: plumber, journalist, data entry clerk",
        {"items": "plumber, journalist, data entry clerk"},
    ),
    (
        "Give exposure labels to dentists, paralegals and truck drivers",
        {"items": "dentists, paralegals, truck drivers"},
    ),
    ("Tag the jobs librarian, welder and tax adviser with E0, E1 or E2", {"items": "librarian, welder, tax adviser"}),
    (
        "Use the embedded model to label cook, interpreter and web designer",
        {"items": "cook, interpreter, web designer", "labeller": "embedded"},
    ),
    (
        "Label the tasks 'write a press release' and 'repair an engine'",
        {"items": "write a press release, repair an engine", "kind": "tasks"},
    ),
    (
        "Classify these tasks as E0, E1 or E2: draft contracts, install pipes, summarise meetings",
        {"items": "draft contracts, install pipes, summarise meetings", "kind": "tasks"},
    ),
    ("Which label does a kindergarten teacher get, E0, E1 or E2?", {"items": "kindergarten teacher"}),
    (
        "Let both the classifier and the embedded model label firefighters and copywriters",
        {"items": "firefighters, copywriters", "labeller": "classifier, embedded"},
    ),
    (
        "Have my language model annotate these occupations: surgeon, actuary, florist",
        {"items": "surgeon, actuary, florist", "labeller": "model"},
    ),
    ("Auto-label electrician, bank teller, historian", {"items": "electrician, bank teller, historian"}),
    ("Rate the following jobs with the E0/E1/E2 rubric: farmer, editor, pilot", {"items": "farmer, editor, pilot"}),
    (
        "Label by language model rather than the classifier: secretary and butcher",
        {"items": "secretary, butcher", "labeller": "model"},
    ),
    (
        "Sort my list into exposed and not exposed: barber, programmer, postman",
        {"items": "barber, programmer, postman"},
    ),
    "Please label this list of job titles by exposure to AI: cashier, architect, chemist",
    "Annotate the occupations waiter, statistician and tailor",
    "Assign exposure labels to hairdressers and proofreaders",
    "What E label would you give to the task of answering customer e-mails?",
    "Label a few occupations for me: judge, mason, reporter",
    ("给教师、司机和程序员标注标签", {"items": "教师, 司机, 程序员"}),
    ("请为以下职业打标签：律师、厨师、编辑", {"items": "律师, 厨师, 编辑"}),
    ("用内置模型给翻译和焊工打标签", {"items": "翻译, 焊工", "labeller": "embedded"}),
    ("把“撰写新闻稿”和“修理发动机”这两项任务分成E0、E1或E2", {"items": "撰写新闻稿, 修理发动机", "kind": "tasks"}),
    ("出纳和保安分别属于E0、E1还是E2？", {"items": "出纳, 保安"}),
    ("用语言模型标注这些岗位：客服、设计师、农民", {"items": "客服, 设计师, 农民", "labeller": "model"}),
    "自动标注：快递员、统计员、记者",
    "给这些工作贴上暴露标签：理发师、会计师、档案员",
    "请标注任务：整理会议纪要、搬运货物",
)
