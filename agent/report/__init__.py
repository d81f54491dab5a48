"""Reports: an outline, its sections tied to runs, and a document in four formats."""
