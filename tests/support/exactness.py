"""Exact recovery decided by ranks of what each straggler set leaves: no decoder is asked."""

from __future__ import annotations

from itertools import combinations

from designs.algebra.linear import independent_rows


def spans_ones(rows, partitions):
    """Whether the all-ones vector is a combination of these integer rows."""
    ones = (1,) * partitions
    return len(independent_rows([*rows, ones])) == len(independent_rows(rows))


def recovers(code, s):
    """Whether any n - s rows of the code span the all-ones vector."""
    rows = code.integer_rows()
    return all(
        spans_ones([rows[w] for w in left], code.partitions)
        for left in combinations(range(code.workers), code.workers - s)
    )
