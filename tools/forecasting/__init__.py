"""Forecasting: quarterly growth by many models, compared at what was known at the time."""
