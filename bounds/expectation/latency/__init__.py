"""How long a round takes when workers have random speeds."""
