"""Transversal designs, that is, mutually orthogonal Latin squares, from finite fields."""

from __future__ import annotations

from dataclasses import dataclass
from math import gcd

import numpy as np
from numpy.typing import NDArray

from designs.algebra.arithmetic import factorize
from designs.algebra.field import GF
from designs.constructions.difference_matrices import difference_matrix, rows_at_hand
from designs.errors import BadInput, VerificationError, require
from designs.incidence.check import pair_counts

Rows = NDArray[np.int64]
Block = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class GroupDivisible:
    """Points 0..points-1 partitioned into groups, and blocks.

    It is a group-divisible design of index lambda if two points of different groups lie in exactly
    lambda common blocks, and two points of one group in none.

    >>> square = GroupDivisible(((0, 1), (2, 3)), ((0, 2), (0, 3), (1, 2), (1, 3)))
    >>> square.points, square.confirmed(1) is square
    (4, True)
    """

    groups: tuple[Block, ...]
    blocks: tuple[Block, ...]

    @property
    def points(self) -> int:
        """Number of points."""
        return sum(map(len, self.groups))

    def confirmed(self, index: int) -> GroupDivisible:
        """This object, after counting that it is a group-divisible design of this index.

        The groups, each ``index`` times, are added to the blocks: then all pairs must balance.

        Raises:
            VerificationError: it is not one.

        Complexity: that of `designs.incidence.check.pair_counts`.

        >>> GroupDivisible(((0,), (1,)), ()).confirmed(1)
        Traceback (most recent call last):
        designs.errors.VerificationError: this is not a group-divisible design of index 1
        """
        partition = sorted(p for group in self.groups for p in group) == list(range(self.points))
        owner = {p: i for i, group in enumerate(self.groups) for p in group}
        across = all(
            owner.keys() >= set(block) and len({owner[p] for p in block}) == len(block)
            for block in self.blocks
        )
        whole = (*self.blocks, *self.groups * index)
        if not (partition and across and pair_counts(self.points, whole) == (index, index)):
            raise VerificationError(f"this is not a group-divisible design of index {index}")
        return self


def transversal_design(size: int, order: int) -> GroupDivisible:
    """TD(k, n): k groups of n points, group i being i n..i n + n - 1, and n^2 blocks of size k.

    Every block has one point in each group, and two points of different groups lie in exactly one
    block. It is the same as k - 2 mutually orthogonal Latin squares of order n.

    Raises:
        BadInput: no TD(k, n) is known here.

    Complexity: O(k^2 n^2).
    Source: H. F. MacNeish, Euler squares, Ann. of Math. 23 (1922), for the products.

    >>> td = transversal_design(4, 3)
    >>> td.groups[3], td.blocks[:2]
    ((9, 10, 11), ((0, 3, 6, 9), (0, 4, 8, 10)))
    """
    blocks = [tuple(block) for block in transversal_blocks(size, order).tolist()]
    groups = [tuple(range(i * order, (i + 1) * order)) for i in range(size)]
    return GroupDivisible(tuple(groups), tuple(sorted(blocks))).confirmed(1)


def transversal_blocks(size: int, order: int) -> Rows:
    """The blocks of TD(k, n), shape (n^2, k), not yet counted.

    The product of those of a difference matrix (or of order 1) and of the fields GF(p^a) of the
    other prime powers that divide n exactly.

    Raises:
        BadInput: no TD(k, n) is known here.

    Complexity: O(k n^2).
    Source: H. F. MacNeish (1922).

    >>> transversal_blocks(2, 2).tolist()
    [[0, 2], [1, 3], [0, 3], [1, 2]]
    """
    if (part := _part(size, order)) is None:
        raise BadInput(
            f"no transversal design TD({size},{order}) is known here: "
            f"for {order} points a group, size must be at most {mols(order) + 2}"
        )
    rows, width = _developed(size, part), part
    for p, a in factorize(order // part).items():
        step = _of_field(size, p**a)
        rows = (rows[:, None, :] + width * step[None, :, :]).reshape(-1, size)
        width *= p**a
    return rows + order * np.arange(size)


def mols(order: int) -> int:
    """The number of mutually orthogonal Latin squares of this order that are constructed here.

    Raises:
        BadInput: the order is below 2, where any number of squares is orthogonal.

    Complexity: that of factorising n.
    Source: H. F. MacNeish (1922): the least of the numbers for the factors.

    >>> [mols(n) for n in (2, 5, 6, 12, 15, 21, 57)]
    [1, 4, 1, 2, 4, 4, 7]
    """
    require(order >= 2, f"order must be at least 2, got {order}")
    return max(_least(part, order // part) for part in (1, *_parts(order)))


def _least(part: int, rest: int) -> int:
    """The least number of squares for a difference matrix (unless part is 1) and for the fields."""
    squares = [int(p**a) - 1 for p, a in factorize(rest).items()]
    return min([rows_at_hand(part) - 1, *squares] if part > 1 else squares)


def has_transversal(size: int, order: int) -> bool:
    """Whether a TD(k, n) is constructed here.

    Complexity: O(k + sqrt(sqrt(n))); n is not factorised.

    >>> has_transversal(6, 21), has_transversal(7, 21), has_transversal(4, 10**12 + 1)
    (True, False, True)
    """
    return _part(size, order) is not None


def _part(size: int, order: int) -> int | None:
    """1, or a coprime factor with a difference matrix, such that fields do for the rest."""
    require(size >= 2, f"size must be at least 2, got {size}")
    require(order >= 1, f"order must be at least 1, got {order}")
    if _by_fields(size, order):
        return 1
    fitting = (m for m in _parts(order) if rows_at_hand(m) >= size - 1)
    return next((m for m in fitting if _by_fields(size, order // m)), None)


def _parts(order: int) -> list[int]:
    """The factors, coprime to the rest, that are looked at for a difference matrix."""
    return [m for m in (15, order) if order % m == 0 and gcd(m, order // m) == 1]


def _by_fields(size: int, order: int) -> bool:
    """Whether every prime power that divides n exactly is at least k - 1."""
    rest = order
    for p in range(2, size - 1):
        power = 1
        while rest % p == 0:
            rest //= p
            power *= p
        if 1 < power < size - 1:
            return False
    return True


def _of_field(size: int, order: int) -> Rows:
    """The lines y = a x + b of AG(2, q): their values b + a x at k - 1 points x, and a slope a."""
    field = GF(order)
    a, b = (x.ravel() for x in np.meshgrid(range(order), range(order), indexing="ij"))
    places = min(size, order)
    values = field.add(field.multiply(a[:, None], np.arange(places)), b[:, None])
    return np.column_stack([values, a]) if size > order else values


def _developed(size: int, order: int) -> Rows:
    """The translates of the rows of a difference matrix, with the number of the row at the end."""
    if order == 1:
        return np.zeros((1, size), dtype=np.int64)
    base, x = difference_matrix(order), np.arange(order)
    shifted = (base[None, :, :] + x[:, None, None]) % order
    name = np.broadcast_to(x[None, :, None], (order, order, 1))
    return np.concatenate([shifted, name], axis=2).reshape(order**2, -1)[:, :size]
