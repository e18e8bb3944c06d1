"""Products of codes: rectangles and staircases of stragglers, distances, ratios, copies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from adversary.decoding.decode import decode
from adversary.decoding.error import error, survivors_of
from adversary.worst_case import worst_case
from adversary.worst_case.attacks import local_search
from adversary.worst_case.closed_form.staircase import staircase_table
from designs.algebra.linear import Rational, common_denominator, plain, primitive
from designs.codes import GradientCode
from designs.errors import require


def rectangle_error(first: Sequence[Rational], second: Sequence[Rational]) -> Rational:
    """The error of a product when the survivors are a rectangle F1 x F2, exactly.

    Each factor is given as (error of F_i, number of partitions k_i); the part of the data that is
    explained multiplies: ``1 - e/k = (1 - e1/k1)(1 - e2/k2)``.

    Raises:
        BadInput: an error is not 0..k.

    Complexity: constant.
    Source: A. Sakorikar, L. Wang (2022) for products; derived in docs/why-it-is-true.md.

    >>> rectangle_error((Fraction(1, 3), 3), (Fraction(1, 7), 4))
    Fraction(12, 7)
    """
    (e1, k1), (e2, k2) = first, second
    for e, k in (first, second):
        require(0 <= e <= k, f"an error must be 0..{k}, got {e}")
    return plain(Fraction(k1) * k2 - (Fraction(k1) - e1) * (Fraction(k2) - e2))


def rectangle_bound(first: Sequence[Rational], second: Sequence[Rational], s: int) -> Rational:
    """A lower bound on the worst case of a product, from the curves e(0), ..., e(n) of its factors.

    The adversary silences a rectangle S1 x S2, or all but a rectangle F1 x F2: the best of both.
    If the factors are exact without stragglers the first has error e1 e2.

    Raises:
        BadInput: a curve has no e(n), or s is not 0..n.

    Complexity: O(n1 n2).
    Source: A. Sakorikar, L. Wang (2022) for products; derived in docs/why-it-is-true.md.

    >>> triangle = [0, Fraction(1, 3), 1, 3]
    >>> [str(rectangle_bound(triangle, triangle, s)) for s in range(10)]
    ['0', '1/9', '1/3', '1', '1', '17/9', '3', '11/3', '5', '9']
    """
    _check_curves(first, second, s)
    n1, n2 = len(first) - 1, len(second) - 1
    best = Fraction(0)
    for s1, e1 in enumerate(first):
        for s2, e2 in enumerate(second):
            if n1 * n2 - (n1 - s1) * (n2 - s2) <= s:
                best = max(best, Fraction(rectangle_error((e1, first[-1]), (e2, second[-1]))))
            if s1 * s2 <= s:
                inside = (Fraction(e1) - first[0]) * (e2 - second[0])
                best = max(best, _error_of_none(first, second) + inside)
    return plain(best)


def chain_errors(code: GradientCode, order: Iterable[int]) -> tuple[Rational, ...]:
    """The errors when no worker, the first, the first two, ... of this order are silent.

    Raises:
        BadInput: the order is not one of all workers.

    Complexity: n exact errors.

    >>> chain_errors(GradientCode([[1, 1, 0], [0, 1, 1], [1, 0, 1]]), range(3))
    (0, Fraction(1, 3), 1, 3)
    """
    silent = list(order)
    whole = sorted(silent) == list(range(code.workers))
    require(whole, f"an order names each of the {code.workers} workers once, got {silent}")
    return tuple(error(code, silent[:s]) for s in range(len(silent) + 1))


def staircase_error(
    first: Sequence[Rational], second: Sequence[Rational], shape: Sequence[int]
) -> Rational:
    """The error of a product when a staircase of workers is silent, exactly.

    ``first`` and ``second`` are `chain_errors` of the factors. With worker i of the first chain all
    pairs with the first ``shape[i]`` workers of the second are silent, where
    ``shape[0] >= shape[1] >= ...``. The error is the sum over the silent pairs (i, j) of (step i of
    the first chain) times (step j of the second), and what is lost without stragglers.

    Raises:
        BadInput: the shape is no staircase within n1 x n2.

    Complexity: O(n1 + n2).
    Source: derived in docs/why-it-is-true.md.

    >>> triangle = [0, Fraction(1, 3), 1, 3]
    >>> staircase_error(triangle, triangle, [2, 1])
    Fraction(5, 9)
    """
    n1, n2 = len(first) - 1, len(second) - 1
    steps = [*shape, *[0] * (n1 - len(shape))]
    falls = all(a >= b for a, b in pairwise([n2, *steps, 0]))
    require(
        falls and len(steps) == n1,
        f"a shape has at most {n1} numbers {n2} >= a >= b >= ... >= 0, got {list(shape)}",
    )
    rises = [Fraction(b) - a for a, b in pairwise(first)]
    inside = (x * (Fraction(second[j]) - second[0]) for x, j in zip(rises, steps, strict=True))
    return plain(_error_of_none(first, second) + sum(inside, Fraction(0)))


def staircase_bound(first: Sequence[Rational], second: Sequence[Rational]) -> tuple[Rational, ...]:
    """Lower bounds on e(0), ..., e(n1 n2) of a product: the worst staircases of two chains.

    ``first`` and ``second`` are `chain_errors` of the factors. If the chains are worst sets of the
    factors these are never below `rectangle_bound`, and mostly above it.

    Raises:
        BadInput: a chain has fewer than two errors.

    Complexity: O(n1^2 n2^2) integer operations.
    Source: derived in docs/why-it-is-true.md.

    >>> triangle = [0, Fraction(1, 3), 1, 3]
    >>> [str(e) for e in staircase_bound(triangle, triangle)]
    ['0', '1/9', '1/3', '1', '11/9', '17/9', '3', '11/3', '5', '9']
    """
    _check_curves(first, second, 0)
    (p, one), (q, two) = (common_denominator([list(map(Fraction, x))]) for x in (first, second))
    rises = [b - a for a, b in pairwise(one[0])]
    gains = [x - two[0][0] for x in two[0]]
    worst = staircase_table(rises, gains, len(rises) * (len(gains) - 1))[0][-1]
    lost = _error_of_none(first, second)
    return tuple(plain(lost + Fraction(x, p * q)) for x in worst)


def _error_of_none(first: Sequence[Rational], second: Sequence[Rational]) -> Fraction:
    """The error of a product without stragglers."""
    return Fraction(rectangle_error((first[0], first[-1]), (second[0], second[-1])))


def _check_curves(first: Sequence[Rational], second: Sequence[Rational], s: int) -> None:
    require(
        min(len(first), len(second)) > 1, "a curve has the errors e(0), ..., e(n) for an n >= 1"
    )
    n = (len(first) - 1) * (len(second) - 1)
    require(0 <= s <= n, f"stragglers must be 0..{n}, got {s}")


@dataclass(frozen=True, slots=True)
class Distance:
    """The fewest stragglers that cause any error, a set of them, and a certificate y for it.

    Without the stragglers B y vanishes, but the entries of y do not sum to zero.

    >>> recovery_distance(GradientCode([[1, 0], [1, 0], [0, 1]])).value
    1
    """

    value: int
    stragglers: tuple[int, ...]
    certificate: tuple[int, ...]


def recovery_distance(code: GradientCode) -> Distance:
    """The exact-recovery distance ``min {s : e(s) > 0}``, proved, with a certificate.

    The certificate shows that so many stragglers cause an error; the worst case of fewer is 0.
    Halving finds it between 0 and the least redundancy.

    Complexity: log2(d) worst cases for the least redundancy d.
    Source: derived in docs/why-it-is-true.md.

    >>> from designs import fractional_repetition
    >>> recovery_distance(fractional_repetition(4, 2)).value
    2
    """
    holders = code.replication()
    thinnest = holders.index(min(holders))
    silent = tuple(w for w, row in enumerate(code.encoding) if row[thinnest])
    low = 0
    while low < len(silent):
        s = (low + len(silent)) // 2
        found = local_search(code, s)
        if not error(code, found):
            found = worst_case(code, s).worst_set
        if error(code, found):
            silent = found
        else:
            low = s + 1
    return Distance(len(silent), tuple(sorted(silent)), _certificate(code, silent))


def _certificate(code: GradientCode, silent: tuple[int, ...]) -> tuple[int, ...]:
    """The residual of the all-ones vector under optimal decoding, as coprime integers."""
    left = survivors_of(code, silent)
    weights = decode(code, left)
    columns = (
        zip(*(code.encoding[w] for w in left), strict=True) if left else [()] * code.partitions
    )
    arrived = [sum((a * x for a, x in zip(weights, c, strict=True)), Fraction(0)) for c in columns]
    return primitive([1 - x for x in arrived])


def touched(code: GradientCode, certificate: Sequence[int]) -> tuple[int, ...]:
    """The workers w with (B y)_w != 0: if they are silent, recovery is not exact.

    A bound on the distance of the code, if the entries of y do not sum to zero.

    Raises:
        BadInput: the wrong length, or a sum of zero.

    Complexity: O(n k).
    Source: derived in docs/why-it-is-true.md.

    >>> touched(GradientCode([[1, 1, 0], [0, 1, 1], [1, 0, 1]]), (1, -1, 1))
    (2,)
    """
    fits = len(certificate) == code.partitions
    require(fits, f"a certificate has {code.partitions} entries, got {len(certificate)}")
    require(sum(certificate) != 0, "the entries of a certificate must not sum to zero")
    values = [sum(x * y for x, y in zip(row, certificate, strict=True)) for row in code.encoding]
    return tuple(w for w, value in enumerate(values) if value)


def product_certificate(first: Sequence[int], second: Sequence[int]) -> tuple[int, ...]:
    """The certificate of a product from those of its factors: the outer product.

    >>> product_certificate((1, 0), (1, -2))
    (1, -2, 0, 0)
    """
    return tuple(x * y for x in first for y in second)


def product_ratio(first: Rational, second: Rational) -> Rational:
    """The spectral ratio of a product of biregular 0/1 codes: that of the worse factor.

    Raises:
        BadInput: a ratio is not 0..1.

    Complexity: constant.
    Source: singular values multiply; derived in docs/why-it-is-true.md.

    >>> product_ratio(Fraction(1, 4), Fraction(1, 9))
    Fraction(1, 4)
    """
    for mu in (first, second):
        require(0 <= mu <= 1, f"a spectral ratio must be 0..1, got {mu}")
    return max(first, second)
