"""Scripts that made the data: not in the wheel."""
