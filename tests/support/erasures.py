"""Repetition codes to try, and what a master of ErasureHead decodes."""

from __future__ import annotations

from fractions import Fraction as F

from adversary.decoding.erasure_head import (
    erasure_head,
)

SMALL = [(4, 2), (6, 2), (6, 3), (5, 1), (4, 4)]


def received(code, arrivals, collect, *, unbiased=False):
    """The decoded sum, as the multiple of each partition's gradient in it."""
    weights = erasure_head(code, arrivals, collect, unbiased=unbiased)
    return [
        sum((a * code.encoding[w][j] for w, a in zip(arrivals, weights, strict=False)), F(0))
        for j in range(code.partitions)
    ]
