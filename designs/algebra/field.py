"""GF(q) for the constructions: whole numpy arrays of field elements at a time.

An element of GF(p^m) is the integer ``c_0 + c_1 p + ... + c_{m-1} p^{m-1}`` of its coordinates. The
defining polynomial comes from a table made with galois, and beyond that table from galois itself,
which is imported only then.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from designs.algebra.arithmetic import factorize, prime_power
from designs.errors import BadInput, VerificationError
from designs.tables import shipped

Elements = NDArray[np.int64]


class Field:
    """The finite field of a prime power order q = p^m.

    Attributes: ``order`` q, ``characteristic`` p, ``degree`` m; ``exp`` (q-1 powers of a generator
    of the multiplicative group) and ``log``, its inverse (``log[0]`` is meaningless).

    Raises:
        BadInput: the order is no prime power.

    Complexity: O(q m) to set up; every operation is O(size) numpy work.

    >>> GF(4).multiply([2, 2, 3], [2, 3, 3]).tolist(), GF(4).add(2, 3).tolist()
    ([3, 1, 2], 1)
    """

    def __init__(self, order: int) -> None:
        power = prime_power(order)
        if power is None:
            raise BadInput(f"a finite field has a prime power number of elements, got {order}")
        self.order = order
        self.characteristic, self.degree = power
        self._weights = self.characteristic ** np.arange(self.degree, dtype=np.int64)
        self._digits = np.arange(order)[:, None] // self._weights % self.characteristic
        self.exp = np.array(_powers_of_generator(*power), dtype=np.int64)
        self.log = np.empty(order, dtype=np.int64)
        self.log[self.exp] = np.arange(order - 1)
        if len(np.unique(self.exp)) != order - 1 or not self.exp.all():
            raise VerificationError(f"the generator of GF({order}) does not have order {order - 1}")

    def add(self, a: ArrayLike, b: ArrayLike) -> Elements:
        """Sum of two arrays of elements, broadcast.

        >>> GF(9).add(5, 7).tolist()
        0
        """
        digits = self._digits[np.asarray(a)] + self._digits[np.asarray(b)]
        total: Elements = digits % self.characteristic @ self._weights
        return total

    def multiply(self, a: ArrayLike, b: ArrayLike) -> Elements:
        """Product of two arrays of elements, broadcast.

        >>> GF(5).multiply(3, [0, 1, 2]).tolist()
        [0, 3, 1]
        """
        a, b = np.asarray(a), np.asarray(b)
        product = self.exp[(self.log[a] + self.log[b]) % (self.order - 1)]
        return np.where((a == 0) | (b == 0), 0, product)

    def matmul(self, a: Elements, b: Elements) -> Elements:
        """Matrix product of shapes (x, y) and (..., y, z), the result of shape (..., x, z).

        >>> GF(2).matmul(np.array([[1, 1]]), np.array([[1, 0], [1, 1]])).tolist()
        [[0, 1]]
        """
        total = np.zeros((*b.shape[:-2], a.shape[0], b.shape[-1]), dtype=np.int64)
        for i in range(a.shape[1]):
            total = self.add(total, self.multiply(a[:, i, None], b[..., i, None, :]))
        return total

    def trace(self, a: ArrayLike, subfield: int) -> Elements:
        """Trace ``a + a^s + a^(s^2) + ...`` down to the subfield of order s.

        >>> GF(8).trace(np.arange(8), 2).tolist()
        [0, 1, 0, 1, 0, 1, 0, 1]
        """
        a = np.asarray(a)
        total = np.zeros_like(a)
        power = 1
        while power < self.order:
            conjugate = np.where(a == 0, 0, self.exp[self.log[a] * power % (self.order - 1)])
            total = self.add(total, conjugate)
            power *= subfield
        return total

    def cyclotomic_class(self, index: int, count: int) -> Elements:
        """The coset ``g^index <g^count>`` of the subgroup of index ``count``, sorted.

        >>> GF(7).cyclotomic_class(0, 2).tolist()
        [1, 2, 4]
        """
        return np.sort(self.exp[index % count :: count])


@lru_cache(maxsize=64)
def GF(order: int) -> Field:  # noqa: N802 - the field's own notation
    """The field of this order, set up once.

    Raises:
        BadInput: the order is no prime power.

    >>> GF(9).characteristic
    3
    """
    return Field(order)


def _powers_of_generator(p: int, m: int) -> list[int]:
    """1, g, g^2, ... of a generator g: a primitive root if m = 1, else a root of the polynomial."""
    if m == 1:
        root = _primitive_root(p)
        powers = [1]
        for _ in range(p - 2):
            powers.append(powers[-1] * root % p)
        return powers
    polynomial = _primitive_polynomial(p, m)
    minus_low = [(-c) % p for c in polynomial[:m]]
    element = [1] + [0] * (m - 1)
    powers = []
    for _ in range(p**m - 1):
        powers.append(sum(c * p**i for i, c in enumerate(element)))
        carry = element[-1]
        element = [
            (low + carry * c) % p for low, c in zip([0, *element[:-1]], minus_low, strict=True)
        ]
    return powers


def _primitive_root(p: int) -> int:
    """The least primitive root modulo a prime."""
    exponents = [(p - 1) // prime for prime in factorize(p - 1)]
    return next(g for g in range(1, p) if all(pow(g, e, p) != 1 for e in exponents))


def _primitive_polynomial(p: int, m: int) -> list[int]:
    """Coefficients, lowest first, of a monic primitive polynomial of degree m over GF(p)."""
    for line in shipped("primitive_polynomials.txt"):
        if line.startswith(f"{p} {m} "):
            return [int(c) for c in line.split()[2:]]
    import galois

    try:
        polynomial = galois.conway_poly(p, m)
    except LookupError:
        polynomial = galois.primitive_poly(p, m)
    return [int(c) for c in polynomial.coefficients(order="asc")]
