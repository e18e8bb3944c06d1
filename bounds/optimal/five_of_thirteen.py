"""Thirteen workers, sums 4, five stragglers: an exhaustive proof that the plane is best."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from bounds.optimal.four_more import codes_of
from bounds.optimal.nine_search import extended, fits
from bounds.universal.classify import canonical_form

_WORKERS, _LOAD, _STRAGGLERS = 13, 4, 5
_PLANE = 15 / 11
_ROOM = 400_000
_MOST_BEGINNINGS = 4_000
_ORDER = (4, 2, 3)

Columns = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Searched:
    """What the search met where some column shares two holders with ``doubles`` others, none more.

    ``beginnings[m]`` counts the beginnings of residuals with m columns, ``residuals`` those with
    all twelve up to permutations, ``codes`` the codes that complete them, up to the order of the
    four workers added, ``left`` those whose errors are all below 15/11.
    """

    doubles: int
    beginnings: tuple[int, ...]
    residuals: int
    codes: int
    left: int


def five_of_thirteen(doubles: int) -> Searched:
    """The search of `every_case` for one number of doubles, 1..6.

    >>> search = five_of_thirteen  # search(6).left is 0
    """
    sizes = sizes_of(doubles)
    prefixes, counts = _beginnings(sizes, doubles)
    nodes, room = np.zeros(13, np.int64), np.zeros((_ROOM, 12), np.int64)
    residuals: set[Columns] = set()
    for prefix in prefixes:
        many = extended(np.array(prefix), np.array(sizes), doubles, _PLANE - 1, room, nodes)
        residuals.update(canonical_form(9, tuple(map(int, row))) for row in room[:many])
    silenced = np.array(
        [sum(1 << w for w in lost) for lost in combinations(range(_WORKERS), _STRAGGLERS)]
    )
    met, left = np.zeros(1, np.int64), 0
    for residual in sorted(residuals):
        left += codes_of(np.array(residual), doubles, _PLANE, silenced, met)
    beginnings = (*counts, *map(int, nodes[len(counts) :]))
    return Searched(doubles, beginnings, len(residuals), int(met[0]), left)


def every_case() -> Iterator[Searched]:
    """No biregular 0/1 code with 13 workers and sums 4, other than a plane, has e(5) below 15/11.

    In such a code no two columns share three holders, or five stragglers lose both. Each column
    shares 12 holders in all with the others, so that as many others share two with it as share
    none; if that is 0 for all columns the code is a plane. Let t > 0 be the largest such number,
    of column j. When the four holders of j straggle the error is 1 plus that of the residual:
    nine workers with loads 4 and twelve columns, of sums 4 and 2, t of each, and 3. Every fifth
    straggler must add less than 4/11. All such residuals are listed, and each is completed in all
    ways. Columns are placed one at a time: those of sum 4, 2, then 3. A branch is cut when the
    errors of the columns so far, with equal shares for those to come, reach 4/11. Beginnings
    are kept up to permutations while they are few; after that each must have its column
    of largest invariant last, see `bounds.optimal.nine_search.last_is_first`.

    Raises:
        Unavailable: igraph is not installed.

    Complexity: some minutes, compiled.

    >>> cases = every_case()  # the sum of all `left` is 0
    """
    for doubles in range(6, 0, -1):
        yield five_of_thirteen(doubles)


def sizes_of(doubles: int) -> list[int]:
    """The sums of the twelve columns of a residual, in the order in which they are placed.

    >>> sizes_of(1)
    [4, 2, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3]
    """
    many = {4: doubles, 2: doubles, 3: 12 - 2 * doubles}
    return [size for size in _ORDER for _ in range(many[size])]


def _beginnings(sizes: list[int], doubles: int) -> tuple[list[Columns], list[int]]:
    """Beginnings of residuals up to permutations, with as many columns as they stay few.

    With them come their numbers for 0, 1, ... columns.
    """
    level: set[Columns] = {()}
    counts = [1]
    while len(level) < _MOST_BEGINNINGS and len(counts) < len(sizes):
        columns = [x for x in range(1 << 9) if x.bit_count() == sizes[len(counts) - 1]]
        longer = ((*begun, x) for begun in sorted(level) for x in columns)
        kept = (one for one in longer if fits(np.array(one), doubles, _PLANE - 1))
        level = {_placed(canonical_form(9, one)) for one in kept}
        counts.append(len(level))
    return sorted(level), counts


def _placed(columns: Columns) -> Columns:
    """The columns in the order in which they are placed."""
    return tuple(sorted(columns, key=lambda x: (_ORDER.index(x.bit_count()), x)))
