"""Expanders: proved spectral ratios of large codes, and the theorem on random stragglers."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import e, exp, inf, log

import numpy as np
from numpy.typing import NDArray

from bounds.closed_form.spectral import classical_bound, improved_bound
from designs.algebra.linear import Rational, common_denominator, gram, plain
from designs.codes import GradientCode
from designs.errors import BadInput, require

_BITS = 61
_NUDGES = (1e-12, 1e-10, 1e-8, 1e-6)


def certified_ratio(code: GradientCode) -> Fraction:
    """A proved upper bound on the spectral ratio mu of a code with constant row and column sums.

    With rows of sum h and columns of sum c, in integers, and ``M = n B B^T - h c J`` the ratio is
    the largest eigenvalue of M over n h c. Float64 proposes a t and a triangular C with C C^T near
    ``t I - M``, all scaled by a power of 2. C is rounded to integers and the remainder ``R = t I -
    M - C C^T`` computed exactly in 64 bits; by Gershgorin ``M <= (t + max_i sum_j |R_ij|) I``. No
    float is believed. `bounds.relaxation.common_weight.spectral_ratio` is exact where it can be,
    and for at most 200 workers; this is for thousands, and about n^1.5/2^30 above the truth.

    Raises:
        BadInput: row sums or column sums differ or are not positive, or the entries are too large
            for 64 bits.

    Complexity: O(n^2 k + n^3) in numpy.
    Source: derived in docs/why-it-is-true.md.

    >>> from designs.codes.expander import expander
    >>> mu = certified_ratio(expander("petersen"))
    >>> 0 <= mu - Fraction(4, 9) < Fraction(1, 10**5)
    True
    """
    centred, unit = _centred(code)
    largest = max(float(np.linalg.eigvalsh(centred.astype(np.float64))[-1]), 0.0)
    top = max(int(np.abs(centred).max(initial=0)), int(largest) + 1)
    shift = _BITS - 1 - (2 * top + 2 * unit).bit_length()
    require(shift >= 0, "the entries are too large for a spectral certificate in 64 bits")
    scaled = centred << shift
    for nudge in _NUDGES:
        t = int((largest + nudge * (largest + unit)) * (1 << shift)) + 1
        remainder = _remainder(scaled, t)
        if remainder is not None:
            return Fraction(t + remainder, unit << shift)
    raise BadInput("float64 found no factor near the second singular value of this code")


def _centred(code: GradientCode) -> tuple[NDArray[np.int64], int]:
    """The matrix M of integers, and n h c."""
    n, (_, rows) = code.workers, common_denominator(code.encoding)
    h, c = {sum(row) for row in rows}, {sum(column) for column in zip(*rows, strict=True)}
    constant = len(h) == len(c) == 1 and min(h) > 0
    require(constant, "a spectral ratio needs equal positive row sums and equal column sums")
    unit = n * h.pop() * c.pop()
    products = gram(rows)
    most = max(abs(x) for row in products for x in row)
    require(n * most + unit < 1 << _BITS, "the entries are too large for a spectral certificate")
    return n * np.array(products, dtype=np.int64) - unit // n, unit


def _remainder(scaled: NDArray[np.int64], t: int) -> int | None:
    """A proved bound on the largest eigenvalue of ``M - t I``, not negative, if a factor is found.

    The squares of a row of C sum to about the diagonal of t I - M, which is checked to
    be below 2^61; by Cauchy-Schwarz no sum of products then leaves 64 bits.
    """
    wanted = np.diag(np.full(len(scaled), t, dtype=np.int64)) - scaled
    try:
        factor = np.linalg.cholesky(wanted.astype(np.float64))
    except np.linalg.LinAlgError:
        return None
    rounded = np.rint(factor).astype(np.int64)
    if float((rounded.astype(np.float64) ** 2).sum(axis=1).max()) >= float(1 << _BITS):
        return None
    remainder = np.abs(wanted - rounded @ rounded.T)
    return int(remainder.astype(object).sum(axis=1).max())


def expander_bounds(code: GradientCode, s: int) -> tuple[Rational, Rational]:
    """Two proved bounds on e(s): the classical ``k mu s/(n-s)`` and ``k mu s/(n - s + mu s)``.

    Raises:
        BadInput: not ``0 <= s < n``, or a code that `certified_ratio` refuses.

    Complexity: that of `certified_ratio`.
    Source: N. Raviv et al. (2017), M. Glasgow and M. Wootters (2020), squared; the second is
    derived in docs/why-it-is-true.md.

    >>> from designs.codes.edge_scheme import edge_scheme
    >>> [round(float(x), 3) for x in expander_bounds(edge_scheme("petersen"), 3)]
    [1.667, 1.429]
    """
    mu = certified_ratio(code)
    n, k = code.workers, code.partitions
    return classical_bound(k, n, mu, s), improved_bound(k, n, mu, s)


def ramanujan_ratio(degree: int) -> Rational:
    """The spectral ratio ``4 (d-1)/d^2`` that the code of a Ramanujan graph does not exceed.

    Raises:
        BadInput: the degree is below 2.

    Complexity: constant.
    Source: A. Lubotzky, R. Phillips, P. Sarnak (1988), for the definition.

    >>> ramanujan_ratio(6)
    Fraction(5, 9)
    """
    require(degree >= 2, f"the degree must be at least 2, got {degree}")
    return plain(Fraction(4 * (degree - 1), degree * degree))


def edge_ratio(degree: int, second: Rational) -> Rational:
    """The spectral ratio ``(d + lambda_2)/(2 d)`` of the edge scheme of a d-regular graph.

    ``second`` is the second largest eigenvalue lambda_2 of the graph, or anything above it: for the
    incidence matrix A of vertices and edges ``A A^T = d I + adjacency``.

    Raises:
        BadInput: the degree is not positive, or lambda_2 is not -d..d.

    Complexity: constant.
    Source: M. Glasgow, M. Wootters (2020).

    >>> edge_ratio(3, 1)
    Fraction(2, 3)
    """
    fits = degree >= 1 and -degree <= second <= degree
    require(fits, f"the second eigenvalue must be -degree..degree, got {second} and {degree}")
    return plain(Fraction(degree + second) / (2 * degree))


@dataclass(frozen=True, slots=True)
class RandomStragglers:
    """The numbers of the theorem on random stragglers for one graph; floats, for orientation.

    ``hypotheses`` are sentences with whether they hold. Only if all do, the theorem says: the mean
    of every decoded coefficient is one number r, at least ``mean``; the variance of each is at most
    ``variance``; the covariance matrix has operator norm at most ``covariance``.

    >>> RandomStragglers((("n is large", False),), 0.9, 0.1, 30.0).holds
    False
    """

    hypotheses: tuple[tuple[str, bool], ...]
    mean: float
    variance: float
    covariance: float

    @property
    def holds(self) -> bool:
        """Whether all hypotheses hold, so that the bounds are claimed by the theorem."""
        return all(holds for _, holds in self.hypotheses)


def random_stragglers(
    vertices: int, degree: int, expansion: Rational, probability: Rational, epsilon: Rational
) -> RandomStragglers:
    """The theorem on edge schemes of vertex-transitive graphs when machines straggle at random.

    Each machine straggles independently with probability p; ``expansion`` is lambda = d - lambda_2.
    That the graph is vertex transitive is not checked. The statement is a
    reconstruction, from the blueprint of a formalisation and not from the paper; it is not derived
    here, and the numbers are floats: estimates, not claims.

    Raises:
        BadInput: not ``0 < p < 1``, epsilon not positive, or lambda not in 0..2d.

    Complexity: constant.
    Source: M. Glasgow, M. Wootters (2020), as restated there.

    >>> found = random_stragglers(10**9, 200, 180, Fraction(1, 10), Fraction(1, 2))
    >>> found.holds, found.mean > 0.99
    (True, True)
    """
    require(0 < probability < 1, f"the probability must be between 0 and 1, got {probability}")
    require(epsilon > 0, f"epsilon must be positive, got {epsilon}")
    fits = 0 < expansion <= 2 * degree and vertices >= 2
    require(fits, f"the expansion must be in 0..{2 * degree}, got {expansion}")
    n, d, gap = float(vertices), float(degree), float(expansion)
    p, eps = float(probability), float(epsilon)
    left = 1 - p * exp(1 / gap)
    t = e * e * p ** (gap * (1 - 1 / (3 + eps))) / left**2 if left > 0 else inf
    logs = 2 * log(1 + eps) - 2 * log(eps)
    needed = 4 * (1 + eps) / eps**2 * (2 + logs - (log(left) if left > 0 else -inf))
    size = 2 * (1 + eps) / eps**2 * (2 * log(n) + logs - log(1 - p))
    tail = t + 6 / n
    spread = (1 - t) * (gap - (2 * d - gap) * t) if t < 1 else -inf
    hypotheses = (
        ("the expansion is above 1.5", gap > 1.5),
        ("(lambda/2 + 1)(1 - p e^(1/lambda)) >= 1 + eps", (gap / 2 + 1) * left >= 1 + eps),
        ("(1 - t)(lambda - (2d - lambda) t) >= eps", spread >= eps),
        ("n is large enough for its logarithms", n / log(n) ** 2 >= needed),
    )
    return RandomStragglers(hypotheses, 1 - tail, tail, 2 * size**2 * tail**2 + 24)
