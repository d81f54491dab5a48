"""The Runs tab: what was computed, found again, compared, downloaded and cleared away."""
