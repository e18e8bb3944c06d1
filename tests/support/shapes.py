"""Shapes of codes, small enough to list all of them; what a straggler set silences."""

from __future__ import annotations

from itertools import combinations

import pytest

from bounds.universal.classify import classify

REGULAR = [(4, 4, 2), (4, 6, 2), (4, 8, 2), (5, 5, 2), (5, 5, 3), (6, 4, 3), (6, 6, 2), (6, 6, 3),
           (6, 9, 2), (6, 3, 4), (7, 7, 2), (7, 7, 3), (7, 7, 4), (8, 4, 4)]  # fmt: skip


ANY_LOADS = [(4, 3, 2), (4, 5, 2), (5, 4, 3), (6, 4, 2), (6, 3, 4)]


def classes(n, k, d, load=None):
    pytest.importorskip("igraph")
    return classify(n, k, d, load)


def silenced(code, silent):
    columns = zip(*code.encoding, strict=True)
    return sum({w for w, x in enumerate(column) if x} <= set(silent) for column in columns)


def most_silenced(code, s):
    return max(silenced(code, silent) for silent in combinations(range(code.workers), s))
