"""Survivors that share partitions, and stragglers that silence one partition after another."""

from __future__ import annotations

from fractions import Fraction

from bounds.universal.pairs import workers_for_two
from bounds.universal.shape import LowerBound, Shape
from designs.errors import require


def common_partitions(n: int, load: int, d: int, workers: int) -> int:
    """A lower bound on the most partitions that f workers have in common, for equal loads.

    One worker holds L; of c partitions that m workers share, some further worker holds at least
    the mean ``c (d - m)/(n - m)``, rounded up.

    Raises:
        BadInput: not ``1 <= f <= n``.

    Complexity: O(f).

    >>> [common_partitions(13, 4, 4, f) for f in (1, 2, 3, 4, 5)]
    [4, 1, 1, 1, 0]
    """
    require(1 <= workers <= n, f"workers must be 1..{n}, got {workers}")
    shared = load
    for m in range(1, workers):
        shared = max(0, -(-shared * (d - m) // (n - m)))
    return shared


def star(shape: Shape, s: int) -> LowerBound | None:
    """A lower bound for s >= n - d: the survivors share c partitions of `common_partitions`.

    Without these c the f survivors have the Gram matrix ``G' = G - c J`` and load L - c; with
    Q = 1'G^+1 and Q' likewise Q = Q'/(1 + c Q'). They touch at most ``t = min(f (L - c), k - c)``
    other partitions, so that ``(L - c)^2 Q' <= t``, and the error is ``k - L^2 Q``.

    Complexity: O(d).
    Source: derived in docs/bounds.md; for one shared partition in docs/optimal-codes.md.

    >>> star(Shape(13, 13, 4, constant_load=True), 9).value, star(Shape(7, 7, 3), 5)
    (Fraction(27, 7), None)
    """
    n, k, left = shape.workers, shape.partitions, shape.workers - s
    regular = shape.binary and shape.constant_load and shape.constant_replication
    if not (regular and shape.load and 1 <= left <= shape.redundancy):
        return None
    load = int(shape.load)
    c = common_partitions(n, load, int(shape.redundancy), left)
    touched = min(left * (load - c), k - c)
    square = (load - c) ** 2
    ratio = Fraction(touched, square + c * touched) if square else Fraction(1, load)
    why = f"{left} survivors that share {c} partitions touch at most {touched} others"
    return LowerBound(k - load * load * ratio, "star", {"shared": c, "touched": touched}, why)


def workers_to_silence(n: int, k: int, d: int, *, designs: bool = True) -> list[int]:
    """For p = 1, 2, ..., k: an upper bound on the fewest workers that silence p partitions.

    Equal loads L = k d/n. If u workers silence p partitions, they have ``u L - p d`` ones in the
    k - p others, so one of these has the mean, rounded up, of its d copies there. For two it is at
    most `workers_for_two`; with ``designs=False`` for all codes but symmetric designs.

    Raises:
        BadInput: k d/n is no integer.

    Complexity: O(k).
    Source: derived in docs/bounds.md.

    >>> workers_to_silence(13, 13, 4)[:5]
    [4, 7, 9, 10, 11]
    >>> workers_to_silence(13, 13, 4, designs=False)[:5]
    [4, 6, 8, 10, 11]
    """
    require(k * d % n == 0, f"a constant load must be an integer, got {k}*{d}/{n}")
    load, needed = k * d // n, [d]
    for p in range(1, k):
        u = needed[-1]
        there = -(-(u * load - p * d) // (k - p))
        needed.append(min(n, u + d - there))
        if p == 1:
            needed[1] = min(needed[1], workers_for_two(n, k, d, designs=designs))
    return needed


def silenced_one_by_one(shape: Shape, s: int) -> LowerBound | None:
    """Partitions that s stragglers silence if each next one needs fewest: `workers_to_silence`.

    Complexity: O(k).
    Source: derived in docs/bounds.md.

    >>> silenced_one_by_one(Shape(13, 13, 4, constant_load=True), 9).value
    Fraction(3, 1)
    """
    if not (shape.constant_load and shape.constant_replication and shape.redundancy):
        return None
    needed = workers_to_silence(shape.workers, shape.partitions, int(shape.redundancy))
    count = sum(u <= s for u in needed)
    why = f"{s} workers silence {count} partitions, each the one with fewest holders left"
    return LowerBound(Fraction(count), "silenced one by one", {"workers": needed[:count]}, why)
