"""Mean errors of resolved codes: exactly for orthogonal classes, at most for all others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from math import comb, lcm, prod

from adversary.decoding.classes import classes_of
from designs.algebra.linear import Rational, plain
from designs.codes import GradientCode
from designs.errors import require

_FEW = 20_000


def classes_mean_error(code: GradientCode, s: int) -> Rational:
    """The exact mean of the optimal error over all sets of s stragglers, without listing them.

    Class by class, the sets are counted by how many stragglers they have had and by the sum of
    ``k/q_i - 1`` so far; sets that leave a class whole have error 0.

    Raises:
        BadInput: the code has no orthogonal classes, a class has blocks of different sizes, or s is
            not 0..n.

    Complexity: O(r s) times the number of different sums.
    Source: derived in docs/why-it-is-true.md.

    >>> from designs.codes.net import net
    >>> classes_mean_error(net(2, 2), 2), classes_mean_error(net(5, 3), 3)
    (Fraction(8, 9), Fraction(625, 1183))
    """
    structure = classes_of(code)
    for part in structure.classes:
        sizes = {structure.loads[w] for w in part}
        require(len(sizes) == 1, f"the blocks of a class must be equal, got {sorted(sizes)}")
    return resolved_mean_bound(structure.partitions, [len(part) for part in structure.classes], s)


def resolved_mean_bound(partitions: int, blocks: Sequence[int], s: int) -> Rational:
    """An upper bound on the mean error over all sets of s stragglers, for every resolved code.

    The code is any one whose workers fall into classes, class i splitting the k partitions into
    ``blocks[i]`` equal blocks: resolvable designs, repetition, nets. For given numbers of
    stragglers in the classes the mean error is at most the closed form of orthogonal classes, which
    these attain. So of all resolved codes nets have the greatest mean error; others gain on average
    what they may lose in the worst case.

    Raises:
        BadInput: a number of blocks that does not divide k, or s is not 0..n.

    Complexity: O(r s) times the number of different sums.
    Source: derived in docs/why-it-is-true.md.

    >>> resolved_mean_bound(25, [5, 5, 5], 3)
    Fraction(625, 1183)
    """
    k, n = partitions, sum(blocks)
    fits = all(g >= 1 and k % g == 0 for g in blocks)
    require(fits, f"each number of blocks must divide the {k} partitions, got {list(blocks)}")
    require(0 <= s <= n, f"stragglers must be 0..{n}, got {s}")
    order = tuple(sorted(blocks))
    scale, sets = _hit_everywhere(order, n if few_sums(order) else s)
    total = sum((Fraction(k * scale * c) / x for (used, x), c in sets.items() if used == s),
                Fraction(0))  # fmt: skip
    return plain(total / comb(n, s))


def few_sums(blocks: Sequence[int]) -> bool:
    """Whether classes of so many blocks can be hit in at most 20,000 ways, order left aside.

    >>> few_sums([7] * 5), few_sums([20] * 20)
    (True, False)
    """
    return prod(comb(g + m - 1, m) for g, m in Counter(blocks).items()) <= _FEW


@lru_cache(maxsize=8)
def _hit_everywhere(blocks: tuple[int, ...], most: int) -> tuple[int, Counter[tuple[int, int]]]:
    """Sets of at most so many stragglers in every class, by their number and ``1/error``.

    The second is ``(1 + sum_i (k/q_i - 1))`` times the scale, which is returned too.
    """
    scale = lcm(*range(1, max(blocks) + 1))
    sets: Counter[tuple[int, int]] = Counter({(0, scale): 1})
    for g in blocks:
        longer = Counter[tuple[int, int]]()
        for (used, total), count in sets.items():
            for c in range(1, min(g, most - used) + 1):
                longer[used + c, total + scale * g // c - scale] += count * comb(g, c)
        sets = longer
    return scale, sets
