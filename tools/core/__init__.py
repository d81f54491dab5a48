"""The ground floor: tool contract, run store, data sets, progress, parallel map."""

from tools.core.context import Context, Progress
from tools.core.errors import Cancelled, UnknownName, UserError
from tools.core.execute import execute
from tools.core.registry import all_tools, find_tool
from tools.core.result import Chart, ToolResult, Value
from tools.core.runs import Run, RunRecord, RunStore
from tools.core.tool import ONLY_IF_SAID, Example, Tool, ToolArgs, tool
from tools.core.workspace import workspace

__all__ = [
    "ONLY_IF_SAID",
    "Cancelled",
    "Chart",
    "Context",
    "Example",
    "Progress",
    "Run",
    "RunRecord",
    "RunStore",
    "Tool",
    "ToolArgs",
    "ToolResult",
    "UnknownName",
    "UserError",
    "Value",
    "all_tools",
    "execute",
    "find_tool",
    "tool",
    "workspace",
]
