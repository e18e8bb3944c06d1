"""Round times when workers have random speeds."""
