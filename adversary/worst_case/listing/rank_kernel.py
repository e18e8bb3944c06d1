"""The compiled walk that tests whether every s rows of a matrix are independent modulo a prime."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from adversary.worst_case.listing.kernel import advance, later
from adversary.worst_case.tree.compiled import jit

Residues = NDArray[np.int64]
Ints = NDArray[np.int64]

PRIME = 2**31 - 1


@jit
def inverse(value: int) -> int:
    """The inverse modulo 2^31 - 1, by Fermat's little theorem; zero stays zero.

    >>> int(inverse(2)) * 2 % PRIME
    1
    """
    result, base, exponent = 1, value, PRIME - 2
    while exponent > 0:
        if exponent & 1:
            result = result * base % PRIME
        base = base * base % PRIME
        exponent >>= 1
    return result


@jit
def eliminate_row(before: Residues, after: Residues, w: int, t: int) -> bool:
    """Eliminate row w, which has t zeros already, from the rows behind it; False if it is zero.

    Column t and one where row w is not zero change places, which changes no rank.
    """
    n, s = before.shape
    pivot = t
    while pivot < s and before[w, pivot] == 0:
        pivot += 1
    if pivot == s:
        return False
    factor = inverse(before[w, pivot])
    for b in range(w + 1, n):
        share = before[b, pivot] * factor % PRIME
        for c in range(t + 1, s):
            q = t if c == pivot else c
            after[b, c] = (before[b, q] - share * before[w, q]) % PRIME
    return True


@jit
def pairs_are_independent(rows: Residues, first: int) -> bool:
    """Whether any two rows from ``first`` on have independent last two entries."""
    n, s = rows.shape
    for a in range(first, n - 1):
        x, y, zeros = rows[a, s - 2], rows[a, s - 1], 0
        for b in range(a + 1, n):
            zeros += (x * rows[b, s - 1] - y * rows[b, s - 2]) % PRIME == 0
        if zeros > 0:
            return False
    return True


@jit
def ranks_are_full(
    levels: Residues, prefix: Ints, symmetries: Ints, looked: int, most: int
) -> bool:
    """Go on from a prefix of s - 2 rows for so many sets; False once one is not independent.

    ``levels[q]`` has the first q rows of the prefix eliminated. The prefix becomes that of the next
    call, or starts with -1 after the last; see `kernel.walk`.
    """
    n, depth, changed = levels.shape[1], len(prefix), 0
    while prefix[0] >= 0 and most > 0:
        place = later(prefix, changed, min(depth, looked), symmetries)
        if place < depth:
            changed = advance(prefix, place, n)
            continue
        for q in range(changed, depth):
            if not eliminate_row(levels[q], levels[q + 1], prefix[q], q):
                return False
        first = prefix[depth - 1] + 1
        if not pairs_are_independent(levels[depth], first):
            return False
        most -= (n - first) * (n - first) // 2 + n
        changed = advance(prefix, depth - 1, n)
    return True
