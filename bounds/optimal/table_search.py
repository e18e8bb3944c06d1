"""The search that makes the table of the best codes known, the same each time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bounds.optimal.archive import Archive
from bounds.optimal.block_search import annealed_blocks
from bounds.optimal.sources import (
    Archives,
    all_circulants,
    copies,
    fitting,
    group_bases,
    sums,
)
from bounds.universal.every import best_universal_bound
from designs.codes import GradientCode

_STEPS, _DRAWS = 150, 1
_MOST_ORBITS, _MOST_WITHOUT = 4, 12


def searched(
    n: int,
    d: int,
    archives: Archives,
    stored: Iterable[str] = (),
    *,
    others: Iterable[GradientCode] = (),
    anneal: bool = True,
) -> Archive:
    """The best codes found with n workers and sums d, from smaller archives and stored spellings.

    All circulants; bases in other groups; codes side by side and copies of smaller ones; other
    codes that are given; and, if asked, where d <= n/2 and the universal bound is not met,
    annealing in orbits of Z_m for n/m <= 4, and for n <= 12 without any symmetry. All draws have
    fixed seeds.

    Raises:
        BadInput: not ``1 <= d <= n <= 24``.

    Complexity: seconds up to a minute.

    >>> searched(5, 5, {}).best[4]
    (0, '5:0,1,2,3,4')
    """
    archive = Archive(n, d)
    for text in dict.fromkeys(stored):
        archive.certify(text)
    archive.offer(all_circulants(n, d))
    archive.offer(sums(n, d, archives))
    archive.offer(copies(n, d, archives))
    if 1 < d < n:
        archive.offer(group_bases(n, d))
    if 1 < d <= n // 2:
        archive.offer(fitting(others, n, d))
        for m in orbit_lengths(n) if anneal else ():
            _anneal(archive, m)
    return archive


def orbit_lengths(n: int) -> Iterator[int]:
    """The m for which codes in orbits of Z_m are annealed.

    >>> list(orbit_lengths(12)), list(orbit_lengths(18))
    ([6, 4, 3, 1], [9, 6])
    """
    yield from (n // a for a in range(2, _MOST_ORBITS + 1) if n % a == 0 and n > a)
    if n <= _MOST_WITHOUT:
        yield 1


def still_open(archive: Archive) -> list[int]:
    """The numbers of stragglers, 1..n-2, at which the best code is above the universal bound.

    >>> still_open(searched(4, 2, {}))
    []
    """
    n, d = archive.workers, archive.redundancy
    return [
        s
        for s in range(1, n - 1)
        if archive.best[s][0] > best_universal_bound(n, n, d, s, constant_load=True).value
    ]


def _anneal(archive: Archive, m: int) -> None:
    n, d = archive.workers, archive.redundancy
    for s in still_open(archive):
        for seed in range(_DRAWS):
            found = annealed_blocks(n, d, m, s, steps=_STEPS, seed=1000 * s + seed)
            archive.offer(found, tries=1)
