"""Best codes of a shape: what is proved, and what a search found."""
