"""Where codes for the table of the best codes come from: symmetric ones, and those put together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from bounds.optimal.archive import Archive, Proposal, proposed, side_by_side
from bounds.optimal.circulants import circulant_bases
from bounds.optimal.orbits import group_table, split_groups
from bounds.optimal.quick_attack import attacked_curve
from bounds.optimal.spelling import rows_text
from designs.codes import GradientCode
from designs.codes.base import generator

_MOST_BASES = 400

Archives = Mapping[tuple[int, int], Archive]


def all_circulants(n: int, d: int) -> Iterator[Proposal]:
    """All circulants up to shifts and factors.

    >>> [one.text for one in all_circulants(7, 3)]
    ['7:0,1,2', '7:0,1,3']
    """
    table = np.add.outer(np.arange(n), np.arange(n)) % n
    for base in circulant_bases(n, d):
        yield Proposal(f"{n}:{_listed(base)}", _attacked(table, base))


def group_bases(n: int, d: int) -> Iterator[Proposal]:
    """Bases in groups that are no cyclic ones: all, or 400 drawn with seed 0.

    >>> len(list(group_bases(6, 2)))
    15
    """
    for m, k, r in split_groups(n):
        bases = list(combinations(range(1, n), d - 1))
        if len(bases) > _MOST_BASES:
            drawn = generator(0).choice(len(bases), _MOST_BASES, replace=False)
            bases = [bases[i] for i in sorted(drawn.tolist())]
        table = np.array(group_table((m, k, r)))
        for rest in bases:
            base = (0, *rest)
            yield Proposal(f"{m}*{k}^{r}:{_listed(base)}", _attacked(table, base))


def sums(n: int, d: int, archives: Archives) -> Iterator[Proposal]:
    """Two codes side by side, each the best of its size for some number of stragglers.

    >>> small = Archive(3, 3)
    >>> small.certify("3:0,1,2")
    >>> [one.text for one in sums(6, 3, {(3, 3): small})]
    ['3:0,1,2+3:0,1,2']
    """
    for m in range(d, n // 2 + 1):
        if (m, d) in archives and (n - m, d) in archives:
            for text, curve in archives[m, d].kept():
                for other, its_curve in archives[n - m, d].kept():
                    values = side_by_side(curve, its_curve)
                    yield Proposal(f"{text}+{other}", tuple(map(float, values)))


def copies(n: int, d: int, archives: Archives) -> Iterator[Proposal]:
    """Codes with each worker and each partition several times: e(s) is c e(floor(s/c)).

    >>> small = Archive(2, 1)
    >>> small.certify("2:0")
    >>> [(one.text, one.least) for one in copies(4, 2, {(2, 1): small})]
    [('2x2:0', (0.0, 0.0, 2.0, 2.0, 4.0))]
    """
    for c in range(2, d + 1):
        small = archives.get((n // c, d // c))
        if n % c == d % c == 0 and small is not None:
            for text, curve in small.kept():
                if "+" not in text and "x" not in text:
                    least = (float(c * curve[s // c]) for s in range(n + 1))
                    yield Proposal(f"{c}x{text}", tuple(least))


def fitting(codes: Iterable[GradientCode], n: int, d: int) -> Iterator[Proposal]:
    """Those of some codes that are 0/1 with n workers, n partitions and sums d.

    >>> from designs.codes import circulant
    >>> [one.text for one in fitting([circulant(3, [0, 1]), circulant(4, [0, 1])], 3, 2)]
    ['3:0,1;1,2;0,2']
    """
    for code in codes:
        square = code.workers == code.partitions == n
        binary = {x for row in code.encoding for x in row} <= {0, 1}
        if square and binary and {*code.load(), *code.replication()} == {d}:
            yield proposed(rows_text(code), range(n))


def _listed(base: tuple[int, ...]) -> str:
    return ",".join(map(str, base))


def _attacked(table: NDArray[np.int64], base: tuple[int, ...]) -> tuple[float, ...]:
    """The estimates for the code whose worker g holds the products of g with the base."""
    n = len(table)
    rows = np.zeros((n, n))
    rows[np.arange(n)[:, None], table[:, list(base)]] = 1
    return tuple(attacked_curve(rows, np.array([0])).tolist())
