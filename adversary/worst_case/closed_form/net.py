"""Worst case, mean and bound of nets and all codes of orthogonal classes, in closed form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from heapq import heapify, heapreplace
from itertools import accumulate
from math import comb

from adversary.worst_case.closed_form.classes import OrthogonalClasses, orthogonal_classes
from designs.algebra.linear import Rational, plain
from designs.codes import GradientCode
from designs.errors import BadInput, require


@dataclass(frozen=True, slots=True)
class ClassesWorstCase:
    """The worst case of s stragglers: the exact error, and a set that attains it.

    >>> ClassesWorstCase(1, (0,)).error
    1
    """

    error: Rational
    worst_set: tuple[int, ...]


def net_worst_case(order: int, replication: int, s: int) -> Rational:
    """The exact worst case of every net of order l with r classes.

    With ``s = a r + b``, b < r, the adversary hits b classes a + 1 times and the others a times:
    ``e(s) = l^2 / (1 - r + l ((r-b)/a + b/(a+1)))``, and 0 for s < r. It does not depend on the
    net. For b = 0 it is the spectral bound ``l^2 s/(r(n-s) + s)``.

    Raises:
        BadInput: order or replication below 1, or s is not 0..rl.

    Complexity: constant.
    Source: derived in docs/why-it-is-true.md.

    >>> [str(net_worst_case(5, 3, s)) for s in range(9)]
    ['0', '0', '0', '25/13', '50/21', '25/8', '50/11', '75/14', '150/23']
    """
    size, r = order, replication
    require(size >= 1 and r >= 1, f"order and replication must be positive, got {size} and {r}")
    require(0 <= s <= r * size, f"stragglers must be 0..{r * size}, got {s}")
    a, b = divmod(s, r)
    if a == 0:
        return 0
    harmonic = Fraction(r - b, a) + Fraction(b, a + 1)
    return plain(size * size / (1 - r + size * harmonic))


def net_one_step_worst_case(order: int, replication: int, s: int) -> Rational:
    """The exact worst case of a net with one-step decoding: every survivor weighs ``l/m``.

    With m = n - s survivors, m_i of them in class i, the error is ``l^2 (l m - sum m_i^2)/m^2``;
    the adversary keeps the m_i as equal as possible. For l > 1 it is above 0 from the first
    straggler on, where optimal decoding still recovers exactly.

    Raises:
        BadInput: order or replication below 1, or s is not 0..rl.

    Complexity: constant.
    Source: derived in docs/why-it-is-true.md.

    >>> [str(net_one_step_worst_case(5, 3, s)) for s in (0, 1, 2, 3)]
    ['0', '25/49', '200/169', '25/12']
    """
    size, r = order, replication
    require(size >= 1 and r >= 1, f"order and replication must be positive, got {size} and {r}")
    require(0 <= s <= r * size, f"stragglers must be 0..{r * size}, got {s}")
    m = r * size - s
    if m == 0:
        return size * size
    a, b = divmod(m, r)
    squares = (r - b) * a * a + b * (a + 1) ** 2
    return plain(Fraction(size * size * (size * m - squares), m * m))


def classes_worst_case(code: GradientCode, s: int) -> ClassesWorstCase:
    """The exact worst case of s stragglers of a code of orthogonal classes.

    The error is ``k / (1 + sum_i (k/q_i - 1))``, q_i partitions lost in class i. In each class the
    adversary takes the largest blocks; then k/q_i is convex in the number taken, and giving the
    stragglers one by one to the class where it falls most minimises the sum. For s below the number
    of classes the error is 0.

    Raises:
        BadInput: the code has no orthogonal classes, or s is not 0..n.

    Complexity: O(n^2 k) to check the structure, then O(n + s log r) rational operations.
    Source: derived in docs/why-it-is-true.md.

    >>> from designs.codes.net import grid
    >>> classes_worst_case(grid([2, 4]), 4)
    ClassesWorstCase(error=4, worst_set=(0, 1, 2, 3))
    """
    structure = _structure(code)
    require(0 <= s <= code.workers, f"stragglers must be 0..{code.workers}, got {s}")
    if s < len(structure.classes):
        return ClassesWorstCase(0, tuple(range(s)))
    parts = [sorted(part, key=lambda w: -structure.loads[w]) for part in structure.classes]
    losses = [list(accumulate(structure.loads[w] for w in part)) for part in parts]
    counts = _spread(losses, s)
    lost = [loss[c - 1] for loss, c in zip(losses, counts, strict=True)]
    total = sum((_share(structure.partitions, q) for q in lost), Fraction(1))
    worst = sorted(w for part, c in zip(parts, counts, strict=True) for w in part[:c])
    return ClassesWorstCase(plain(structure.partitions / total), tuple(worst))


def _spread(losses: list[list[int]], s: int) -> list[int]:
    """How many stragglers each class gets, at least one, so that the sum of 1/loss is least."""
    counts = [1] * len(losses)
    gains = [(_gain(losses[i], 1), i) for i in range(len(losses))]
    heapify(gains)
    for _ in range(s - len(losses)):
        i = gains[0][1]
        counts[i] += 1
        heapreplace(gains, (_gain(losses[i], counts[i]), i))
    return counts


def _gain(losses: list[int], taken: int) -> Fraction:
    """The change of 1/loss by one more block of the class; positive if there is none left."""
    if taken == len(losses):
        return Fraction(1)
    return Fraction(1, losses[taken]) - Fraction(1, losses[taken - 1])


def _share(k: int, lost: int) -> Fraction:
    return Fraction(k - lost, lost)


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
    structure = _structure(code)
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
    sets: Counter[tuple[int, Fraction]] = Counter({(0, Fraction(1)): 1})
    for g in blocks:
        longer = Counter[tuple[int, Fraction]]()
        for (used, total), count in sets.items():
            for c in range(1, min(g, s - used) + 1):
                longer[used + c, total + _share(g, c)] += count * comb(g, c)
        sets = longer
    hit = (Fraction(k * count) / total for (used, total), count in sets.items() if used == s)
    return plain(sum(hit, Fraction(0)) / comb(n, s))


def _structure(code: GradientCode) -> OrthogonalClasses:
    structure = orthogonal_classes(code)
    if structure is None:
        raise BadInput("the closed form needs a code of orthogonal classes, like a net or a grid")
    return structure
