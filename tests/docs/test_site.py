"""The documentation builds with no broken link, and shows what README shows."""

import subprocess
import sys
from pathlib import Path

from tools.core.registry import all_tools

ROOT = Path(__file__).parents[2]


def test_the_site_builds_and_lists_every_tool(tmp_path):
    built = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    page = (tmp_path / "reference" / "tools" / "index.html").read_text(encoding="utf-8")
    missing = [name for name in all_tools() if name not in page]
    assert not missing
    assert "raise" in (tmp_path / "reference" / "contract" / "index.html").read_text(encoding="utf-8").lower()
