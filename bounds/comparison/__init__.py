"""Codes compared at one redundancy."""
