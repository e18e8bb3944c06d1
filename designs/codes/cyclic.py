"""Cyclic repetition with random rational coefficients, exact recovery proved."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import numpy as np

from designs.algebra.linear import independent_rows, solve
from designs.codes.base import GradientCode, generator, require_replication, require_size
from designs.codes.family import family
from designs.codes.recovery import keeps_full_span
from designs.errors import VerificationError, require

_MOST_SETS = 2_000_000
_MOST_DRAWS = 20
_SPREAD = 9


@family(
    "cyclic-repetition",
    example={"workers": 6, "replication": 3, "seed": 2},
    after="fractional-repetition",
)
def cyclic_repetition(workers: int, replication: int, seed: int = 0) -> GradientCode:
    """Cyclic repetition: worker w holds partitions w, ..., w+d-1 modulo n, any d-1 may straggle.

    With s = d - 1, draw an s x n integer matrix H whose rows sum to zero, and let row w of B be the
    vector with B[w][w] = 1, supported on the window of w, that H maps to zero. All rows lie in the
    null space of H, which has dimension n - s and contains 1, so any n - s independent rows span 1.
    That any n - s rows are independent holds for almost every real H; here it is proved for the H
    drawn (see `keeps_full_span`). If it fails, H is drawn again with entries up to twice as large,
    since small integers make a vanishing minor likely when there are many straggler sets.

    The coefficients are fractions: exact recovery is a theorem about them, not a rounding limit.

    Raises:
        BadInput: not ``1 <= d <= n``, a negative seed, or more than 2,000,000 straggler sets to
            prove exact.

    Complexity: O(n d^3) for the code, C(n, d-1) small eliminations for the proof.
    Source: R. Tandon et al., Gradient Coding (2017), algorithm for cyclic repetition, over the
    rationals instead of Gaussian floats.

    >>> code = cyclic_repetition(5, 3, seed=1)
    >>> code.load(), [j for j, x in enumerate(code.encoding[4]) if x]
    ((3, 3, 3, 3, 3), [0, 1, 4])
    """
    n, d = workers, replication
    require_replication(n, d)
    require_size(n, n)
    sets = comb(n, d - 1)
    require(
        sets <= _MOST_SETS,
        f"proving exact recovery takes at most {_MOST_SETS:,} straggler sets, got C({n},{d - 1}) = "
        f"{sets:,}; take fewer workers or a smaller replication",
    )
    random = generator(seed)
    recipe = {"family": "cyclic-repetition", "workers": n, "replication": d, "seed": seed}
    for attempt in range(_MOST_DRAWS):
        encoding = annihilated(_draw(random, d - 1, n, _SPREAD << attempt), n)
        if encoding is not None:
            code = GradientCode(encoding, "cyclic repetition", recipe)
            if keeps_full_span(code, d - 1):
                return code
    raise VerificationError(
        f"none of {_MOST_DRAWS} draws gave an exact cyclic repetition code: try another seed."
    )


def _draw(random: np.random.Generator, s: int, n: int, spread: int) -> list[list[int]]:
    """An s x n matrix of integers, at most ``spread`` and not zero, whose rows sum to zero."""
    signs = 2 * random.integers(0, 2, size=(s, n - 1)) - 1
    free = signs * random.integers(1, spread + 1, size=(s, n - 1))
    rows: list[list[int]] = np.hstack([free, -free.sum(axis=1, keepdims=True)]).tolist()
    return rows


def annihilated(h: list[list[int]], n: int) -> list[list[Fraction]] | None:
    """The cyclic encoding that h annihilates: B[w][w] = 1 and every row of h times row w is zero.

    None if some window of s columns of h is singular, or a coefficient vanishes.

    Complexity: n exact solutions of s x s systems.
    Source: R. Tandon et al., Gradient Coding (2017), algorithm for cyclic repetition.

    >>> [[str(x) for x in row] for row in annihilated([[1, 2, -3]], 3)]
    [['1', '-1/2', '0'], ['0', '1', '2/3'], ['3', '0', '1']]
    """
    s = len(h)
    rows = []
    for w in range(n):
        window = [(w + i) % n for i in range(1, s + 1)]
        matrix = [[row[j] for j in window] for row in h]
        if len(independent_rows(matrix)) < s:
            return None
        tail = solve(matrix, [-row[w] for row in h])
        if not all(tail):
            return None
        row = [Fraction(0)] * n
        row[w] = Fraction(1)
        for j, value in zip(window, tail, strict=True):
            row[j] = value
        rows.append(row)
    return rows
