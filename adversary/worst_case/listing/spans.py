"""Exact recovery proved by ranks for many straggler sets: compiled, all pairs at once."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from adversary.worst_case.listing.symmetries import looked_levels, many_symmetries
from adversary.worst_case.tree.symmetry import Permutation
from designs.algebra.linear import independent_rows
from designs.codes import GradientCode
from designs.codes.recovery import left_null_space

Residues = NDArray[np.int64]

PRIME = 2**31 - 1
_SLICE = 1 << 24


def every_span_is_kept(
    code: GradientCode,
    s: int,
    deadline: float | None = None,
    symmetries: Callable[[], Sequence[Permutation]] = tuple,
) -> bool:
    """Whether it is proved that any ``n - s`` rows span what all rows span, with 1 among it.

    As `designs.codes.keeps_full_span`, for s of at least 3: the vectors of the left null space,
    restricted to the stragglers, have rank s modulo a prime. Here s random combinations of them
    are enough, so that each set asks for a determinant: it is that of the last two rows after the
    others have been eliminated. False proves nothing.

    Complexity: C(n, s) tests of two products, O(n s) for each of the C(n, s - 2) prefixes.
    Source: as there; a set need not be tested if an image of it under a symmetry is.

    >>> from designs import cyclic_repetition
    >>> every_span_is_kept(cyclic_repetition(8, 4), 3)
    True
    """
    combined = _combined_null_space(code, s)
    if combined is None:
        return False
    from adversary.worst_case.listing.rank_kernel import ranks_are_full

    n = code.workers
    moves = many_symmetries(symmetries(), n)
    looked = looked_levels(n, s, len(moves))
    levels = np.empty((s - 1, n, s), np.int64)
    levels[0] = combined
    prefix = np.arange(s - 2)
    while prefix[0] >= 0:
        late = deadline is not None and time.monotonic() > deadline
        if late or not ranks_are_full(levels, prefix, moves, looked, _SLICE):
            return False
    return True


def _combined_null_space(code: GradientCode, s: int) -> Residues | None:
    """The values on each worker of s random null vectors; None if the spans cannot be kept."""
    rows = code.integer_rows()
    rank = len(independent_rows(rows))
    ones = (1,) * code.partitions
    if len(independent_rows([*rows, ones])) != rank or code.workers - rank < s:
        return None
    null = left_null_space(np.array([[x % PRIME for x in row] for row in rows]))
    if len(null) != code.workers - rank:
        return None
    factors = np.random.default_rng(0).integers(1, PRIME, (s, len(null))).tolist()
    columns = [[int(x) for x in line] for line in null.T]
    return np.array(
        [[sum(map(int.__mul__, f, c)) % PRIME for f in factors] for c in columns], np.int64
    )
