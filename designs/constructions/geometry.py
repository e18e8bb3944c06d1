"""Projective and affine geometries of every dimension over every finite field."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np

from designs.algebra.arithmetic import gaussian_binomial, integer_root, prime_power
from designs.algebra.field import GF, Elements
from designs.answers.answers import Exists, Instances
from designs.answers.recipe import Recipe
from designs.answers.registry import construction
from designs.answers.rules import direct_rule, resolved_rule
from designs.errors import require
from designs.incidence.design import Design
from designs.incidence.parameters import Parameters

_CHUNK = 512
_SOURCE = "R. C. Bose, Ann. Eugenics 9 (1939) 353-399; P. Dembowski, Finite Geometries (1968)"


def points_of(dimension: int, q: int) -> int:
    """Number of points ``1 + q + ... + q^dimension`` of PG(dimension, q).

    >>> points_of(2, 3)
    13
    """
    return int((q ** (dimension + 1) - 1) // (q - 1))


@construction("projective-geometry", example={"dimension": 2, "order": 2, "subspace": 1})
def projective_geometry(dimension: int, order: int, subspace: int) -> Design:
    """Points and d-dimensional subspaces of PG(n, q), where n = dimension, d = subspace, q = order.

    A 2-design with ``v = [n+1, 1]``, ``k = [d+1, 1]`` and ``lambda = [n-1, d-1]``, where ``[a, b]``
    is the Gaussian binomial coefficient: two points span a line, and the d-subspaces through a line
    are the (d-2)-subspaces of the quotient. Points are numbered by their normalised coordinate
    vectors (first non-zero coordinate 1) in lexicographic order.

    Raises:
        BadInput: q is no prime power, or not ``1 <= d < n``.

    Complexity: O(b k n) field operations, O(b k) memory.
    Source: P. Dembowski, Finite Geometries, section 1.4.

    >>> projective_geometry(3, 2, 2).parameters()
    Parameters(v=15, k=7, lam=3)
    """
    n, d, q = dimension, subspace, order
    require(1 <= d < n, f"subspace must be 1..dimension-1, got subspace={d}, dimension={n}")
    field = GF(q)
    weights = q ** np.arange(n, -1, -1, dtype=np.int64)
    points = np.sort(_vectors(n + 1, q) @ weights)
    combos = _vectors(d + 1, q)
    blocks: list[list[int]] = []
    for bases in _echelon_bases(d + 1, n + 1, q):
        codes = field.matmul(combos, bases) @ weights
        blocks += np.searchsorted(points, codes).tolist()
    return Design(len(points), blocks).confirmed(
        points_of(n, q), points_of(d, q), gaussian_binomial(n - 1, d - 1, q)
    )


@construction("affine-geometry", example={"dimension": 2, "order": 3, "subspace": 1})
def affine_geometry(dimension: int, order: int, subspace: int) -> Design:
    """Points and d-dimensional subspaces (flats) of AG(n, q).

    A 2-design with ``v = q^n``, ``k = q^d`` and ``lambda = [n-1, d-1]`` (Gaussian binomial). A
    point is the number whose base-q digits are its coordinates. The translates of a subspace are a
    parallel class of the resolution.

    Raises:
        BadInput: q is no prime power, or not ``1 <= d < n``.

    Complexity: O(b k n) field operations, O(b k) memory.
    Source: P. Dembowski, Finite Geometries, section 1.4.

    >>> affine_geometry(2, 3, 1).parameters()
    Parameters(v=9, k=3, lam=1)
    """
    n, d, q = dimension, subspace, order
    require(1 <= d < n, f"subspace must be 1..dimension-1, got subspace={d}, dimension={n}")
    field = GF(q)
    weights = q ** np.arange(n - 1, -1, -1, dtype=np.int64)
    everything = np.arange(q**n)[:, None] // weights % q
    combos = np.arange(q**d)[:, None] // q ** np.arange(d, dtype=np.int64) % q
    classes: list[list[list[int]]] = []
    for bases in _echelon_bases(d, n, q):
        pivots = (bases[0] != 0).argmax(axis=1)
        shifts = everything[(everything[:, pivots] == 0).all(axis=1)]
        for subspace_points in field.matmul(combos, bases):
            classes += [(field.add(subspace_points, shifts[:, None]) @ weights).tolist()]
    design = Design.of_classes(q**n, classes)
    return design.confirmed(q**n, q**d, gaussian_binomial(n - 1, d - 1, q))


def _vectors(width: int, q: int) -> Elements:
    """The points of PG(width - 1, q): vectors whose first non-zero coordinate is 1, one a row."""
    return np.concatenate([bases[:, 0] for bases in _echelon_bases(1, width, q)])


def _echelon_bases(rank: int, width: int, q: int) -> Iterator[Elements]:
    """Reduced echelon bases of all rank-dimensional row spaces, shape (count, rank, width).

    Each array holds bases with the same pivots, and is small enough to work with.
    """
    for pivots in combinations(range(width), rank):
        free = [
            (i, j)
            for i, pivot in enumerate(pivots)
            for j in range(pivot + 1, width)
            if j not in pivots
        ]
        rows, columns = [i for i, _ in free], [j for _, j in free]
        powers = np.array([q**i for i in range(len(free))], dtype=np.int64)
        for start in range(0, q ** len(free), _CHUNK):
            codes = np.arange(start, min(start + _CHUNK, q ** len(free)))
            bases = np.zeros((len(codes), rank, width), dtype=np.int64)
            bases[:, range(rank), pivots] = 1
            bases[:, rows, columns] = codes[:, None] // powers % q
            yield bases


@direct_rule("projective and affine geometries", "2-design")
@resolved_rule("affine geometries", "affine-geometry")
def instances(p: Parameters) -> Instances:
    """Every PG_d(n, q) and AG_d(n, q) with these parameters.

    >>> [x.recipe.rule for x in instances(Parameters(16, 4, 1))]
    ['affine-geometry']
    """
    for n in range(2, p.v.bit_length() + 1):
        if (q := _order_with(p.v, n)) is not None:
            for d in range(1, n):
                yield from _instance(p, "projective", n, d, q, points_of(d, q))
        if (q := integer_root(p.v, n)) is not None and prime_power(q) is not None:
            for d in range(1, n):
                yield from _instance(p, "affine", n, d, q, q**d)


def _instance(p: Parameters, kind: str, n: int, d: int, q: int, k: int) -> Instances:
    """The geometry as an instance if its block size and lambda are right."""
    if (k, gaussian_binomial(n - 1, d - 1, q)) != (p.k, p.lam):
        return
    recipe = Recipe.of(f"{kind}-geometry", dimension=n, order=q, subspace=d)
    flats = {1: "lines", n - 1: "hyperplanes"}.get(d, f"{d}-dimensional subspaces")
    flats = "lines" if d == 1 else flats
    because = f"the points and {flats} of {kind[0].upper()}G({n},{q})"
    yield Exists(p, recipe, because, _SOURCE)


@direct_rule("affine geometries over GF(2)", "t-design")
def boolean_instances(p: Parameters) -> Instances:
    """Points and d-dimensional flats of AG(n, 2), d >= 2: any three points span a plane.

    A 3-(2^n, 2^d, [n-2, d-2]) design, where ``[a, b]`` is the Gaussian binomial coefficient.

    >>> next(boolean_instances(Parameters(16, 4, 1, t=3))).because
    'the points and 2-dimensional flats of AG(4,2)'
    """
    n, d = p.v.bit_length() - 1, p.k.bit_length() - 1
    if (p.t, p.v, p.k) != (3, 2**n, 2**d) or not 2 <= d < n:
        return
    if gaussian_binomial(n - 2, d - 2, 2) == p.lam:
        recipe = Recipe.of("affine-geometry", dimension=n, order=2, subspace=d)
        because = f"the points and {d}-dimensional flats of AG({n},2)"
        yield Exists(p, recipe, because, "P. Dembowski, Finite Geometries (1968)")


def _order_with(v: int, n: int) -> int | None:
    """The prime power q for which PG(n, q) has v points, or None."""
    low, high = 2, 2
    while points_of(n, high) < v:
        high *= 2
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if points_of(n, middle) < v else (low, middle)
    return low if points_of(n, low) == v and prime_power(low) is not None else None
