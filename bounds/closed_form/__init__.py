"""Bounds by formula."""
