"""Decoders beyond the three that certificates know: one a file."""
