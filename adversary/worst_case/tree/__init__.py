"""The branch and bound for optimal decoding."""
