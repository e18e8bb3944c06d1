"""Does a design exist? Conditions, rules, the table and the literature."""
