"""The compiled walk over all sets of m workers: eliminate a prefix, test all pairs at once.

The matrix has a row and a column for each worker and, last, one for the all-ones vector. What it
holds, and why the test errs on the safe side only, is told in `adversary.worst_case.listing.root`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from adversary.worst_case.tree.compiled import jit, jit_finite

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]


@jit_finite
def eliminate(before: Floats, after: Floats, w: int) -> None:
    """Write the Schur complement behind worker w: the upper half of rows and columns after w.

    Complexity: O(n^2).

    >>> before, after = np.array([[2.0, 1.0], [1.0, 3.0]]), np.zeros((2, 2))
    >>> eliminate(before, after, 0)
    >>> float(after[1, 1])
    2.5
    """
    size, inverse = len(before), 1 / before[w, w]
    for a in range(w + 1, size):
        factor = before[w, a] * inverse
        for b in range(a, size):
            after[a, b] = before[a, b] - factor * before[w, b]


@jit_finite
def worst_partner(
    matrix: Floats, a: int, sign: float, room: float, slack: float, column: Floats
) -> float:
    """The largest test value of the pairs (a, b) with b > a: positive if one may be too bad.

    With x, H the last column and the block of the workers, to eliminate a and b as well changes the
    error by ``sign (x_a^2 H_bb - 2 x_a x_b H_ab + x_b^2 H_aa) / (H_aa H_bb - H_ab^2)``. The pair
    keeps within the room if that, multiplied out, is at most zero. The rows of ``column`` hold the
    diagonal of H, ``sign x`` and ``sign x^2``; the slack is more than what rounding can hide.

    Complexity: O(n), five operations a pair.
    """
    x, haa, worst = matrix[a, len(matrix) - 1], matrix[a, a], -1.0
    double, constant = 2 * x, sign * x * x - (room - slack) * haa
    for b in range(a + 1, len(matrix) - 1):
        h = matrix[a, b]
        value = column[0, b] * constant + h * (room * h - double * column[1, b])
        worst = max(worst, value + column[2, b] * haa)
    return worst


@jit_finite
def note_partners(
    matrix: Floats,
    a: int,
    sign: float,
    room: float,
    slack: float,
    column: Floats,
    found: Ints,
    size: int,
) -> int:
    """Write the workers b of `worst_partner` whose test value is positive; how many."""
    x, haa, count = matrix[a, len(matrix) - 1], matrix[a, a], 0
    double, constant = 2 * x, sign * x * x - (room - slack) * haa
    for b in range(a + 1, len(matrix) - 1):
        h = matrix[a, b]
        value = column[0, b] * constant + h * (room * h - double * column[1, b])
        if value + column[2, b] * haa > 0:
            found[size + count, len(found[0]) - 2] = a
            found[size + count, len(found[0]) - 1] = b
            count += 1
    return count


@jit
def note_pairs(
    matrix: Floats,
    first: int,
    sign: float,
    best: float,
    slack: float,
    column: Floats,
    found: Ints,
    size: int,
) -> int:
    """Note all pairs from ``first`` on that may be worse than the best; how many are noted now."""
    n = len(matrix) - 1
    for b in range(first, n):
        x = matrix[b, n]
        column[0, b], column[1, b], column[2, b] = matrix[b, b], sign * x, sign * x * x
    room = best + sign * matrix[n, n]
    for a in range(first, n - 1):
        if worst_partner(matrix, a, sign, room, slack, column) > 0:
            size += note_partners(matrix, a, sign, room, slack, column, found, size)
    return size


@jit
def walk(
    levels: Floats,
    prefix: Ints,
    symmetries: Ints,
    looked: int,
    sign: float,
    best: float,
    slack: float,
    most: int,
    found: Ints,
    column: Floats,
) -> int:
    """Go on from a prefix of m - 2 workers for so many pairs, or until ``found`` is nearly full.

    ``levels[q]`` is the matrix behind the first q workers of the prefix. The prefix becomes that of
    the next call, or starts with -1 after the last. Prefixes of at most ``looked`` workers are left
    out if a symmetry maps them to an earlier one: see `is_first`.

    Returns: the number of sets noted in ``found``.
    """
    n, depth = levels.shape[1] - 1, len(prefix)
    size, changed, full = 0, 0, len(found) - n * n // 2
    while prefix[0] >= 0 and most > 0 and size < full:
        place = later(prefix, changed, min(depth, looked), symmetries)
        if place < depth:
            changed = advance(prefix, place, n)
            continue
        for q in range(changed, depth):
            eliminate(levels[q], levels[q + 1], prefix[q])
        first, before = prefix[depth - 1] + 1, size
        size = note_pairs(levels[depth], first, sign, best, slack, column, found, size)
        for i in range(before, size):
            found[i, :depth] = prefix
        most -= (n - first) * (n - first) // 2 + n
        changed = advance(prefix, depth - 1, n)
    return size


@jit
def advance(prefix: Ints, place: int, n: int) -> int:
    """Raise the prefix at this place, or before it; -1 after the last; the first changed place."""
    depth, q = len(prefix), place
    while q >= 0 and prefix[q] == n - 2 - depth + q:
        q -= 1
    if q < 0:
        prefix[0] = -1
        return 0
    prefix[q] += 1
    for p in range(q + 1, depth):
        prefix[p] = prefix[p - 1] + 1
    return q


@jit
def later(prefix: Ints, changed: int, looked: int, symmetries: Ints) -> int:
    """The first place from ``changed`` on where the prefix need not be looked at, else its length.

    A set that comes first, in the order of sorted tuples, among its images has beginnings of which
    no image comes earlier: the image of the set holds that of its beginning, so its own beginning
    is no later. So sets with another beginning are images of sets that are looked at.
    """
    for place in range(changed, looked):
        if not is_first(prefix, place + 1, symmetries):
            return place
    return len(prefix)


@jit
def is_first(prefix: Ints, size: int, symmetries: Ints) -> bool:
    """Whether none of the symmetries maps the beginning of the prefix to an earlier set."""
    image = np.empty(size, np.int64)
    for g in range(len(symmetries)):
        for i in range(size):
            x, j = symmetries[g, prefix[i]], i
            while j > 0 and image[j - 1] > x:
                image[j] = image[j - 1]
                j -= 1
            image[j] = x
        for i in range(size):
            if image[i] != prefix[i]:
                if image[i] < prefix[i]:
                    return False
                break
    return True


@jit
def share_of_first(n: int, m: int, looked: int, symmetries: Ints) -> float:
    """The share of the m-sets whose beginning of ``looked`` workers is not left out."""
    prefix, total, kept, changed = np.arange(looked), 0.0, 0.0, 0
    while prefix[0] >= 0:
        weight = 1.0
        for i in range(m - looked):
            weight *= (n - 1 - prefix[looked - 1] - i) / (i + 1)
        total += weight
        if later(prefix, 0, looked, symmetries) == looked:
            kept += weight
        changed = looked - 1
        while changed >= 0 and prefix[changed] == n - m + changed:
            changed -= 1
        if changed < 0:
            break
        prefix[changed] += 1
        for p in range(changed + 1, looked):
            prefix[p] = prefix[p - 1] + 1
    return kept / total
