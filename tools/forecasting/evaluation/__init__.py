"""Judging forecasts: errors, sub-periods, tests, intervals, and how few quarters a win rests on."""
