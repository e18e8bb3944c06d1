"""Triple systems: 2-(v, 3, lambda) designs for every v that counting allows, from quasigroups."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import combinations, permutations

from designs.algebra.arithmetic import least_lambda
from designs.answers.answers import Exists, Instances
from designs.answers.recipe import Recipe
from designs.answers.registry import construction
from designs.answers.rules import direct_rule
from designs.errors import require
from designs.incidence.design import Design
from designs.incidence.parameters import Parameters

Product = Callable[[int, int], int]
Triple = tuple[int, int, int]

_BOSE = "R. C. Bose, Ann. Eugenics 9 (1939) 353-399"
_SKOLEM = "T. Skolem, Math. Scand. 6 (1958) 273-280"
_HANANI = "H. Hanani, Ann. Math. Statist. 32 (1961) 361-386"


@construction("steiner-triple-system", example={"points": 9})
def steiner_triple_system(points: int) -> Design:
    """A 2-(v, 3, 1) design, which exists exactly for v = 1 or 3 modulo 6.

    On n = v // 3 letters in three levels: level by level ``{(x,i), (y,i), (x*y,i+1)}`` for x < y
    with a commutative quasigroup, idempotent for v = 3n (Bose); for v = 3n + 1 only half of its
    letters are idempotent, and the others meet the last point (Skolem).

    Raises:
        BadInput: v is not 1 or 3 modulo 6, or below 7.

    Complexity: O(v^2).
    Source: R. C. Bose, Ann. Eugenics 9 (1939); T. Skolem, Some remarks on the triple systems of
    Steiner, Math. Scand. 6 (1958).

    >>> steiner_triple_system(9).parameters(), steiner_triple_system(13).parameters()
    (Parameters(v=9, k=3, lam=1), Parameters(v=13, k=3, lam=1))
    """
    v = points
    admissible = v >= 7 and v % 6 in {1, 3}
    require(admissible, f"points must be 1 or 3 modulo 6 and at least 7, got {v}")
    triples = _bose(v // 3) if v % 6 == 3 else _skolem(v // 3)
    return Design(v, triples).confirmed(v, 3, 1)


@construction("triple-system", example={"points": 6, "index": 2})
def triple_system(points: int, index: int) -> Design:
    """A 2-(v, 3, lambda) design for the least lambda that v admits, if that is 2, 3 or 6.

    With an idempotent quasigroup (``x*x = x``) and ordered pairs of different letters: the blocks
    ``{x, y, x*y}`` have lambda = 6, or 3 on unordered pairs if it commutes; Bose's blocks over
    v // 3 letters have lambda = 2, each fibre of three points (and the last point, if v = 3n + 1)
    carrying a design of its own. There is no such quasigroup on two letters, hence for v = 6 two
    base blocks over Z_5 and a fixed point.

    Raises:
        BadInput: the index is not the least lambda, or that is 1.

    Complexity: O(v^2).
    Source: H. Hanani, The existence and construction of balanced incomplete block designs, Ann.
    Math. Statist. 32 (1961), for the theorem; the blocks are Bose's with repetition.

    >>> triple_system(12, 2).parameters(), triple_system(8, 6).parameters()
    (Parameters(v=12, k=3, lam=2), Parameters(v=8, k=3, lam=6))
    """
    require(points >= 5, f"points must be at least 5, got {points}")
    least = least_lambda(points, 3)
    require(
        least == index > 1, f"index must be 2, 3 or 6 and the least lambda {least}, got {index}"
    )
    if index == 2:
        triples = _twofold(points // 3, points % 3) if points > 6 else _six_points()
    else:
        star, pairs = idempotent(points), combinations if index == 3 else permutations
        triples = ((x, y, star(x, y)) for x, y in pairs(range(points), 2))
    return Design(points, triples).confirmed(points, 3, index)


def idempotent(n: int) -> Product:
    """An idempotent quasigroup on 0..n-1, commutative for odd n; there is none for n = 2.

    For odd n, ``x*y = (x+y)/2`` modulo n. For even n, a new letter takes the place of ``x + 1/2``
    at the cells (x, x+1) of the quasigroup on n - 1 letters, which form a transversal.

    Raises:
        BadInput: n = 2 or n < 1.

    Complexity: constant per product.
    Source: R. H. Bruck's prolongation of a Latin square, as remembered.

    >>> star = idempotent(4)
    >>> [[star(x, y) for y in range(4)] for x in range(4)]
    [[0, 3, 1, 2], [2, 1, 3, 0], [3, 0, 2, 1], [1, 2, 0, 3]]
    """
    require(n >= 1 and n != 2, f"an idempotent quasigroup has 1 or at least 3 letters, got {n}")
    odd = n - 1 + n % 2
    half = (odd + 1) // 2

    def mean(x: int, y: int) -> int:
        return (x + y) * half % odd

    def prolonged(x: int, y: int) -> int:
        if odd in {x, y}:
            return odd if x == y else mean(x, x + 1) if y == odd else mean(y, y - 1)
        return odd if (y - x) % odd == 1 else mean(x, y)

    return mean if n % 2 else prolonged


def _levels(n: int, star: Product, pairs: Iterable[tuple[int, int]]) -> Iterator[Triple]:
    """The triples ``{(x,i), (y,i), (x*y,i+1)}``, the point (x, i) being x + n i."""
    for x, y in pairs:
        z = star(x, y)
        for i in range(3):
            yield x + n * i, y + n * i, z + n * ((i + 1) % 3)


def _bose(n: int) -> Iterator[Triple]:
    yield from ((x, x + n, x + 2 * n) for x in range(n))
    yield from _levels(n, idempotent(n), combinations(range(n), 2))


def _skolem(n: int) -> Iterator[Triple]:
    half = n // 2

    def star(x: int, y: int) -> int:
        return (x + y) % n // 2 + (x + y) % 2 * half

    for x in range(half):
        yield x, x + n, x + 2 * n
        yield from ((x + half + n * i, x + n * ((i + 1) % 3), 3 * n) for i in range(3))
    yield from _levels(n, star, combinations(range(n), 2))


def _twofold(n: int, more: int) -> Iterator[Triple]:
    for x in range(n):
        fibre = (x, x + n, x + 2 * n, *[3 * n] * more)
        for triple in combinations(fibre, 3):
            yield from [triple] * (2 - more)
    yield from _levels(n, idempotent(n), permutations(range(n), 2))


def _six_points() -> Iterator[Triple]:
    for x in range(5):
        yield x, (x + 1) % 5, 5
        yield x, (x + 2) % 5, (x + 4) % 5


@direct_rule("triple systems", "2-design")
def instances(p: Parameters) -> Instances:
    """The triple system of least lambda, if these are its parameters.

    >>> next(instances(Parameters(10**12 + 3, 3, 1))).recipe
    Recipe.of('steiner-triple-system', points=1000000000003)
    """
    if p.k != 3 or p.v < 5 or p.lam != least_lambda(p.v, 3):
        return
    if p.lam == 1:
        recipe = Recipe.of("steiner-triple-system", points=p.v)
        name, source = ("Bose", _BOSE) if p.v % 6 == 3 else ("Skolem", _SKOLEM)
        because = f"{name}'s Steiner triple system, from a commutative quasigroup"
    else:
        recipe = Recipe.of("triple-system", points=p.v, index=p.lam)
        because, source = f"triples with lambda = {p.lam} from an idempotent quasigroup", _HANANI
    yield Exists(p, recipe, because, source)
