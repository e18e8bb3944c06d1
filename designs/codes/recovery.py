"""Exact recovery: which numbers of stragglers a code tolerates with no error at all, proved.

Let B be the encoding, C a basis of its left null space, and suppose 1 lies in the row span of B.
The rows outside S span the same space as all rows exactly if the columns S of C are linearly
independent; then 1 lies in their span too and the error of S is zero. Independence is tested modulo
a prime: independent modulo a prime is independent over the rationals, so a positive answer is a
proof, and a negative one decides nothing.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import combinations, islice

import numpy as np
from numpy.typing import NDArray

from designs.algebra.linear import independent_rows
from designs.codes.base import GradientCode

Residues = NDArray[np.int64]
_PRIME = 2**31 - 1
_CHUNK_ENTRIES = 1 << 20


def keeps_full_span(code: GradientCode, s: int, deadline: float | None = None) -> bool:
    """Whether it is proved that any ``n - s`` rows span what all rows span, with 1 among it.

    True is a proof that the code recovers the exact gradient from any n - s workers. False is no
    proof of the contrary: a code may recover with a smaller span, as fractional repetition does,
    or the deadline (of `time.monotonic`) may have passed.

    Complexity: C(n, s) eliminations of (n - rank) x s matrices modulo 2^31 - 1, vectorised; O(n k +
    1e6) memory.
    Source: the span condition of R. Tandon et al., Gradient Coding (2017), restated on the left
    null space.

    >>> keeps_full_span(GradientCode([[1, 0], [0, 1], [1, 1]]), 1)
    True
    """
    rows = code.integer_rows()
    rank = len(independent_rows(rows))
    ones = (1,) * code.partitions
    if len(independent_rows([*rows, ones])) != rank or code.workers - rank < s:
        return False
    null = left_null_space(np.array([[x % _PRIME for x in row] for row in rows]))
    if len(null) != code.workers - rank:
        return False
    for chunk in _chunks(code.workers, s):
        late = deadline is not None and time.monotonic() > deadline
        if late or not _independent(null[:, chunk].transpose(1, 2, 0)).all():
            return False
    return True


def _chunks(n: int, s: int) -> Iterator[Residues]:
    """All s-subsets of range(n), many at a time, shape (count, s)."""
    subsets, many = combinations(range(n), s), max(1, _CHUNK_ENTRIES // (n * (s + 1)))
    while chunk := list(islice(subsets, many)):
        yield np.array(chunk, dtype=np.int64).reshape(len(chunk), s)


def left_null_space(matrix: Residues) -> Residues:
    """A basis modulo 2^31 - 1 of the row vectors c with ``c @ matrix = 0``, one a row.

    >>> left_null_space(np.array([[1, 0], [0, 1], [1, 1]])).tolist()
    [[2147483646, 2147483646, 1]]
    """
    n, k = matrix.shape
    work = np.hstack([matrix % _PRIME, np.eye(n, dtype=np.int64)])
    rank = 0
    for column in range(k):
        below = np.flatnonzero(work[rank:, column])
        if not len(below):
            continue
        work[[rank, rank + below[0]]] = work[[rank + below[0], rank]]
        work[rank] = work[rank] * pow(int(work[rank, column]), -1, _PRIME) % _PRIME
        others = work[rank + 1 :]
        others -= others[:, column, None] * work[rank] % _PRIME
        others %= _PRIME
        rank += 1
        if rank == n:
            break
    return work[rank:, k:]


def _independent(systems: Residues) -> NDArray[np.bool_]:
    """For each matrix of shape (s, c) in a stack: are its s rows independent modulo the prime?"""
    work = systems % _PRIME
    count, s, c = work.shape
    good = np.full(count, c >= s)
    everyone = np.arange(count)
    for i in range(s if c >= s else 0):
        pivot = (work[:, i] != 0).argmax(axis=1)
        lead = work[everyone, i, pivot]
        good &= lead != 0
        inverse = _inverse(lead)
        for j in range(i + 1, s):
            factor = work[everyone, j, pivot] * inverse % _PRIME
            work[:, j] = (work[:, j] - factor[:, None] * work[:, i]) % _PRIME
    return good


def _inverse(values: Residues) -> Residues:
    """Inverses modulo the prime by Fermat's little theorem; zero stays zero."""
    result = np.ones_like(values)
    base, exponent = values.copy(), _PRIME - 2
    while exponent:
        if exponent & 1:
            result = result * base % _PRIME
        base = base * base % _PRIME
        exponent >>= 1
    return result
