"""Menon designs 2-(4u^2, 2u^2-u, u^2-u): Hadamard matrices of order 4u^2 with constant row sums."""

from __future__ import annotations

from math import isqrt

import numpy as np

from designs.algebra.arithmetic import prime_power
from designs.algebra.field import GF
from designs.answers.answers import Exists, Instances
from designs.answers.recipe import Recipe
from designs.answers.registry import construction
from designs.answers.rules import direct_rule
from designs.constructions.hadamard_matrices import (
    Plan,
    Signs,
    hadamard_matrix,
    plan,
    quadratic_character,
    quadratic_differences,
)
from designs.errors import require
from designs.incidence.design import Design
from designs.incidence.parameters import Parameters

_SQUARE = "J. M. Goethals, J. J. Seidel, Canad. J. Math. 22 (1970) 597-614"
_TWIN = "R. G. Stanton, D. A. Sprott, Canad. J. Math. 10 (1958) 73-77, made regular by negations"


@construction("square-of-hadamard", example={"matrix": ("sylvester", 2)})
def square_of_hadamard(matrix: Plan) -> Design:
    """The Menon design with 2u = n that a Hadamard matrix of order n gives.

    Let h_i be its rows, the first made positive, and ``C_i = h_i^T h_i``. For i != j, C_i C_j = 0
    and the C_i^2 = n C_i add up to n^2 I, so that the block matrix with C_(i+j) at (i, j) is a
    Hadamard matrix of order n^2. All its row sums are n, since C_0 = J and C_i J = 0 for i > 0.

    Raises:
        BadInput: no plan of a Hadamard matrix, or one of order below 4.

    Complexity: O(n^6) for the count.
    Source: J. M. Goethals, J. J. Seidel, Strongly regular graphs derived from combinatorial designs
    (1970).

    >>> square_of_hadamard(("sylvester", 2)).parameters()
    Parameters(v=16, k=6, lam=2)
    """
    rows = hadamard_matrix(matrix)
    n = len(rows)
    require(n >= 4, f"the Hadamard matrix must have order at least 4, got {n}")
    rows = rows * rows[0]
    number = (np.arange(n)[:, None] + np.arange(n)[None, :]) % n
    signs = np.einsum("ija,ijb->iajb", rows[number], rows[number])
    return _of_signs(signs.reshape(n * n, n * n))


@construction("twin-menon", example={"order": 5})
def twin_menon(order: int) -> Design:
    """The Menon design with 2u = q + 1, for prime powers q = 1 modulo 4 and q + 2.

    The bordered matrix of the twin prime power difference set in GF(q) x GF(q+2), with points
    (x, y) and blocks (x', y') compared by (x - x', y + y'), is a Hadamard matrix. It becomes
    regular when the columns are negated where chi(x) = -1, or where x = 0 and chi(y) = -1, but not
    where y = 0, and then the rows with negative sums are: the sums of chi(x) chi(x' - x), which are
    q - 1 or -1, and of chi(y) chi(y' + y), which are q + 1 or -1, make every row sum q + 1 or its
    negative.

    Raises:
        BadInput: q and q + 2 are not prime powers, or q is not 1 modulo 4.

    Complexity: O(q^6) for the count.
    Source: R. G. Stanton, D. A. Sprott, A family of difference sets (1958); the negations and their
    proof are ours.

    >>> twin_menon(5).parameters()
    Parameters(v=36, k=15, lam=6)
    """
    q = order
    require(q % 4 == 1, f"order must be 1 modulo 4, got {q}")
    y = np.arange(q + 2)
    total = GF(q + 2).add(y[:, None], y)
    first, second = quadratic_differences(q), quadratic_character(q + 2)
    core = np.kron(first, second[total]) + np.kron(first * first, total == 0)
    core += np.kron(np.eye(q, dtype=np.int8), 2 * (total == 0) - 1)
    signs = np.pad(core, ((1, 0), (1, 0)), constant_values=1)
    signs[:, 1:] *= np.sign(4 * (y == 0) + 2 * first[0][:, None] + second).ravel()
    return _of_signs(signs * np.sign(signs.sum(axis=1, keepdims=True)))


def _of_signs(signs: Signs) -> Design:
    """The design of a Hadamard matrix with row sums 2u: the blocks are the places of -1."""
    v = len(signs)
    u = isqrt(v) // 2
    blocks = [np.flatnonzero(row == -1).tolist() for row in signs]
    return Design(v, blocks).confirmed(v, 2 * u * u - u, u * u - u)


@direct_rule("Menon designs", "2-design")
def instances(p: Parameters) -> Instances:
    """The Menon designs of this file with these parameters.

    >>> [x.recipe.rule for x in instances(Parameters(36, 15, 6))]
    ['twin-menon']
    >>> [x.because for x in instances(Parameters(64, 28, 12))]
    ['the square, made regular, of a Hadamard matrix of order 8']
    """
    n = isqrt(p.v)
    u = n // 2
    if n * n != p.v or n < 4 or n % 2 or (p.k, p.lam) != (2 * u * u - u, u * u - u):
        return
    if (matrix := plan(n)) is not None:
        because = f"the square, made regular, of a Hadamard matrix of order {n}"
        yield Exists(p, Recipe.of("square-of-hadamard", matrix=matrix), because, _SQUARE)
    if n % 4 == 2 and prime_power(n - 1) is not None and prime_power(n + 1) is not None:
        because = f"the twin prime power difference set in GF({n - 1}) x GF({n + 1}), made regular"
        yield Exists(p, Recipe.of("twin-menon", order=n - 1), because, _TWIN)
