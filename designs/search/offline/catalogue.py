"""A catalogue of small groups by name, as permutations, for searches that try many."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import product

import numpy as np
from numpy.typing import NDArray

from designs.algebra.arithmetic import prime_power
from designs.algebra.field import GF
from designs.algebra.permutations import Permutation
from designs.constructions.projective_line import moebius_generators

Generators = tuple[Permutation, ...]


def symmetric(n: int) -> Generators:
    """S_n on n points.

    >>> symmetric(3)
    ((1, 0, 2), (1, 2, 0))
    """
    return (1, 0, *range(2, n)), (*range(1, n), 0)


def alternating(n: int) -> Generators:
    """A_n on n points, from the 3-cycles of neighbours.

    >>> alternating(4)
    ((1, 2, 0, 3), (0, 2, 3, 1))
    """
    triples = ((*range(i), i + 1, i + 2, i, *range(i + 3, n)) for i in range(n - 2))
    return tuple(triples)


def cyclic(n: int) -> Generators:
    """Z_n on n points.

    >>> cyclic(3)
    ((1, 2, 0),)
    """
    return ((*range(1, n), 0),)


def affine(q: int, index: int = 1, *, semilinear: bool = False) -> Generators:
    """Maps a x + b on GF(q), a from the subgroup of the given index; with x^p too if semilinear.

    >>> affine(3, 2)
    ((1, 2, 0), (0, 1, 2))
    """
    field, x = GF(q), np.arange(q)
    moves = [field.add(x, field.characteristic**i) for i in range(field.degree)]
    moves.append(field.multiply(field.exp[index % (q - 1)], x))
    if semilinear:
        moves.append(_frobenius(q))
    return tuple(tuple(move.tolist()) for move in moves)


def projective(q: int, *, special: bool = True, semilinear: bool = False) -> Generators:
    """PSL(2, q) or PGL(2, q) on the projective line; with x^p too if semilinear.

    >>> len(projective(4)), len(projective(4, semilinear=True))
    (4, 5)
    """
    moves = tuple(moebius_generators(q, special=special))
    return (*moves, (*_frobenius(q).tolist(), q)) if semilinear else moves


def _frobenius(q: int) -> NDArray[np.int64]:
    field = GF(q)
    image = np.zeros(q, dtype=np.int64)
    image[field.exp] = field.exp[np.arange(q - 1) * field.characteristic % (q - 1)]
    return image


def linear(n: int, p: int, *, shifted: bool = False) -> Generators:
    """SL(n, p) on the points of PG(n-1, p), or with all translations on the vectors; p is prime.

    >>> len(linear(3, 2)[0]), len(linear(2, 3, shifted=True)[0])
    (7, 9)
    """
    vectors = np.array(list(product(range(p), repeat=n)))
    shear, turn = np.eye(n, dtype=np.int64), np.roll(np.eye(n, dtype=np.int64), 1, axis=0)
    shear[0, 1] = 1
    turn[0] *= -1 if n % 2 == 0 else 1
    moved = [vectors @ shear % p, vectors @ turn % p]
    if shifted:
        moved += [(vectors + step) % p for step in np.eye(n, dtype=np.int64)]
    weights = p ** np.arange(n - 1, -1, -1)
    if shifted:
        return tuple(tuple((images @ weights).tolist()) for images in moved)
    points = [v for v in map(tuple, vectors.tolist()) if any(v) and next(filter(None, v)) == 1]
    number = {tuple(s * x % p for x in v): i for i, v in enumerate(points) for s in range(1, p)}
    chosen = [int(np.dot(v, weights)) for v in points]
    return tuple(tuple(number[tuple(r)] for r in images[chosen].tolist()) for images in moved)


def times(first: Generators, second: Generators) -> Generators:
    """The direct product, on both sets of points.

    >>> times(cyclic(2), cyclic(3))
    ((1, 0, 2, 3, 4), (0, 1, 3, 4, 2))
    """
    n, m = len(first[0]), len(second[0])
    left = tuple((*image, *range(n, n + m)) for image in first)
    return left + tuple((*range(n), *(n + x for x in image)) for image in second)


def catalogue() -> Iterator[tuple[str, Callable[[], Generators]]]:
    """Names of groups of order 20 to some thousand, with what gives their generators.

    >>> dict(catalogue())["A_5"]()[0]
    (1, 2, 0, 3, 4)
    """
    for n in (4, 5, 6, 7):
        yield f"A_{n}", partial(alternating, n)
    for n in (4, 5, 6):
        yield f"S_{n}", partial(symmetric, n)
    for q in (7, 8, 11, 13, 16, 17, 19, 23, 25):
        yield f"PSL(2,{q})", partial(projective, q)
    for q in (7, 9, 11, 13, 17):
        yield f"PGL(2,{q})", partial(projective, q, special=False)
    for q in (4, 8, 9):
        yield f"PGammaL(2,{q})", partial(projective, q, special=False, semilinear=True)
    yield "PSL(3,3)", partial(linear, 3, 3)
    for n, p in ((3, 2), (2, 3), (2, 5)):
        yield f"ASL({n},{p})", partial(linear, n, p, shifted=True)
    yield from _affine_groups()
    yield from _products()


def _affine_groups() -> Iterator[tuple[str, Callable[[], Generators]]]:
    for q in filter(prime_power, range(5, 68)):
        for index in (d for d in range(1, q) if (q - 1) % d == 0 and q < (q - 1) // d * q < 3000):
            yield f"AGL(1,{q})/{index}", partial(affine, q, index)
            if q in {8, 9, 16, 25, 27, 32, 49, 64}:
                yield f"AGammaL(1,{q})/{index}", partial(affine, q, index, semilinear=True)


def _products() -> Iterator[tuple[str, Callable[[], Generators]]]:
    parts: dict[str, Generators] = {
        "Z_2": cyclic(2), "Z_3": cyclic(3), "Z_5": cyclic(5), "S_3": symmetric(3),
        "A_4": alternating(4), "AGL(1,5)": affine(5), "7:3": affine(7, 2), "A_5": alternating(5),
        "S_4": symmetric(4), "PSL(2,7)": projective(7), "AGL(1,8)": affine(8),
        "13:3": affine(13, 4), "AGL(1,9)": affine(9), "11:5": affine(11, 2),
    }  # fmt: skip
    names = list(parts)
    for i, one in enumerate(names):
        for other in names[max(i, 3) :]:
            yield f"{one} x {other}", partial(times, parts[one], parts[other])
