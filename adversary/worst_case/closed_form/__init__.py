"""Worst cases by formula, on structure that is checked."""
