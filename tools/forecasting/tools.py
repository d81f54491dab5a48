"""The forecasting tools, by room."""

from __future__ import annotations

from tools.forecasting.series import tools as series

__all__ = ["series"]
