"""A phase, a task or a milestone: one capability a file."""
