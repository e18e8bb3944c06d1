"""Symmetric designs from balanced generalised weighing matrices.

The residual of a small symmetric design stands in the place of every non-zero entry of the matrix,
moved by the entry, and the vectors of an affine geometry extend the blocks as the points of the
derived design do. Why this is symmetric: the images X_0, X_1, ... of the residual under the moving
map add up to a constant matrix, and X_e X_f^T depends on e - f alone, so that balanced quotients
give any two residual points the same number of blocks. A residual point and a vector meet in lambda
blocks of every non-zero entry, whatever the image. Two vectors are separated by r^(m-1) directions
and agree in the others.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from designs.algebra.arithmetic import gaussian_binomial, integer_root, prime_power
from designs.algebra.field import GF, Elements
from designs.answers.answers import Exists, Instances
from designs.answers.recipe import Recipe
from designs.answers.registry import construction
from designs.answers.rules import direct_rule
from designs.constructions.geometry import points_of
from designs.constructions.hadamard import hadamard
from designs.constructions.hadamard_matrices import plan
from designs.errors import BadInput, require
from designs.incidence.design import Design
from designs.incidence.parameters import Parameters

Incidence = NDArray[np.uint8]

_GEOMETRY = "C. J. Mitchell, Discrete Math. 26 (1979) 247-250; D. P. Rajkundlia, 44 (1983) 61-96"
_HADAMARD = "A. E. Brouwer, An infinite series of symmetric designs, Math. Centrum ZW 202 (1983)"


@construction("weighing-geometry", example={"dimension": 2, "order": 3, "exponent": 2})
def weighing_geometry(dimension: int, order: int, exponent: int) -> Design:
    """The symmetric design with ``k = r^m``, ``lambda = r^(m-1) (r-1)/q``, r = (q^d-1)/(q-1).

    Here d, q and m are dimension, order and exponent, and r is a prime power too. The small design
    is PG(d, q), so that the residual is AG(d, q) with its r parallel classes of hyperplanes. GF(r)*
    moves each class in cycles of length q; the points at infinity do not notice.

    Raises:
        BadInput: q or r is no prime power, d < 2 or m < 1.

    Complexity: O(v^2 k) for the count.
    Source: C. J. Mitchell, An infinite family of symmetric designs (1979); D. P. Rajkundlia (1983).

    >>> weighing_geometry(2, 3, 2).parameters()
    Parameters(v=61, k=16, lam=4)
    """
    d, q, m = dimension, order, exponent
    require(d >= 2, f"dimension must be at least 2, got {d}")
    require(prime_power(q) is not None, f"order must be a prime power, got {q}")
    r = points_of(d - 1, q)
    hyperplanes = (_products(d, q)[:, :, None] == np.arange(q)).astype(np.uint8)
    residuals = [np.roll(hyperplanes, e, axis=2).reshape(q**d, r * q) for e in range(q)]
    derived = np.repeat((weighing_matrix(q, d) == 0).astype(np.uint8), q, axis=1)
    return _weighed(residuals, derived, m, gaussian_binomial(d - 1, 1, q))


@construction("weighing-hadamard", example={"order": 5, "exponent": 2})
def weighing_hadamard(order: int, exponent: int) -> Design:
    """The symmetric 2-(2(q^m+...+q)+1, q^m, q^(m-1)(q-1)/2) design for an odd prime power q.

    The small design is the Hadamard design on 2q + 1 points, and non-squares replace its residual
    by the complementary one.

    Raises:
        BadInput: q is no odd prime power, or m < 1.

    Complexity: O(v^2 k) for the count.
    Source: A. E. Brouwer, An infinite series of symmetric designs (1983).

    >>> weighing_hadamard(5, 2).parameters()
    Parameters(v=61, k=25, lam=10)
    """
    q, m = order, exponent
    if q % 2 == 0 or (matrix := plan(2 * q + 2)) is None:
        raise BadInput(f"order must be an odd prime power, got {q}")
    incidence = hadamard(matrix).incidence()
    on_block = incidence[:, 0] == 1
    residual, derived = incidence[~on_block, 1:], incidence[on_block, 1:]
    return _weighed([residual, 1 - residual], derived, m, (q - 1) // 2)


def weighing_matrix(order: int, exponent: int) -> Elements:
    """A balanced generalised weighing matrix over GF(q)*, of order (q^m-1)/(q-1).

    Its entries are the inner products of the points of PG(m-1, q). Each row has q^(m-1) entries
    other than zero, and the quotients of two rows, where neither is zero, are each element of
    GF(q)* equally often, q^(m-2) times.

    Raises:
        BadInput: q is no prime power.

    Complexity: O(m q^(2m-1)).
    Source: D. Jungnickel, On automorphism groups of divisible designs, Canad. J. Math. 34 (1982)
    257-297.

    >>> weighing_matrix(3, 2).tolist()
    [[1, 0, 1, 2], [0, 1, 1, 1], [1, 1, 2, 0], [2, 1, 0, 2]]
    """
    products = _products(exponent, order)
    return products[_normalised(exponent, order)]


def _products(width: int, q: int) -> Elements:
    """Inner products in GF(q) of all vectors, one a row, with the normalised ones."""
    vectors = _vectors(width, q)
    normals = vectors[_normalised(width, q)]
    return GF(q).matmul(vectors, normals.T)


def _vectors(width: int, q: int) -> Elements:
    return np.arange(q**width)[:, None] // q ** np.arange(width) % q


def _normalised(width: int, q: int) -> Elements:
    """Numbers of the vectors whose last non-zero coordinate is 1: the points of PG(width-1, q)."""
    return np.concatenate([np.arange(q**i, 2 * q**i) for i in range(width)])


def _weighed(residuals: Sequence[Incidence], derived: Incidence, m: int, lam: int) -> Design:
    """The symmetric design that residuals, one for each power of the moving map, are put into.

    Residual point p of row i is on block l of column j if the entry w of the matrix there is not
    zero and ``residuals[log w][p, l] = 1``. A vector y of GF(r)^m is on block l of column j if
    ``derived[y . x_j, l] = 1`` for the j-th point x_j of PG(m-1, r). One more block has all y.
    """
    r = len(derived)
    require(prime_power(r) is not None, f"the small design needs prime power block size, got {r}")
    require(m >= 1, f"exponent must be at least 1, got {m}")
    weights = weighing_matrix(r, m)
    powers = np.where(weights == 0, len(residuals), GF(r).log[weights] % len(residuals))
    choices = np.stack([*residuals, np.zeros_like(residuals[0])])
    top = np.concatenate([np.concatenate(list(choices[row]), axis=1) for row in powers])
    bottom = derived[_products(m, r)].reshape(r**m, -1)
    columns = np.concatenate([top, bottom]).T
    blocks = [np.flatnonzero(column).tolist() for column in columns]
    v = len(top) + r**m
    last = list(range(len(top), v))
    return Design(v, [*blocks, last]).confirmed(v, r**m, r ** (m - 1) * lam)


@direct_rule("generalised weighing matrices", "2-design")
def instances(p: Parameters) -> Instances:
    """The designs of this file with these parameters, not counting the small ones.

    >>> [x.because for x in instances(Parameters(121, 25, 5))]
    ['PG(2,4) in a balanced generalised weighing matrix of order 6']
    >>> [x.because for x in instances(Parameters(61, 25, 10))]
    ['a Hadamard design on 11 points in a balanced generalised weighing matrix of order 6']
    """
    if not p.is_symmetric or p.k == p.v:
        return
    for m in range(2, p.k.bit_length()):
        r = integer_root(p.k, m)
        if r is None or prime_power(r) is None:
            continue
        q, rest = divmod(r ** (m - 1) * (r - 1), p.lam)
        matrix = f"in a balanced generalised weighing matrix of order {points_of(m - 1, r)}"
        if rest == 0 and (d := _dimension(r, q)) is not None:
            recipe = Recipe.of("weighing-geometry", dimension=d, order=q, exponent=m)
            yield Exists(p, recipe, f"PG({d},{q}) {matrix}", _GEOMETRY)
        if (rest, q) == (0, 2) and r % 2:
            recipe = Recipe.of("weighing-hadamard", order=r, exponent=m)
            because = f"a Hadamard design on {2 * r + 1} points {matrix}"
            yield Exists(p, recipe, because, _HADAMARD)


def _dimension(r: int, q: int) -> int | None:
    """The d >= 2 with ``r = (q^d-1)/(q-1)``, if q is a prime power."""
    if prime_power(q) is None:
        return None
    return next((d for d in range(2, r.bit_length() + 1) if points_of(d - 1, q) == r), None)
