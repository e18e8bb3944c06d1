"""ErasureHead: fractional repetition, a master that stops early, and plain sums."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import comb

from adversary.decoding.decoder import decoder
from designs.algebra.linear import Rational, plain
from designs.codes import GradientCode
from designs.codes.structure import repetition_groups
from designs.errors import require
from designs.lazy import make_callable


def messages_used(code: GradientCode, arrivals: Sequence[int], collect: int) -> int:
    """How many messages the master takes: ``collect``, or fewer once every group has answered.

    Messages are given by their senders in the order of their arrival; if fewer arrive than the rule
    asks for, all are used.

    Raises:
        BadInput: no fractional repetition, collect is not 1..n, or arrivals are not different
            workers.

    Complexity: O(n k).
    Source: H. Wang, Z. Charles and D. Papailiopoulos, ErasureHead (2019), and its public code.

    >>> code = GradientCode([[1, 0], [1, 0], [0, 1], [0, 1]])
    >>> messages_used(code, [1, 0, 3, 2], 4), messages_used(code, [1, 0, 3, 2], 2)
    (3, 2)
    """
    groups = repetition_groups(code)
    _check(code, arrivals, collect)
    silent = set(groups)
    for taken, w in enumerate(arrivals[:collect], start=1):
        silent.discard(groups[w])
        if not silent:
            return taken
    return min(collect, len(arrivals))


def erasure_head(
    code: GradientCode, arrivals: Sequence[int], collect: int, *, unbiased: bool = False
) -> tuple[Rational, ...]:
    """The weights of the messages used: 1 for the first of a group, 0 for its repetitions.

    Nothing is rescaled by the groups that are missing, so the sum is biased towards zero.
    ``unbiased`` divides each weight by the probability that its group is seen, `seen_probability`:
    if all orders of arrival are equally likely and at least ``collect`` messages arrive, the
    expected decoded sum is the full gradient.

    Raises:
        BadInput: see `messages_used`.

    Complexity: O(n k).
    Source: H. Wang, Z. Charles and D. Papailiopoulos (2019); the unbiased variant is derived here.

    >>> code = GradientCode([[1, 0], [1, 0], [0, 1], [0, 1]])
    >>> erasure_head(code, [1, 0, 3, 2], 4)
    (1, 0, 1)
    >>> erasure_head(code, [1, 0, 3, 2], 2, unbiased=True)
    (Fraction(6, 5), 0)
    """
    groups = repetition_groups(code)
    used = arrivals[: messages_used(code, arrivals, collect)]
    weights: list[Rational] = []
    seen: set[int] = set()
    for w in used:
        size = groups.count(groups[w])
        chance = seen_probability(code.workers, size, collect) if unbiased else 1
        weights.append(0 if groups[w] in seen else plain(1 / Fraction(chance)))
        seen.add(groups[w])
    return tuple(weights)


@decoder("erasure-head")
def stopped_weights(
    code: GradientCode, survivors: Sequence[int], collect: int, *, unbiased: bool = False
) -> tuple[Rational, ...]:
    """The weights of ErasureHead: those of the messages used, 0 for those that come later.

    Raises:
        BadInput: see `messages_used`.

    Complexity: that of `erasure_head`.

    >>> stopped_weights(GradientCode([[1, 0], [1, 0], [0, 1]]), [1, 0, 2], 2)
    (1, 0, 0)
    """
    used = erasure_head(code, survivors, collect, unbiased=unbiased)
    return (*used, *(0,) * (len(survivors) - len(used)))


def seen_probability(workers: int, group: int, collect: int) -> Rational:
    """The probability ``1 - C(n - c, r)/C(n, r)`` that a group of c is among the first r messages.

    All orders of arrival are equally likely. That the master also stops when all groups have
    answered changes nothing: by then this one has.

    Raises:
        BadInput: not ``1 <= r <= n`` and ``1 <= c <= n``.

    Complexity: constant.
    Source: counting; the first moment of ErasureHead, derived here.

    >>> seen_probability(4, 2, 2)
    Fraction(5, 6)
    """
    n, c, r = workers, group, collect
    require(1 <= r <= n, f"collect must be 1..workers, got collect={r}, workers={n}")
    require(1 <= c <= n, f"a group has 1..workers members, got {c} of workers={n}")
    return plain(1 - Fraction(comb(n - c, r), comb(n, r)))


def _check(code: GradientCode, arrivals: Sequence[int], collect: int) -> None:
    n = code.workers
    require(1 <= collect <= n, f"collect must be 1..workers, got collect={collect}, workers={n}")
    require(
        len(set(arrivals)) == len(arrivals) and all(0 <= w < n for w in arrivals),
        f"arrivals must be different workers 0..{n - 1}, got {list(arrivals)}",
    )


make_callable(__name__, __name__, "erasure_head")
