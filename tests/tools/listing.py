"""What every family's examples must be."""

import re


def assert_many_and_bilingual(examples, *, english=12, chinese=6, asked=()):
    """Check a tool's example questions: enough in both languages, each once, none that an issue asks."""
    questions = [item if isinstance(item, str) else item[0] for item in examples]
    in_chinese = [question for question in questions if re.search(r"[\u4e00-\u9fff]", question)]
    assert len(set(questions)) == len(questions)
    assert len(in_chinese) >= chinese
    assert len(questions) - len(in_chinese) >= english
    assert not set(questions) & set(asked)
