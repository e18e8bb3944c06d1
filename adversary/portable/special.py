"""Special functions in NumPy, for exported source, and the primitives that they stand for.

The public functions are copied into the source that needs them, like those of
`adversary.portable.runtime`. They compute in float64 and round once.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from adversary.portable.text import Rule, call


def logistic(x: Any) -> Any:
    """The logistic function 1/(1 + exp(-x)).

    >>> logistic(np.float32(0.0)).item()
    0.5
    """
    return 1 / (1 + np.exp(-x))


def erf(x: Any) -> Any:
    """The error function, entry by entry.

    >>> erf(np.float32(0.0)).item()
    0.0
    """
    import math

    return np.vectorize(math.erf, otypes=[np.float64])(x).astype(x.dtype)


def erfc(x: Any) -> Any:
    """One less the error function, entry by entry.

    >>> erfc(np.float32(0.0)).item()
    1.0
    """
    import math

    return np.vectorize(math.erfc, otypes=[np.float64])(x).astype(x.dtype)


def erf_inv(x: Any) -> Any:
    """The inverse of the error function: infinite at -1 and 1, nan beyond.

    Source: the normal quantile of the standard library, taken in the lower tail.

    >>> round(erf_inv(np.float64(0.5)).item(), 6)
    0.476936
    """
    from statistics import NormalDist

    def one(value: float) -> float:
        if value == 0 or not abs(value) < 1:
            return value if value == 0 else value * np.inf if abs(value) == 1 else np.nan
        tail = (1 - abs(value)) / 2
        size = -NormalDist().inv_cdf(tail) / 2**0.5 if tail < 0.5 else 0.0
        return size if value > 0 or size == 0 else -size

    return np.vectorize(one, otypes=[np.float64])(x).astype(x.dtype)


def lgamma(x: Any) -> Any:
    """The logarithm of the absolute value of the gamma function, infinite at its poles.

    >>> lgamma(np.float64(3.0)).round(6).item(), lgamma(np.float64(-1.0)).item()
    (0.693147, inf)
    """
    import math

    def one(value: float) -> float:
        pole = value <= 0 and value == np.floor(value)
        return np.inf if pole else math.lgamma(value)

    return np.vectorize(one, otypes=[np.float64])(x).astype(x.dtype)


def digamma(x: Any) -> Any:
    """The derivative of the logarithm of the gamma function; nan at its poles.

    Reflected for arguments below a half, raised to at least 8, then the asymptotic series.

    >>> digamma(np.float64(1.0)).round(6).item()
    -0.577216
    """
    y = np.asarray(x, np.float64)
    low = y < 0.5
    pole = (y <= 0) & (y == np.floor(y))
    turned = np.where(low, 1 - y, y)
    total = np.zeros_like(turned)
    for _ in range(8):
        small = turned < 8
        total = total - np.where(small, 1 / turned, 0)
        turned = turned + small
    square = 1 / turned**2
    series = 1 / 12 - square * (1 / 120 - square * (1 / 252 - square * (1 / 240 - square / 132)))
    total = total + np.log(turned) - 0.5 / turned - square * series
    share = np.where(low & ~pole, y - np.floor(y), 0.5)
    total = total - np.where(low, np.pi / np.tan(np.pi * share), 0)
    return np.where(pole, np.nan, total).astype(np.asarray(x).dtype)


_NAMES = ("logistic", "erf", "erfc", "erf_inv", "lgamma", "digamma")
RULES: Mapping[str, Rule] = {name: call(name) for name in _NAMES}
