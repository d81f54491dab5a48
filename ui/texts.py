"""The page's texts in Chinese, by their English: one table."""

from ui.knowledge.texts import KNOWLEDGE

CHINESE: dict[str, str] = {
    "Ask": "提问",
    "Label": "标注",
    "Tools": "工具",
    "{count} rows": "{count} 行",
    **KNOWLEDGE,
}
