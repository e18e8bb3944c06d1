"""The codes worth comparing at one number of workers and one redundancy, family by family."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from math import prod

from bounds.optimal.known import best_known
from designs.algebra.arithmetic import least_lambda, prime_power
from designs.answers.answers import Exists
from designs.answers.discovery import make_callable
from designs.codes import GradientCode, block_design, uncoded
from designs.codes.bernoulli import bernoulli, regularised_bernoulli
from designs.codes.cyclic import cyclic_repetition
from designs.codes.duplication import duplicated
from designs.codes.edge_scheme import edge_scheme
from designs.codes.net import grid, net, resolvable_design
from designs.codes.product import product
from designs.codes.repetition import fractional_repetition
from designs.codes.soft_bibd import soft_bibd
from designs.codes.sparse import random_biregular, regular_graph
from designs.codes.stochastic_block import stochastic_block
from designs.errors import BadInput, KirkmanError, VerificationError, require
from designs.existence.ask import exists, exists_resolvable

_MOST_PARTITIONS_PER_WORKER = 12
_LEAST_GROUP = 2


@dataclass(frozen=True, slots=True)
class Candidate:
    """A code to compare, and how it differs from the shape that was requested."""

    code: GradientCode
    remark: str = ""


def candidates(
    workers: int, redundancy: int, seed: int = 0, at: int | None = None
) -> Iterator[Candidate]:
    """Every family at n workers and redundancy d, or its nearest member, and the uncoded baseline.

    Block designs in both orientations where one is known; fractional and cyclic repetition; nets,
    grids and resolvable designs; graphs with workers on the edges; products and duplicates of
    smaller designs; the best codes that a search found for few stragglers, or for ``at`` of them;
    one draw of every random family, k = n.

    Raises:
        BadInput: not ``1 <= d <= n``.

    Complexity: that of building the codes.

    >>> [c.remark for c in candidates(13, 4)][1]
    '12 workers: 4 must divide their number'
    """
    n, d = workers, redundancy
    require(1 <= d <= n, f"redundancy must be 1..workers, got redundancy={d}, workers={n}")
    if d == 1:
        yield Candidate(uncoded(n))
        return
    seen = set()

    def found(n: int, d: int, _seed: int) -> Iterator[Candidate]:
        return _found(n, d, at)

    for family in (_designs, _repetition, _classes, _edges, _composed, found, _random):
        for candidate in family(n, d, seed):
            if candidate.code.identity() not in seen:
                seen.add(candidate.code.identity())
                yield candidate
    yield Candidate(uncoded(n), "no redundancy: the baseline")


def _designs(n: int, d: int, _seed: int) -> Iterator[Candidate]:
    """Block-design codes with n workers and redundancy d: points first, then blocks as workers."""
    if 2 <= d < n:
        step, most = least_lambda(n, d), _MOST_PARTITIONS_PER_WORKER * d * (d - 1) // (n - 1)
        for lam in range(step, most + 1, step):
            if isinstance(exists(n, d, lam), Exists):
                yield Candidate(block_design(n, d, lam, "points"))
                break
    for v in range(3, n):
        k, rest = divmod(v * d, n)
        lam, odd = divmod(d * (k - 1), v - 1)
        if rest == odd == 0 and 2 <= k < v and lam and isinstance(exists(v, k, lam), Exists):
            yield Candidate(block_design(v, k, lam, "blocks"))


def _repetition(n: int, d: int, seed: int) -> Iterator[Candidate]:
    even = n - n % d
    yield Candidate(
        fractional_repetition(even, d), _fewer(n, even, f"{d} must divide their number")
    )
    with suppress(BadInput, VerificationError):  # no member proved exact at this size
        yield Candidate(cyclic_repetition(n, d, seed))


def _classes(n: int, d: int, _seed: int) -> Iterator[Candidate]:
    """Nets, grids, and the first d classes of resolvable designs with n/d blocks in a class."""
    most = _MOST_PARTITIONS_PER_WORKER * n
    order = next((q for q in range(n // d, 1, -1) if prime_power(q) and d <= q + 1), 0)
    if order and order**2 <= most:
        why = f"{d} classes of a prime power of lines"
        yield Candidate(net(order, d), _fewer(n, order * d, why))
    sides = [n // d + (i < n % d) for i in range(d)]
    if len(set(sides)) > 1 and min(sides) > 1 and prod(sides) <= most:
        yield Candidate(grid(sides))
    if n % d:
        return
    for k in range(3, most * d // n + 1):
        v, lam = n // d * k, 1
        r, odd = divmod(lam * (v - 1), k - 1)
        if v > most or odd or r < d or v == k * k:
            continue
        if isinstance(exists_resolvable(v, k, lam), Exists):
            yield Candidate(resolvable_design(v, k, lam, d))


def _edges(n: int, d: int, seed: int) -> Iterator[Candidate]:
    """A random d-regular graph with workers on its n edges."""
    vertices, odd = divmod(2 * n, d)
    if odd or not 2 <= d < vertices:
        return
    with suppress(KirkmanError):  # no connected graph drawn
        yield Candidate(edge_scheme("random-regular", vertices, d, seed))


def _composed(n: int, d: int, _seed: int) -> Iterator[Candidate]:
    """One product of two designs, and one design with every worker twice or more."""
    products = (
        (a, b) for a in range(3, n) if n % a == 0
        for b in range(2, d) if d % b == 0 and b < a and d // b < n // a
    )  # fmt: skip
    for a, b in products:
        first, second = _small_design(a, b), _small_design(n // a, d // b)
        if first and second and first.partitions * second.partitions <= 4 * n:
            yield Candidate(product(first, second))
            break
    for copies in range(2, d):
        if n % copies == d % copies == 0 and (code := _small_design(n // copies, d // copies)):
            yield Candidate(duplicated(code, copies))
            break


def _small_design(v: int, k: int) -> GradientCode | None:
    """The code of a symmetric or other design with v points and blocks of k, lambda least."""
    if not 2 <= k < v:
        return None
    lam = least_lambda(v, k)
    return block_design(v, k, lam) if isinstance(exists(v, k, lam), Exists) else None


def _found(n: int, d: int, at: int | None) -> Iterator[Candidate]:
    """The codes that a search found to have the least worst case for this s, or for each s < d."""
    known = best_known(n, d)
    for s in range(1, d) if at is None else [at]:
        if s in known:
            yield Candidate(
                known[s].code(), f"the least e({s}) found of biregular 0/1 codes with k = n"
            )


def _random(n: int, d: int, seed: int) -> Iterator[Candidate]:
    """One draw of every random family."""
    if d == n:
        return
    yield Candidate(random_biregular(n, n, d, seed))
    if n * d % 2 == 0 and d < n:
        yield Candidate(regular_graph(n, d, seed))
    draw = "the redundancy is a mean"
    makers: list[Callable[[], GradientCode]] = [
        lambda: bernoulli(n, n, d, seed),
        lambda: regularised_bernoulli(n, n, d, seed=seed),
        lambda: soft_bibd(n, n, d, seed=seed),
    ]
    for make in makers:
        with suppress(BadInput):  # these parameters do not fit the family
            yield Candidate(make(), draw)
    blocks = [b for b in range(_LEAST_GROUP, n // 2 + 1) if n % b == 0 and 2 * b >= d]
    if blocks:
        b = blocks[0]
        inside, outside = Fraction(d, 2 * b), Fraction(d, 2 * (n - b))
        yield Candidate(stochastic_block(n, b, inside, outside, seed), draw)


def _fewer(n: int, actual: int, why: str) -> str:
    return "" if actual == n else f"{actual} workers: {why}"


make_callable(__name__, __name__, "candidates")
