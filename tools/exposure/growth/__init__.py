"""A task-based growth model in which industries adopt AI as far as they are exposed."""
