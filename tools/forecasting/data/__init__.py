"""Series, panels, vintages and expert forecasts: what was known, and when."""
