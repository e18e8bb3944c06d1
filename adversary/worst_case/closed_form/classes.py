"""Worst cases of nets, grids and all codes of orthogonal classes."""

from __future__ import annotations

from fractions import Fraction
from heapq import heapify, heapreplace
from itertools import accumulate

from adversary.decoding.classes import classes_of
from adversary.decoding.decode import Decoder
from adversary.worst_case.closed_form.form import ClosedForm
from adversary.worst_case.result import Method
from designs.algebra.linear import plain
from designs.codes import GradientCode
from designs.codes.structure import orthogonal_classes
from designs.errors import require


def classes_worst_case(code: GradientCode, s: int) -> ClosedForm:
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
    >>> found = classes_worst_case(grid([2, 4]), 4)
    >>> found.value, found.worst_set
    (4, (0, 1, 2, 3))
    """
    structure = classes_of(code)
    require(0 <= s <= code.workers, f"stragglers must be 0..{code.workers}, got {s}")
    if s < len(structure.classes):
        return ClosedForm(0, tuple(range(s)), Method.ORTHOGONAL_CLASSES)
    parts = [sorted(part, key=lambda w: -structure.loads[w]) for part in structure.classes]
    losses = [list(accumulate(structure.loads[w] for w in part)) for part in parts]
    counts = _spread(losses, s)
    lost = [loss[c - 1] for loss, c in zip(losses, counts, strict=True)]
    total = sum((_share(structure.partitions, q) for q in lost), Fraction(1))
    worst = sorted(w for part, c in zip(parts, counts, strict=True) for w in part[:c])
    value = plain(structure.partitions / total)
    return ClosedForm(value, tuple(worst), Method.ORTHOGONAL_CLASSES)


def _spread(losses: list[list[int]], s: int) -> list[int]:
    """The stragglers of each class, at least one, for which the sum of 1/loss is least."""
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


def classes_one_step(code: GradientCode, s: int) -> ClosedForm | None:
    """The exact worst case with one-step decoding, if all blocks of all classes are of one size.

    With g blocks in a class and m = n - s survivors, m_i of them in class i, the error is
    ``k (g m - sum m_i^2)/m^2``; the adversary keeps the m_i as equal as possible. All entries of
    the encoding must be 0 and one other number. None for any other code.

    Complexity: O(n^2 k) to check the structure.
    Source: derived in docs/why-it-is-true.md.

    >>> from designs.codes.net import net
    >>> classes_one_step(net(5, 3), 2).value
    Fraction(200, 169)
    """
    structure = orthogonal_classes(code)
    if structure is None or len({x for row in code.encoding for x in row if x}) > 1:
        return None
    if len(set(structure.loads)) > 1:
        return None
    k, size, m = structure.partitions, len(structure.classes[0]), code.workers - s
    a, b = divmod(m, len(structure.classes))
    left = [a + (i < b) for i in range(len(structure.classes))]
    worst = sorted(w for part, c in zip(structure.classes, left, strict=True) for w in part[c:])
    value = Fraction(k * (size * m - sum(c * c for c in left)), m * m) if m else Fraction(k)
    return ClosedForm(plain(value), tuple(worst), Method.ONE_STEP_CLASSES)


def orthogonal_classes_form(code: GradientCode, s: int, decoder: Decoder) -> ClosedForm | None:
    """The worst case of orthogonal classes, for optimal and for one-step decoding.

    Complexity: O(n^2 k) to check the structure.
    Source: derived in docs/why-it-is-true.md.

    >>> from designs.codes.net import net
    >>> orthogonal_classes_form(net(7, 5), 15, "optimal").value
    Fraction(147, 23)
    """
    if decoder == "one-step":
        return classes_one_step(code, s)
    if decoder != "optimal" or orthogonal_classes(code) is None:
        return None
    return classes_worst_case(code, s)
