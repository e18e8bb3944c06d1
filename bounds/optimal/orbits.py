"""Codes whose rows are orbits under a group, and codes put together from smaller ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from math import gcd

from designs.algebra.linear import Rational
from designs.codes import GradientCode
from designs.codes.base import Symmetry
from designs.errors import require


def split_groups(n: int) -> Iterator[tuple[int, int, int]]:
    """The (m, k, r) with m k = n, r^k = 1 mod m: the products of Z_m and Z_k, Z_k acting by r.

    Element (x, i) is the number x k + i, and (x, i)(y, j) = (x + r^i y, i + j). With r = 1 the
    group is abelian, with r = -1 and k = 2 dihedral, with m prime and r of order k it is a
    Frobenius group. k = 1 is left out: the group would be cyclic, as are others.

    >>> list(split_groups(6))
    [(2, 3, 1), (3, 2, 1), (3, 2, 2)]
    """
    for m in range(2, n):
        k, rest = divmod(n, m)
        if rest == 0:
            yield from ((m, k, r) for r in range(1, m) if gcd(r, m) == 1 == pow(r, k, m))


def group_code(group: tuple[int, int, int], base: Sequence[int]) -> GradientCode:
    """Worker g of a group holds the elements g b for b in the base: a generalised circulant.

    Raises:
        BadInput: r^k is not 1 mod m, or the base is not distinct numbers 0..mk-1.

    Complexity: O(n d) for n = m k.

    >>> group_code((2, 2, 1), [0, 3]).encoding
    ((1, 0, 0, 1), (0, 1, 1, 0), (0, 1, 1, 0), (1, 0, 0, 1))
    """
    m, k, r = group
    n, held = m * k, {*base}
    require(pow(r, k, m) == 1 % m, f"r^k must be 1 mod m, got m={m}, k={k}, r={r}")
    fits = len(held) == len(base) > 0 and min(held) >= 0 and max(held) < n
    require(fits, f"a base must be distinct numbers 0..{n - 1}, got {list(base)!r:.60}")

    table = group_table(group)
    rows = [[0] * n for _ in range(n)]
    for g, b in product(range(n), held):
        rows[g][table[g][b]] = 1
    turns = [table[g] for g in (k, 1)]
    name = f"base {', '.join(map(str, base))} in Z_{m} x Z_{k} with r = {r}"
    return GradientCode(rows, name, symmetries=[Symmetry(turn, turn) for turn in turns])


def group_table(group: tuple[int, int, int]) -> list[tuple[int, ...]]:
    """The products of the elements of a group of `split_groups`.

    >>> group_table((3, 2, 2))[1]
    (1, 0, 5, 4, 3, 2)
    """
    m, k, r = group

    def times(g: int, h: int) -> int:
        (x, i), (y, j) = divmod(g, k), divmod(h, k)
        return (x + pow(r, i, m) * y) % m * k + (i + j) % k

    return [tuple(times(g, h) for h in range(m * k)) for g in range(m * k)]


def block_circulant(m: int, held: Sequence[Sequence[int]]) -> GradientCode:
    """Rows in orbits of Z_m: worker i m + x holds the partitions of worker i m, shifted by x.

    ``held[i]`` are those of worker i m; partition j m + y is shifted to j m + (y + x mod m).

    Raises:
        BadInput: a partition is not 0..n-1 for n = m len(held).

    Complexity: O(n^2).

    >>> block_circulant(2, [[0, 2], [1, 3]]).encoding
    ((1, 0, 1, 0), (0, 1, 0, 1), (0, 1, 0, 1), (1, 0, 1, 0))
    """
    n = m * len(held)
    fits = all(0 <= j < n for row in held for j in row)
    require(fits, f"partitions must be 0..{n - 1}, got {list(held)!r:.60}")
    rows = []
    for row in held:
        for x in range(m):
            moved = {j // m * m + (j + x) % m for j in row}
            rows.append([int(j in moved) for j in range(n)])
    turn = tuple(j // m * m + (j + 1) % m for j in range(n))
    name = f"{len(held)} x {len(held)} circulant blocks of {m}"
    return GradientCode(rows, name, symmetries=[Symmetry(turn, turn)])


def direct_sum(codes: Sequence[GradientCode]) -> GradientCode:
    """Codes side by side, each with workers and partitions of its own.

    Its worst case is the largest sum of worst cases over all ways to share out the stragglers.

    Complexity: O(n k).

    >>> direct_sum([GradientCode([[1, 1]]), GradientCode([[2]])]).encoding
    ((1, 1, 0), (0, 0, 2))
    """
    partitions = sum(code.partitions for code in codes)
    rows: list[tuple[Rational, ...]] = []
    symmetries: list[Symmetry] = []
    column = 0
    for code in codes:
        after = partitions - column - code.partitions
        symmetries += [_moved(s, len(rows), column, codes) for s in code.symmetries]
        rows += [(0,) * column + row + (0,) * after for row in code.encoding]
        column += code.partitions
    return GradientCode(rows, " + ".join(code.name for code in codes), symmetries=symmetries)


def complement(code: GradientCode) -> GradientCode:
    """The 0/1 code in which each worker holds what it does not hold in this one.

    >>> complement(GradientCode([[1, 0, 0], [0, 1, 0], [0, 0, 1]])).encoding
    ((0, 1, 1), (1, 0, 1), (1, 1, 0))
    """
    rows = [[1 - x for x in row] for row in code.encoding]
    return GradientCode(rows, f"complement of {code.name}", symmetries=code.symmetries)


def _moved(symmetry: Symmetry, row: int, column: int, codes: Sequence[GradientCode]) -> Symmetry:
    """The symmetry of one code, from this row and column on, as one of the sum."""
    workers = _placed(symmetry.workers, row, sum(code.workers for code in codes))
    return Symmetry(
        workers, _placed(symmetry.partitions, column, sum(code.partitions for code in codes))
    )


def _placed(turn: Sequence[int], start: int, total: int) -> tuple[int, ...]:
    moved = [start + x for x in turn]
    return (*range(start), *moved, *range(start + len(turn), total))
