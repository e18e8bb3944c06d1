"""The three answers to a question of existence, and the recipes that they carry."""
