"""Hadamard matrices: square matrices H of signs with H H^T = n I.

The construction of each order is chosen from the order alone, by `plan`; `hadamard_matrix` carries
a plan out. Plans are nested tuples of words and numbers, so that they fit into a recipe.
"""

from __future__ import annotations

from functools import lru_cache
from math import isqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from designs.algebra.arithmetic import prime_power
from designs.algebra.field import GF
from designs.errors import BadInput, require
from designs.files import shipped

Signs = NDArray[np.int8]
Plan = tuple[Any, ...]

_LARGEST_FACTOR = 64


@lru_cache(maxsize=4096)
def plan(order: int) -> Plan | None:
    """The plan of a Hadamard matrix of this order, or None if no way is known here.

    Sylvester for powers of two, Paley I and II, four circulants from the table, and Kronecker
    products of two smaller matrices, one of them of order at most 64. The first order missing is
    268.

    Complexity: a few hundred tests for prime powers at most, whatever the order.

    >>> plan(12), plan(36), plan(24)
    (('paley-1', 11), ('paley-2', 17), ('paley-1', 23))
    >>> plan(40), plan(92), plan(268)
    (('kronecker', ('sylvester', 1), ('paley-1', 19)), ('four-circulants', 23), None)
    """
    if order < 1 or (order > 2 and order % 4):
        return None
    if (known := _indecomposable(order)) is not None:
        return known
    for factor in range(2, min(isqrt(order), _LARGEST_FACTOR) + 1, 2):
        first = _indecomposable(factor) if order % factor == 0 else None
        if first is not None and (second := plan(order // factor)) is not None:
            return ("kronecker", first, second)
    return None


def _indecomposable(order: int) -> Plan | None:
    """The plan of this order that uses no smaller matrix."""
    if order & (order - 1) == 0:
        return ("sylvester", order.bit_length() - 1)
    if order % 4:
        return None
    if prime_power(order - 1) is not None:
        return ("paley-1", order - 1)
    if order % 8 == 4 and prime_power(order // 2 - 1) is not None:
        return ("paley-2", order // 2 - 1)
    return ("four-circulants", order // 4) if order // 4 in _first_rows() else None


def hadamard_matrix(plan: Plan) -> Signs:
    """Carry out a plan: a matrix of signs, shape (n, n), whose rows are orthogonal.

    Raises:
        BadInput: this is no plan.

    Complexity: O(n^2).
    Source: J. J. Sylvester (1867); R. E. A. C. Paley, J. Math. Phys. 12 (1933) 311-320; J. M.
    Goethals, J. J. Seidel, Canad. J. Math. 19 (1967) 1001-1010.

    >>> hadamard_matrix(("sylvester", 1)).tolist()
    [[1, 1], [1, -1]]
    """
    match plan:
        case ("sylvester", int(exponent)) if exponent >= 0:
            return sylvester(exponent)
        case ("paley-1", int(q)):
            return paley_1(q)
        case ("paley-2", int(q)):
            return paley_2(q)
        case ("four-circulants", int(n)):
            return four_circulants(n)
        case ("kronecker", tuple(first), tuple(second)):
            product: Signs = np.kron(hadamard_matrix(first), hadamard_matrix(second))
            return product
    raise BadInput(f"a plan of a Hadamard matrix is a tuple as made by plan(order), got {plan!r}")


def is_hadamard(matrix: Signs) -> bool:
    """Whether the matrix consists of signs and its rows are orthogonal.

    Complexity: O(n^3).

    >>> is_hadamard(np.array([[1, 1], [1, -1]])), is_hadamard(np.array([[1, 1], [1, 1]]))
    (True, False)
    """
    wide = matrix.astype(np.int64)
    identity = np.eye(len(wide), dtype=np.int64)
    return bool((abs(wide) == 1).all() and (wide @ wide.T == len(wide) * identity).all())


def sylvester(exponent: int) -> Signs:
    """The character table of the elementary abelian group of order 2^m.

    Complexity: O(4^m).

    >>> sylvester(2).sum(axis=1).tolist()
    [4, 0, 0, 0]
    """
    matrix = np.ones((1, 1), dtype=np.int8)
    for _ in range(exponent):
        matrix = np.kron(np.array([[1, 1], [1, -1]], dtype=np.int8), matrix)
    return matrix


def quadratic_character(order: int) -> Signs:
    """The quadratic character chi of GF(q): 1 for squares, -1 for non-squares, 0 for zero.

    Raises:
        BadInput: q is no odd prime power.

    >>> quadratic_character(7).tolist()
    [0, 1, 1, -1, 1, -1, -1]
    """
    require(order % 2 == 1, f"order must be an odd prime power, got {order}")
    signs = 1 - 2 * (GF(order).log % 2)
    signs[0] = 0
    return signs.astype(np.int8)


def quadratic_differences(order: int) -> Signs:
    """The matrix of chi(x - y) for x, y in GF(q), where chi is the quadratic character.

    Raises:
        BadInput: q is no odd prime power.

    >>> quadratic_differences(3).tolist()
    [[0, -1, 1], [1, 0, -1], [-1, 1, 0]]
    """
    chi, field = quadratic_character(order), GF(order)
    elements = np.arange(order)
    minus = field.multiply(elements, field.exp[(order - 1) // 2])
    return chi[field.add(elements[:, None], minus)]


def paley_1(order: int) -> Signs:
    """Paley's matrix of order q + 1, q = 3 modulo 4: the bordered character matrix, plus I.

    Raises:
        BadInput: q is no prime power that is 3 modulo 4.

    Complexity: O(q^2).

    >>> is_hadamard(paley_1(7))
    True
    """
    require(order % 4 == 3, f"order must be 3 modulo 4, got {order}")
    conference = np.ones((order + 1, order + 1), dtype=np.int8)
    conference[1:, 1:] = quadratic_differences(order)
    conference[1:, 0] = -1
    conference[0, 0] = 0
    return conference + np.eye(order + 1, dtype=np.int8)


def paley_2(order: int) -> Signs:
    """Paley's matrix of order 2(q + 1), q = 1 modulo 4, from a symmetric conference matrix.

    Zeros of the bordered character matrix become [1, -1; -1, -1], and signs s become
    s [1, 1; 1, -1].

    Raises:
        BadInput: q is no prime power that is 1 modulo 4.

    Complexity: O(q^2).

    >>> is_hadamard(paley_2(5))
    True
    """
    require(order % 4 == 1, f"order must be 1 modulo 4, got {order}")
    conference = np.ones((order + 1, order + 1), dtype=np.int8)
    conference[1:, 1:] = quadratic_differences(order)
    conference[0, 0] = 0
    signs = np.array([[1, 1], [1, -1]], dtype=np.int8)
    zeros = np.array([[1, -1], [-1, -1]], dtype=np.int8)
    matrix: Signs = np.kron(conference, signs) + np.kron(np.eye(order + 1, dtype=np.int8), zeros)
    return matrix


def four_circulants(size: int) -> Signs:
    """The Goethals-Seidel array of order 4n of four circulant matrices from the shipped table.

    It needs ``A A^T + B B^T + C C^T + D D^T = 4n I`` of circulant matrices of order n.

    Raises:
        BadInput: the table has no entry of this size.

    Complexity: O(n^2).
    Source: J. M. Goethals, J. J. Seidel, Orthogonal matrices with zero diagonal (1967); the
    sizes 47 and 59 come from sequences as in R. J. Turyn, J. Combin. Theory A 16 (1974) 313-333.

    >>> is_hadamard(four_circulants(23))
    True
    """
    known = ", ".join(map(str, sorted(_first_rows())))
    require(size in _first_rows(), f"the table of four circulants has sizes {known}, got {size}")
    shift = (np.arange(size)[None, :] - np.arange(size)[:, None]) % size
    a, b, c, d = (np.array(row, dtype=np.int8)[shift] for row in _first_rows()[size])
    # Reversing the columns is the multiplication by the back-diagonal matrix of the array.
    b, c, d, bt, ct, dt = (x[:, ::-1] for x in (b, c, d, b.T, c.T, d.T))
    return np.block([[a, b, c, d], [-b, a, dt, -ct], [-c, -dt, a, bt], [-d, ct, -bt, a]])


@lru_cache(maxsize=1)
def _first_rows() -> dict[int, tuple[tuple[int, ...], ...]]:
    """The shipped table: size to the first rows of the four circulants."""
    lines = map(str.split, shipped("four_circulants.txt"))
    return {
        int(size): tuple(tuple(1 if c == "+" else -1 for c in row) for row in rows)
        for size, *rows in lines
    }
