"""Bounds by one common weight: the spectral bounds as proofs, and a bound for one straggler set."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

import numpy as np

from adversary.check import semidefinite
from bounds.closed_form.spectral import classical_bound, improved_bound
from bounds.relaxation.proof import UpperBound, proved
from designs.algebra.linear import Rational, common_denominator, gram, plain
from designs.codes import GradientCode
from designs.codes.coerce import CodeLike, as_code
from designs.errors import BadInput, integer, require, show

_MOST_WORKERS = 200
_ROUNDS_UP = (0, 1e-9, 1e-7, 1e-5, 1e-3)


def common_weight_bound(code: GradientCode, stragglers: Iterable[int]) -> Rational:
    """An upper bound on the error of one straggler set without a solve: one weight for all.

    The best common weight decodes with error ``k - (1'y)^2/|y|^2``, y the sum of the survivors'
    rows; the error itself if the survivors' Gram matrix has constant row sums.

    Raises:
        BadInput: a straggler that is no worker.

    Complexity: O(n k).
    Source: Cauchy-Schwarz; derived in docs/bounds.md.

    >>> from designs import block_design
    >>> common_weight_bound(block_design(7, 3, 1), [0, 1])
    Fraction(4, 7)
    """
    silent, k = set(stragglers), code.partitions
    known = silent <= set(range(code.workers))
    require(known, f"stragglers must be workers 0..{code.workers - 1}, got {sorted(silent)}")
    kept = [row for w, row in enumerate(code.encoding) if w not in silent]
    total = [Fraction(sum(column)) for column in zip(*kept, strict=True)] if kept else []
    square = sum((x * x for x in total), Fraction(0))
    return plain(k - sum(total, Fraction(0)) ** 2 / square) if square else k


def has_ratio(code: GradientCode, ratio: Rational) -> bool:
    """Whether the spectral ratio of a code with constant sums is at most this: decided in integers.

    For rows of equal sum h and columns of equal sum c, the all-ones vector is an eigenvector of
    B B' with eigenvalue h c. The ratio is at most mu if ``mu h c I + ((1 - mu) h c/n) J - B B'`` is
    positive semidefinite.

    Raises:
        BadInput: sums are not constant or not positive.

    Complexity: O(n^2 k + n^3) integer operations.
    Source: derived in docs/why-it-is-true.md.

    >>> from designs import block_design
    >>> has_ratio(block_design(7, 3, 1), Fraction(2, 9))
    True
    >>> has_ratio(block_design(7, 3, 1), Fraction(21, 100))
    False
    """
    h, c = _constant_sums(code)
    scale, rows = common_denominator(code.encoding)
    n, top, mu = code.workers, h * c * scale**2, Fraction(ratio)
    around = (1 - mu) * top / n
    matrix = [
        [around - x + mu * top * (v == w) for v, x in enumerate(row)]
        for w, row in enumerate(gram(rows))
    ]
    return semidefinite(matrix)


def spectral_ratio(code: GradientCode) -> Rational:
    """A rational number not below mu = sigma_2^2/sigma_1^2 of a code with constant sums.

    `has_ratio` decides for numbers near the float: simple fractions first, then above it, so that
    it is exact if the ratio is a simple fraction.

    Raises:
        BadInput: sums are not constant or not positive, or more than 200 workers.

    Complexity: one singular value decomposition, and `has_ratio` for each trial.
    Source: derived in docs/why-it-is-true.md.

    >>> from designs import block_design
    >>> spectral_ratio(block_design(7, 3, 1))
    Fraction(2, 9)
    """
    h, c = _constant_sums(code)
    n = code.workers
    require(n <= _MOST_WORKERS, f"the spectral ratio takes {_MOST_WORKERS} workers, got {n}")
    values = np.linalg.svd(code.to_numpy(), compute_uv=False) ** 2
    second = float(values[1]) if len(values) > 1 else 0.0
    for theta in _above(second):
        if has_ratio(code, theta / (h * c)):
            return plain(theta / (h * c))
    raise BadInput("no rational number near the second singular value was accepted")


def _above(value: float) -> Iterator[Fraction]:
    """Rational numbers near a float and then above it, simple ones first."""
    for more in _ROUNDS_UP:
        near = value * (1 + more) + more
        for limit in (1, 1000, 10**9):
            simple = Fraction(near).limit_denominator(limit)
            if 0 <= simple <= near + 2e-9:
                yield simple


def _constant_sums(code: GradientCode) -> tuple[Fraction, Fraction]:
    rows = {sum(row, Fraction(0)) for row in code.encoding}
    columns = {sum(column, Fraction(0)) for column in zip(*code.encoding, strict=True)}
    if len(rows) > 1 or len(columns) > 1 or min(rows) <= 0:
        raise BadInput("the spectral bounds need equal positive row sums and equal column sums")
    return Fraction(rows.pop()), Fraction(columns.pop())


def spectral_bound(code: CodeLike, s: int, *, classical: bool = False) -> UpperBound:
    """The spectral bound on e(s) as a proof: ``k mu s/(n - s + mu s)``, or ``k mu s/(n - s)``.

    Both are the policy of one common weight, 1/sum of a column times n/(n - s) for the classical
    bound, and the best such weight for the improved one.

    Raises:
        BadInput: not ``0 <= s < n``, or sums that are not constant (see `spectral_ratio`).

    Complexity: that of `spectral_ratio`.
    Source: N. Raviv et al. (2017) for the classical bound; the improved one is derived in
    docs/why-it-is-true.md.

    >>> from designs import block_design
    >>> spectral_bound(block_design(7, 3, 1), 2).value
    Fraction(4, 7)
    """
    code, s = as_code(code), integer(s, "s")
    n, k = code.workers, code.partitions
    require(0 <= s < n, f"stragglers must be 0..{n - 1}, got {s}")
    mu, (h, c) = Fraction(spectral_ratio(code)), _constant_sums(code)
    kept, theta = n - s, mu * h * c
    weight = Fraction(n, 1) / (c * kept) if classical else n / (c * (kept + mu * s))
    value = (classical_bound if classical else improved_bound)(k, n, mu, s)
    balance = weight**2 * (h * c - theta) / n
    room = weight**2 * theta
    squares = [sum((x * x for x in map(Fraction, row)), Fraction(0)) for row in code.encoding]
    constant = balance * kept - 2 * weight * h + room
    proof = {
        "weights": [show(plain(weight))] * n, "balance": [show(plain(balance))] * n,
        "constant": show(plain(constant)), "pairs": [],
        "diagonal": [show(plain(balance + room - weight**2 * square)) for square in squares],
    }  # fmt: skip
    name = "classical spectral" if classical else "spectral"
    return proved(code, s, value, name, proof, "polynomial")
