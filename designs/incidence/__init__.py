"""Designs, their parameters, and what is counted on them."""
