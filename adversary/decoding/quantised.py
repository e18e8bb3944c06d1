"""Messages of a few bits a coordinate: stochastic rounding, unbiased, scaled by the length.

No `Decoder`: it is what workers do to their messages.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from designs.algebra.linear import Rational, plain
from designs.errors import require
from designs.lazy import make_callable

Vector = NDArray[np.float64]


def quantised(message: Vector, bits: int, random: np.random.Generator) -> Vector:
    """A random vector with the message as mean, each coordinate one of 2^b levels and a sign.

    With s = 2^b - 1 each ``|x_i|/|x|`` is rounded to a multiple of 1/s, up or down at random such
    that its mean is right. The squared distance is at most ``d/(4 s^2) |x|^2`` in the mean.

    Raises:
        BadInput: fewer than one bit.

    Complexity: O(d).
    Source: norm-scaled stochastic quantisation, as in the follow-up to Song and Choi (2025).

    >>> quantised(np.array([3.0, -4.0]), 60, np.random.default_rng(0)).round(6).tolist()
    [3.0, -4.0]
    """
    require(bits >= 1, f"a quantised coordinate needs at least one bit, got {bits}")
    length, levels = float(np.linalg.norm(message)), 2**bits - 1
    if length == 0:
        return np.zeros_like(message)
    scaled = np.abs(message) / length * levels
    low = np.floor(scaled)
    rounded = low + (random.random(message.shape) < scaled - low)
    sent: Vector = np.sign(message) * rounded * (length / levels)
    return sent


def noise(bits: int, dimension: int) -> Rational | None:
    """A bound on the relative noise of b bits in d dimensions, ``d/(2^b - 1)^2``; None if b = 0.

    This is the constant of the paper; the noise of `quantised` is at most a quarter of it.

    Raises:
        BadInput: negative bits or no dimension.

    Complexity: constant.
    Source: the follow-up to H. Song and J. Choi (2025).

    >>> noise(2, 18), noise(0, 18)
    (2, None)
    """
    require(bits >= 0, f"bits must be at least 0, got {bits}")
    require(dimension >= 1, f"the dimension must be at least 1, got {dimension}")
    return plain(Fraction(dimension, (2**bits - 1) ** 2)) if bits else None


make_callable(__name__, __name__, "quantised")
