"""Tabulated decoding: the weights of every straggler set, worked out once.

No `Decoder` of its own: it lists the weights of `optimal` for all sets of one size.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import comb

from adversary.decoding.decode import decode
from adversary.decoding.error import survivors_of
from designs.algebra.linear import Rational
from designs.codes import GradientCode
from designs.codes.coerce import CodeLike, as_code
from designs.errors import Unavailable, require

_MOST_WEIGHTS = 200_000


def rank(subset: Iterable[int]) -> int:
    """The place of a set c_1 < c_2 < ... < c_s in the combinatorial number system.

    It is ``C(c_1, 1) + C(c_2, 2) + ... + C(c_s, s)``, from 0 on; it does not depend on n.

    Raises:
        BadInput: a negative element or one that is named twice.

    Complexity: O(s log s) operations and s binomials.
    Source: the combinatorial number system; the released code of R. Tandon et al. indexes its table
    in this manner.

    >>> [rank(x) for x in ([0, 1], [0, 2], [1, 2], [0, 3])]
    [0, 1, 2, 3]
    """
    elements = sorted(subset)
    fits = all(x >= 0 for x in elements) and len(set(elements)) == len(elements)
    require(fits, f"a set has different elements from 0 on, got {elements}")
    return sum(comb(c, i) for i, c in enumerate(elements, 1))


def unrank(place: int, size: int) -> tuple[int, ...]:
    """The set of this size at this place of the combinatorial number system, ascending.

    Raises:
        BadInput: a negative place or size, or a place above 0 for the empty set.

    Complexity: O(s log c) binomials for the greatest element c.
    Source: the combinatorial number system: greedy, the greatest element first.

    >>> unrank(3, 2), unrank(rank([1, 4, 6]), 3)
    ((0, 3), (1, 4, 6))
    """
    require(place >= 0 <= size, f"place and size must be at least 0, got {place} and {size}")
    require(size > 0 or place == 0, f"the only empty set is at place 0, got {place}")
    found = []
    for i in range(size, 0, -1):
        low, high = i - 1, i
        while comb(high, i) <= place:
            low, high = high, 2 * high
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if comb(middle, i) <= place else (low, middle)
        found.append(low)
        place -= comb(low, i)
    return tuple(reversed(found))


@dataclass(frozen=True, slots=True)
class Table:
    """Decoding weights of all sets of s stragglers of n workers: row `rank` of a set is its a.

    The rows have one weight a worker, zero on the stragglers, and A B = 1 holds exactly.

    >>> from designs import fractional_repetition
    >>> tabulate(fractional_repetition(2, 2), 1).rows
    ((0, 1), (1, 0))
    """

    workers: int
    stragglers: int
    rows: tuple[tuple[Rational, ...], ...]

    def weights(self, stragglers: Sequence[int]) -> tuple[Rational, ...]:
        """The weights of all workers when these straggle; if fewer do, name others with them.

        Raises:
            BadInput: not s different workers.

        Complexity: that of `rank`: no linear algebra.
        """
        n, s = self.workers, self.stragglers
        fits = len(stragglers) == s and all(0 <= w < n for w in stragglers)
        require(fits, f"stragglers must be {s} of the workers 0..{n - 1}, got {list(stragglers)}")
        return self.rows[rank(stragglers)]


def tabulate(code: CodeLike, stragglers: int) -> Table:
    """The table A of all C(n, s) decoding vectors of a code that is exact for s stragglers.

    Each row is the shortest solution of ``a B = 1`` without the stragglers and is checked exactly.

    Raises:
        BadInput: not ``0 <= s < n``, or a table of more than 200,000 weights.
        Unavailable: some set of s stragglers leaves an error; it is named.

    Complexity: C(n, s) exact least-squares problems, n C(n, s) weights.
    Source: R. Tandon et al., Gradient Coding (2017): the matrix A with A B = 1.

    >>> code = GradientCode([["1/2", 1, 0], [0, 1, -1], ["1/2", 0, 1]])
    >>> tabulate(code, 1).rows
    ((0, 1, 2), (1, 0, 1), (2, -1, 0))
    """
    code = as_code(code)
    n, s = code.workers, stragglers
    require(0 <= s < n, f"stragglers must be 0..{n - 1} for {n} workers, got {s}")
    size = n * comb(n, s)
    require(
        size <= _MOST_WEIGHTS,
        f"a table holds at most {_MOST_WEIGHTS:,} weights, got n C(n,s) = {n} C({n},{s}) = "
        f"{size:,}; decode the set that has come in each round instead",
    )
    return Table(n, s, tuple(_row(code, unrank(place, s)) for place in range(comb(n, s))))


def _row(code: GradientCode, stragglers: tuple[int, ...]) -> tuple[Rational, ...]:
    """The decoding vector of one straggler set over all workers, checked."""
    survivors = survivors_of(code, stragglers)
    found = dict(zip(survivors, decode(code, survivors), strict=True))
    row = tuple(found.get(w, 0) for w in range(code.workers))
    if not decodes_exactly(code, row):
        silent = ", ".join(map(str, stragglers))
        raise Unavailable(f"no weights decode {code.name} exactly when workers {silent} straggle.")
    return row


def decodes_exactly(code: GradientCode, weights: Sequence[Rational]) -> bool:
    """Whether these weights, one a worker, sum the messages to the exact gradient: a B = 1.

    Complexity: O(n k).

    >>> decodes_exactly(GradientCode([[1, 1], [0, 1]]), [1, 0])
    True
    """
    used = [(a, row) for a, row in zip(weights, code.encoding, strict=True) if a]
    return all(sum(a * row[j] for a, row in used) == 1 for j in range(code.partitions))
