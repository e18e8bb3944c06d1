"""Cyclic repetition with Gaussian coefficients in floats, the best of several draws."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from math import comb

import numpy as np
from numpy.typing import NDArray

from designs.algebra.linear import common_denominator
from designs.codes.base import GradientCode, generator, require_replication, require_size
from designs.codes.cyclic import annihilated
from designs.codes.family import family
from designs.errors import VerificationError, require

Floats = NDArray[np.float64]
_ALL_PATTERNS = 300
_SOME_PATTERNS = 200
_MOST_DRAWS = 1000


@family(
    "cyclic-repetition-float",
    example={"workers": 6, "replication": 3, "draws": 5, "seed": 1},
    parameters={"draws": ("", "random draws, of which the best is kept")},
    after="cyclic-repetition",
)
def cyclic_repetition_float(
    workers: int, replication: int, draws: int = 10, seed: int = 0
) -> GradientCode:
    """Cyclic repetition as published, over floats: the best-conditioned of several Gaussian draws.

    With s = d - 1, draw an s x (n - 1) Gaussian matrix, append minus the sum of its columns to get
    H, and let row w of B have B[w][w] = 1, support w, ..., w + s modulo n, and H b = 0. Of the
    draws, the one is kept whose longest decoding vector is shortest, over all straggler sets if
    there are at most 300, else over 200 random ones: a choice made in floats, and no claim. The
    coefficients of the chosen draw are solved for exactly and each is rounded to the nearest float,
    so they do not depend on the linear algebra of the machine.

    The entries are what floats are, dyadic rationals, and with them this is **not** an exact code:
    rounding moves the rows off the null space of H, and the certified error of up to s stragglers
    is small instead of zero, at most ``2^-106 (sum_w |a_w| |b_w|)^2`` with the decoding vector a
    and rows b_w before rounding (proved in docs/why-it-is-true.md; for 6 workers and d = 3 below
    1e-28). Take `cyclic_repetition` for an error of zero.

    **Large n is ill-conditioned**: decoding weights reach 1e3 to 1e5 already for 20 to 50 workers,
    and what workers send must then travel in float64; prefer fractional repetition there.

    Raises:
        BadInput: not ``1 <= d <= n``, not 1..1000 draws, or a negative seed.

    Complexity: O(n d^3) for the code, O(n^3 + 300 (d^3 + n d)) float operations a draw.
    Source: R. Tandon et al., Gradient Coding (2017), algorithm for cyclic repetition, with the
    choice among draws and the rounding added here.

    >>> code = cyclic_repetition_float(5, 2, draws=3, seed=1)
    >>> code.load(), code.encoding[0][0]
    ((2, 2, 2, 2, 2), 1)
    """
    n, d = workers, replication
    require_replication(n, d)
    require(1 <= draws <= _MOST_DRAWS, f"draws must be 1..{_MOST_DRAWS}, got {draws}")
    require_size(n, n)
    random = generator(seed)
    sets = straggler_sets(n, d - 1, random)
    candidates = [random.standard_normal((d - 1, max(n - 1, 0))) for _ in range(draws)]
    best = min(candidates, key=lambda h: longest_weights(_in_floats(h), sets))
    encoding = annihilated(_integers(best), n)
    if encoding is None:
        raise VerificationError("a window of the draw is singular: try another seed.")
    recipe = {"family": "cyclic-repetition-float", "workers": n, "replication": d}
    return GradientCode(
        [[float(x) for x in row] for row in encoding],
        "cyclic repetition in floats",
        {**recipe, "draws": draws, "seed": seed},
    )


def straggler_sets(n: int, s: int, random: np.random.Generator) -> NDArray[np.int64]:
    """All s-subsets of n workers if they are at most 300, else 200 random ones, one a row.

    Complexity: O(300 n).

    >>> straggler_sets(3, 2, generator(0)).tolist()
    [[0, 1], [0, 2], [1, 2]]
    """
    if comb(n, s) <= _ALL_PATTERNS:
        found = list(combinations(range(n), s))
    else:
        draws = (random.choice(n, s, replace=False).tolist() for _ in range(_SOME_PATTERNS))
        found = [tuple(draw) for draw in draws]
    return np.array(found, dtype=np.int64).reshape(len(found), s)


def decoding_vectors(encoding: Floats, sets: NDArray[np.int64]) -> Floats:
    """Estimated decoding vectors of an n x k encoding of rank n - s, one row a straggler set.

    One vector a with a B = 1 is corrected by the left null space of B, which has dimension s, so
    that it vanishes on the stragglers: an s x s system for each set instead of a least-squares
    problem. Rows that cannot be corrected are infinite.

    Complexity: O(n^2 k + count (s^3 + n s)).
    Source: elementary; the tests compare with least squares.

    >>> b = np.array([[0.5, 1, 0], [0, 1, -1], [0.5, 0, 1]])
    >>> decoding_vectors(b, np.array([[0], [1], [2]])).round(9).tolist()
    [[0.0, 1.0, 2.0], [1.0, 0.0, 1.0], [2.0, -1.0, 0.0]]
    """
    n, s = len(encoding), sets.shape[1]
    left, sizes, right = np.linalg.svd(encoding)
    rank = n - s
    one = left[:, :rank] @ ((right[:rank] @ np.ones(encoding.shape[1])) / sizes[:rank])
    null = left[:, rank:]
    try:
        steps = np.linalg.solve(null[sets], one[sets][..., None])[..., 0]
    except np.linalg.LinAlgError:
        return np.full((len(sets), n), np.inf)
    vectors: Floats = one - steps @ null.T
    vectors[np.arange(len(sets))[:, None], sets] = 0
    return vectors


def longest_weights(encoding: Floats, sets: NDArray[np.int64]) -> float:
    """Estimate of the greatest length of a decoding vector over these straggler sets.

    Complexity: that of `decoding_vectors`.

    >>> longest_weights(np.eye(4), np.empty((1, 0), dtype=np.int64))
    2.0
    """
    return float(np.linalg.norm(decoding_vectors(encoding, sets), axis=1).max())


def _in_floats(free: Floats) -> Floats:
    """The encoding of a draw by float elimination: a proposal, to compare draws by."""
    s, n = len(free), free.shape[1] + 1
    h = np.hstack([free, -free.sum(axis=1, keepdims=True)])
    windows = (np.arange(n)[:, None] + np.arange(1, s + 1)) % n
    tails = np.linalg.solve(h[:, windows].transpose(1, 0, 2), -h.T[:, :, None])[..., 0]
    encoding = np.eye(n)
    encoding[np.arange(n)[:, None], windows] = tails
    return encoding


def _integers(free: Floats) -> list[list[int]]:
    """The draw with its last column, exactly, every row scaled to integers: same null space."""
    rows = [[Fraction(x) for x in row] for row in free.tolist()]
    return [common_denominator([[*row, -sum(row, Fraction(0))]])[1][0] for row in rows]
