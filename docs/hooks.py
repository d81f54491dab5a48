"""Pages may show a part of README, which is itself written by a command: `<!-- readme: tools -->`."""

import re
from pathlib import Path
from typing import Any

from evals.readme import part

README = Path(__file__).parent.parent / "README.md"


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Put README's parts into a page."""
    readme = README.read_text(encoding="utf-8")
    return re.sub(r"<!-- readme: (\w+) -->", lambda match: part(readme, match[1]), markdown)
