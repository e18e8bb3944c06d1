"""Lower bounds for every biregular 0/1 code: the theorems of docs/optimal-codes.md as numbers."""

from __future__ import annotations

from fractions import Fraction

from bounds.universal.complement import complementary_error
from designs.algebra.linear import Rational, plain
from designs.errors import require

_THREE, _LEAST_FOR_THREE = 3, 6
# (n, d, s) where every other code was excluded one by one.
_SETTLED = {
    (13, 4, 5): "exhaustive search",
    (13, 4, 7): "exhaustive search",
    (13, 4, 8): "three partitions",
}


def proved_bound(n: int, d: int, s: int) -> tuple[Rational, str]:
    """The best lower bound of the theorems on e(s), for biregular 0/1 codes with n = k and sums d.

    With the name of the theorem. Complements are used too, and that e never decreases.

    Raises:
        BadInput: not ``1 <= d < n`` and ``0 <= s < n``.

    Complexity: O(n).
    Source: derived in docs/optimal-codes.md; 13 workers, sums 4 and s = 7 by a computation.

    >>> proved_bound(11, 5, 7)
    (Fraction(21, 11), 'two partitions')
    >>> [proved_bound(13, 4, s)[0] for s in (4, 6, 8)]
    [1, Fraction(9, 5), 3]
    """
    require(1 <= d < n, f"sums must be 1..{n - 1}, got {d}")
    require(0 <= s < n, f"stragglers must be 0..{n - 1}, got {s}")
    cases = [case for t in range(s + 1) for case in _at(n, d, t)]
    return max(cases, key=lambda case: case[0])


def _at(n: int, d: int, s: int) -> list[tuple[Rational, str]]:
    """The best lower bound for exactly these stragglers, from the code and from its complement."""
    turned = [
        (complementary_error(n, n - d, value), f"{why}, of the complement")
        for value, why in _direct(n, n - d, s)
    ]
    return _direct(n, d, s) + turned


def _direct(n: int, d: int, s: int) -> list[tuple[Rational, str]]:
    """The best lower bound for exactly these stragglers, from the code alone."""
    cases: list[tuple[Rational, str]] = [(star_bound(n, d, s), "a star")]
    if s == d:
        cases.append((1, "one partition"))
    design = design_value(n, d, s)
    if design is not None:
        if s in (n - 1, n - 2) or (s == n - 3 and n >= _LEAST_FOR_THREE):
            cases.append((design, "three survivors"))
        if s == 2 * d - d * (d - 1) // (n - 1) - 1:
            cases.append((plain(min(Fraction(design), Fraction(2))), "two partitions"))
        if (n, d, s) in _SETTLED:
            cases.append((design, _SETTLED[n, d, s]))
    return cases


def design_value(n: int, d: int, s: int) -> Rational | None:
    """The worst case of a symmetric design with these numbers, if its overlap is an integer.

    >>> design_value(7, 3, 2), design_value(8, 3, 2)
    (Fraction(4, 7), None)
    """
    if d * (d - 1) % (n - 1) or s >= n:
        return None
    overlap = d * (d - 1) // (n - 1)
    return plain(Fraction(s * (d - overlap), d * d - overlap * s))


def three_survivors(n: int, d: int, s: int) -> Rational:
    """What theorem 3 says of biregular 0/1 codes with n = k; 0 if it says nothing of these numbers.

    Source: theorem 3 of docs/optimal-codes.md.

    >>> three_survivors(16, 6, 13), three_survivors(16, 6, 12)
    (Fraction(26, 5), 0)
    """
    value = design_value(n, d, s) if n - s == _THREE and n >= _LEAST_FOR_THREE else None
    return value or 0


def star_bound(n: int, d: int, s: int) -> Rational:
    """A lower bound for biregular 0/1 codes with n = k: the survivors share a partition.

    With f = n - s survivors, for f <= d at least n - d^2 f/(d + f - 1); and for all f <= d, since
    errors fall with more survivors, at least (n-d)^2/(n - 1 + (d-1)^2). Otherwise 0.

    Source: theorem 2 of docs/optimal-codes.md.

    >>> star_bound(13, 4, 9), star_bound(11, 5, 6)
    (Fraction(27, 7), Fraction(18, 13))
    """
    f = n - s
    if not 1 <= f <= d < n:
        return 0
    star = n - Fraction(d * d * f, d + f - 1)
    return plain(max(star, Fraction((n - d) ** 2, n - 1 + (d - 1) ** 2)))
