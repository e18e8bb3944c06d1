"""t-designs on the projective line: orbits of PGL(2, q) and PSL(2, q) on sets of points.

The points are the elements of GF(q), and q stands for infinity.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import comb

import numpy as np
from numpy.typing import NDArray

from designs.algebra.arithmetic import prime_power
from designs.algebra.field import GF
from designs.algebra.permutations import Permutation, on_sets, orbit
from designs.answers.answers import Exists, Instances
from designs.answers.recipe import Recipe
from designs.answers.registry import construction
from designs.answers.rules import direct_rule
from designs.errors import require
from designs.incidence.design import Design
from designs.incidence.parameters import Parameters

_LARGEST_SCANNED = 128
_LARGEST_COUNTED = 24


def moebius_generators(order: int, *, special: bool) -> list[Permutation]:
    """Generators of PGL(2, q), or of PSL(2, q), as permutations of the projective line.

    They are ``x + b`` for a basis of the b, ``c x`` for a generator c (its square in PSL), and
    ``1/x`` (``-1/x`` in PSL).

    Complexity: O(q) times the degree of the field.

    >>> len(moebius_generators(9, special=True)), moebius_generators(3, special=False)[-1]
    (4, (3, 1, 2, 0))
    """
    field = GF(order)
    x = np.arange(order)
    minus = field.exp[(order - 1) // 2] if special and order % 2 else 1
    inverse = field.multiply(minus, field.exp[-field.log[1:] % (order - 1)])
    scale = field.exp[2 % (order - 1)] if special else field.exp[1 % (order - 1)]
    shifts = [field.add(x, field.characteristic**i) for i in range(field.degree)]
    moves = [*shifts, field.multiply(scale, x)]
    return [(*image.tolist(), order) for image in moves] + [(order, *inverse.tolist(), 0)]


@construction("projective-line", example={"order": 7, "base": ((0, 1, 3, 7),), "special": True})
def projective_line(order: int, base: Sequence[Sequence[int]], special: bool) -> Design:
    """The union of the orbits of some k-sets of points under PGL(2, q), or PSL(2, q) if special.

    PGL(2, q) is sharply 3-transitive, and PSL(2, q) has one orbit on 3-sets if ``q = 3 mod 4``: the
    orbit of a k-set with s stabilising maps is then a 3-design with ``lambda = k(k-1)(k-2)/s``, or
    half of that for PSL.

    Raises:
        BadInput: a base point is not on the line, or q is no prime power.

    Complexity: O(b k) images for every generator.
    Source: D. R. Hughes, On t-designs and groups, Amer. J. Math. 87 (1965).

    >>> len(projective_line(7, [(0, 1, 3, 7)], special=True).blocks)
    14
    """
    generators = moebius_generators(order, special=special)
    inside = all(0 <= p <= order for block in base for p in block)
    require(inside, f"base points must be 0..{order}, got {base}")
    blocks = [x for block in base for x in orbit(tuple(sorted(block)), generators, on_sets)]
    design = Design(order + 1, blocks, generators)
    k = len(design.blocks[0])
    lam = len(blocks) * comb(k, 3) // comb(order + 1, 3)
    return design.confirmed(order + 1, k, lam, 3)


@direct_rule("orbits on the projective line", "t-design")
def instances(p: Parameters) -> Instances:
    """One orbit of PGL(2, q), or of PSL(2, q) if ``q = 3 mod 4``; q = v - 1.

    Tried are the multiplicative subgroups with none, one or both of 0 and infinity, and for k = 4
    all orbits, if q <= 128 and k <= 24. The stabiliser is counted, nothing is built.

    Complexity: O(k^4 log k), q - 2 times for k = 4.

    >>> next(instances(Parameters(20, 4, 1, t=3))).because
    'the orbit of {0, 1, 8, infinity} under PSL(2,19)'
    """
    q = p.v - 1
    most = p.k * (p.k - 1) * (p.k - 2)
    if (
        p.t != 3
        or q > _LARGEST_SCANNED
        or most % p.lam
        or p.k > _LARGEST_COUNTED
        or not prime_power(q)
    ):
        return
    for base in _bases(q, p.k):
        for special in [False, True] if q % 4 == 3 else [False]:
            if most == p.lam * stabilizer_order(q, base, special=special) * (1 + special):
                recipe = Recipe.of("projective-line", order=q, base=(base,), special=special)
                points = ", ".join("infinity" if x == q else str(x) for x in base)
                group = f"{'PSL' if special else 'PGL'}(2,{q})"
                because = f"the orbit of {{{points}}} under {group}"
                yield Exists(p, recipe, because, "D. R. Hughes, Amer. J. Math. 87 (1965) 761-778")


def _bases(q: int, k: int) -> Iterator[tuple[int, ...]]:
    """k-sets of points that many maps stabilise; all orbits if k = 4."""
    if k == 4:
        yield from ((0, 1, x, q) for x in range(2, q))
        return
    for ends in ((), (0,), (0, q)):
        size = k - len(ends)
        if size > 0 and (q - 1) % size == 0:
            yield tuple(sorted((*ends, *GF(q).exp[:: (q - 1) // size].tolist())))


def stabilizer_order(order: int, base: Sequence[int], *, special: bool) -> int:
    """Number of maps in PGL(2, q), or PSL(2, q), that map a set of at least 3 points to itself.

    A map is determined by the images of three points, which may be any three; it stabilises the set
    if they are in the set and see the rest of it under the same cross-ratios. Its determinant is
    the quotient of the products of ``[x, y] = x_1 y_2 - x_2 y_1`` over the two triples.

    Complexity: O(k^4 log k) for k points.

    >>> stabilizer_order(9, (0, 1, 2, 9), special=False)
    24
    """
    log = _log_brackets(order, base)
    k = len(base)
    triples = np.array([(a, b, c) for a in range(k) for b in range(k) for c in range(k)
                        if len({a, b, c}) == 3])  # fmt: skip
    a, b, c = triples.T
    ratios = log[a] - log[b] + (log[b, c] - log[a, c])[:, None]
    kept = np.ones_like(ratios, dtype=bool)
    np.put_along_axis(kept, triples[:, :2], values=False, axis=1)
    seen = np.sort((ratios % (order - 1))[kept].reshape(len(triples), k - 2), axis=1)
    same = (seen == seen[0]).all(axis=1)
    determinant = log[a, b] + log[b, c] + log[a, c]
    square = (determinant - determinant[0]) % 2 == 0 if special and order % 2 else True
    return int((same & square).sum())


def _log_brackets(order: int, base: Sequence[int]) -> NDArray[np.int64]:
    """Discrete logarithms of [x, y] for the points (x : 1) and infinity (1 : 0)."""
    field = GF(order)
    points = np.array(base)
    first, second = np.where(points == order, 1, points), np.where(points == order, 0, 1)
    minus = field.exp[(order - 1) // 2] if order % 2 else 1
    left = field.multiply(first[:, None], second)
    right = field.multiply(minus, field.multiply(second[:, None], first))
    return field.log[field.add(left, right)]
