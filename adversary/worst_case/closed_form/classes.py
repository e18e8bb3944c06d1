"""Nets and all codes of orthogonal classes: error and weights in closed form."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from adversary.decoding.error import survivors_of
from designs.algebra.linear import Rational, gram, plain
from designs.codes import GradientCode
from designs.errors import BadInput


@dataclass(frozen=True, slots=True)
class OrthogonalClasses:
    """Workers in classes, each a split of the partitions, and different classes independent.

    ``classes[i]`` are the workers of class i, ``loads[w]`` the partitions that worker w holds. The
    blocks of a class are disjoint and cover everything; blocks A and B of different classes share
    ``|A| |B| / k`` partitions. Nets, grids and affine resolvable designs are of this kind.

    >>> OrthogonalClasses(4, ((0, 1), (2, 3)), (2, 2, 2, 2)).lost([0, 2, 3])
    (2, 4)
    """

    partitions: int
    classes: tuple[tuple[int, ...], ...]
    loads: tuple[int, ...]

    def lost(self, stragglers: Iterable[int]) -> tuple[int, ...]:
        """For each class, how many partitions its stragglers hold."""
        silent = set(stragglers)
        return tuple(sum(self.loads[w] for w in part if w in silent) for part in self.classes)


@lru_cache(maxsize=8)
def orthogonal_classes(code: GradientCode) -> OrthogonalClasses | None:
    """The classes of a code, if its rows are multiples of 0/1 rows that have this structure.

    Blocks of one class are disjoint and of different classes meet, so classes are the sets of
    pairwise disjoint rows; everything that `OrthogonalClasses` says is then counted.

    Complexity: O(n^2 k).

    >>> from designs.codes.net import net
    >>> orthogonal_classes(net(3, 2)).classes
    ((0, 1, 2), (3, 4, 5))
    >>> orthogonal_classes(GradientCode([[1, 1, 0], [0, 1, 1], [1, 0, 1]])) is None
    True
    """
    k = code.partitions
    if any(set(row) - {0, 1} and set(row) - {0, -1} for row in code.integer_rows()):
        return None
    shared = [[abs(x) for x in row] for row in gram(code.integer_rows())]
    loads = tuple(row[w] for w, row in enumerate(shared))
    classes = {w: tuple(x for x, y in enumerate(row) if w == x or not y)
               for w, row in enumerate(shared)}  # fmt: skip
    whole = all(classes[w] == part for part in classes.values() for w in part)
    covering = all(sum(loads[w] for w in part) == k for part in classes.values())
    independent = all(
        k * y == loads[w] * loads[x]
        for w, row in enumerate(shared)
        for x, y in enumerate(row)
        if x not in classes[w]
    )
    if not (all(loads) and whole and covering and independent):
        return None
    return OrthogonalClasses(k, tuple(sorted(set(classes.values()))), loads)


def classes_error(structure: OrthogonalClasses, stragglers: Iterable[int]) -> Rational:
    """The exact optimal error: ``k / (1 + sum_i (k/q_i - 1))``, q_i partitions lost in class i.

    It is 0 if a class is whole (q_i = 0). In a net of order l with s_i stragglers in class i it is
    ``l^2 / (1 - r + l (1/s_1 + ... + 1/s_r))``: it depends on these numbers only.

    Complexity: O(n).
    Source: derived in docs/why-it-is-true.md.

    >>> from designs.codes.net import net
    >>> classes_error(orthogonal_classes(net(5, 3)), [0, 5, 10])
    Fraction(25, 13)
    """
    k, lost = structure.partitions, structure.lost(stragglers)
    if 0 in lost:
        return 0
    return plain(k / (1 + sum((Fraction(k - q, q) for q in lost), Fraction(0))))


def classes_weights(code: GradientCode, survivors: Sequence[int]) -> tuple[Rational, ...]:
    """Optimal weights of the survivors in closed form: ``e(S)/q_i`` for those of class i.

    If classes are whole, those of the first such class get 1 and all others 0.

    Raises:
        BadInput: the code has no orthogonal classes, or a survivor is no worker of it.

    Complexity: O(n^2 k) to check the structure, O(n) for the weights.
    Source: derived in docs/why-it-is-true.md.

    >>> from designs.codes.net import grid
    >>> classes_weights(grid([2, 2]), [0, 2])
    (Fraction(2, 3), Fraction(2, 3))
    """
    structure = orthogonal_classes(code)
    silent = survivors_of(code, survivors)
    if structure is None:
        raise BadInput("the closed form needs a code of orthogonal classes, like a net or a grid")
    error, lost = Fraction(classes_error(structure, silent)), structure.lost(silent)
    shares = [error / q for q in lost] if error else [Fraction(0)] * len(lost)
    if not error:
        shares[lost.index(0)] = Fraction(1)
    share_of = {w: x for part, x in zip(structure.classes, shares, strict=True) for w in part}
    scale = {w: next(x for x in code.encoding[w] if x) for w in survivors}
    return tuple(plain(share_of[w] / scale[w]) for w in survivors)
