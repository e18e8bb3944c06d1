"""The average error over all straggler sets of a size, exactly, by trying one set of each orbit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import partial
from itertools import combinations
from math import comb

from adversary.decoding.decode import Decoder, require_decoder
from adversary.decoding.error import error
from bounds.expectation.by_structure import mean_by_structure
from designs.algebra import permutations
from designs.algebra.linear import Rational, explained, gram, plain
from designs.algebra.permutations import on_sets
from designs.codes import GradientCode
from designs.codes.coerce import CodeLike, as_code
from designs.errors import integer, require

_MOST_SETS = 100_000


def average_error(code: CodeLike, s: int, decoder: Decoder = "optimal") -> Rational:
    """The mean of the error over all sets of s stragglers: exact, what random stragglers cost.

    With optimal decoding it is by formula where `bounds.expectation.by_structure` has one. Else
    symmetries of the code carry straggler sets to straggler sets of equal error, so the error is
    computed once for each orbit of the declared symmetries and weighted with the size of the orbit.

    Raises:
        BadInput: s is not 0..n, more than 100,000 straggler sets of a code without a formula, or an
            unsuitable decoder.

    Complexity: O(C(n, s) n g) for g declared symmetries, and O(n^3) exact operations an orbit.
    Source: the definition; the tests compare with the plain mean and with closed forms.

    >>> from designs import cyclic_repetition, uncoded
    >>> average_error(uncoded(4), 3), average_error(cyclic_repetition(4, 2, seed=1), 1)
    (3, 0)
    """
    code, s = as_code(code), integer(s, "s")
    n = code.workers
    require(0 <= s <= n, f"stragglers must be 0..{n}, got {s}")
    require_decoder(decoder)
    formula = mean_by_structure(code, s) if decoder == "optimal" else None
    if formula is not None:
        return formula
    few = max(t for t in range(n // 2 + 1) if comb(n, t) <= _MOST_SETS)
    require(
        comb(n, s) <= _MOST_SETS,
        f"at most {_MOST_SETS} straggler sets are tried, got {comb(n, s)}; with {n} workers the "
        f"nearest numbers of stragglers are {few} and {n - few}",
    )
    measure = _optimal(code) if decoder == "optimal" else partial(error, code, decoder=decoder)
    total = sum((size * measure(chosen) for chosen, size in orbits(code, s)), Fraction(0))
    return plain(Fraction(total) / comb(n, s))


def average_curve(code: CodeLike, decoder: Decoder = "optimal") -> tuple[Rational, ...]:
    """The average errors for s = 0, ..., n stragglers.

    Raises:
        BadInput: see `average_error`.

    Complexity: the sum of that of `average_error`.

    >>> from designs import uncoded
    >>> average_curve(uncoded(2))
    (0, 1, 2)
    """
    code = as_code(code)
    return tuple(average_error(code, s, decoder) for s in range(code.workers + 1))


def orbits(code: GradientCode, s: int) -> Iterator[tuple[tuple[int, ...], int]]:
    """One set of s workers from each orbit of the declared symmetries, with the size of the orbit.

    Complexity: O(C(n, s) n) operations for each symmetry, O(C(n, s) n) memory.

    >>> from designs import uncoded
    >>> list(orbits(uncoded(4), 2))
    [((0, 1), 4), ((0, 2), 2)]
    """
    moves = [symmetry.workers for symmetry in code.symmetries]
    sets = combinations(range(code.workers), s)
    return ((orbit[0], len(orbit)) for orbit in permutations.orbits(sets, moves, on_sets))


def _optimal(code: GradientCode) -> Callable[[tuple[int, ...]], Rational]:
    """The optimal error of a straggler set, with the overlaps of the workers computed once."""
    rows = code.integer_rows()
    overlaps, sums = gram(rows), [sum(row) for row in rows]

    def measure(stragglers: tuple[int, ...]) -> Rational:
        left = [w for w in range(code.workers) if w not in stragglers]
        known = explained([[overlaps[a][b] for b in left] for a in left], [sums[a] for a in left])
        return code.partitions - known

    return measure
