"""Quantised messages: the odds of a worker by its bits, and the best allocation of bits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from adversary.decoding.quantised import noise
from designs.algebra.linear import Rational, plain
from designs.codes.heterogeneous import require_probabilities
from designs.errors import require

_SCALE = 1 << 96


def effective_probabilities(
    probabilities: Sequence[int | Fraction], bits: Sequence[int], dimension: int
) -> tuple[Rational, ...]:
    """Equivalent straggling probabilities: as costly as straggling and quantising together.

    An unbiased quantiser with ``E |Q(f) - f|^2 = c |f|^2`` on top of straggling with probability p
    has the same expected error as straggling with ``(p + c)/(1 + c)``. So `heterogeneous` codes,
    `shares` and `aligned_optimum` of these are the best for quantised messages; the weights stay
    ``1/(1-p)``. Here c is at most `noise`; a worker without bits counts as one that never answers.

    Raises:
        BadInput: a probability outside 0..1, negative or wrongly many bits, or no dimension.

    Complexity: O(n).
    Source: the follow-up to H. Song and J. Choi (2025) uses the odds (1-p)/(p+c); this form is
    derived in docs/unbiased.md.

    >>> effective_probabilities([Fraction(1, 2), 0], [1, 0], 3)
    (Fraction(7, 8), 1)
    """
    require_probabilities(probabilities)
    same = len(bits) == len(probabilities)
    require(same, f"there must be bits for each of {len(probabilities)} workers, got {len(bits)}")
    found: list[Rational] = []
    for p, b in zip(probabilities, bits, strict=True):
        c = noise(b, dimension)
        found.append(1 if c is None else plain(Fraction(p + c) / (1 + c)))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class BitAllocation:
    """Bits for each worker, the sum Q of odds that they give, and a proved bound on any other's.

    >>> BitAllocation((1, 1), Fraction(1), Fraction(1)).proved
    True
    """

    bits: tuple[int, ...]
    odds: Rational
    at_most: Rational

    @property
    def proved(self) -> bool:
        """Whether the allocation is proved optimal."""
        return self.odds == self.at_most


def allocate_bits(
    probabilities: Sequence[int | Fraction], total: int, dimension: int
) -> BitAllocation:
    """The division of a number of bits among the workers that has the largest odds.

    It maximises ``Q = sum (1-p)/(p + c(b))`` for c of `noise`; the least expected error of equal
    partial gradients is then k^2/Q. Q is not concave in the bits, so greedy division can fail;
    this is dynamic programming in integers, with odds rounded down to multiples of 2^-96. The odds
    returned are exact, and no division has more than ``at_most``, which is n 2^-96 above at most.

    Raises:
        BadInput: a probability outside 0 < p <= 1, negative bits, or no dimension.

    Complexity: O(n B^2) integer operations for B bits.
    Source: the problem is that of the follow-up (2026) to Song and Choi (2025).

    >>> allocate_bits([Fraction(1, 2), Fraction(1, 4), Fraction(9, 10)], 12, 100).bits
    (5, 7, 0)
    """
    require_probabilities(probabilities)
    sound = all(p > 0 for p in probabilities) and total >= 0
    require(sound, f"probabilities must be above 0 and bits at least 0, got {total} bits")
    tables = [[_odds(p, b, dimension) for b in range(total + 1)] for p in probabilities]
    rounded = [[int(x * _SCALE) for x in table] for table in tables]
    best, choices = [0] * (total + 1), []
    for table in rounded:
        picks = [_best_split(best, table, b) for b in range(total + 1)]
        best = [best[b - x] + table[x] for b, x in enumerate(picks)]
        choices.append(picks)
    left, bits = total, []
    for picks in reversed(choices):
        bits.append(picks[left])
        left -= picks[left]
    bits.reverse()
    exact = sum((t[b] for t, b in zip(tables, bits, strict=True)), Fraction(0))
    slack = 0 if all(x * _SCALE == int(x * _SCALE) for t in tables for x in t) else len(bits)
    return BitAllocation(tuple(bits), plain(exact), plain(Fraction(best[total] + slack, _SCALE)))


def _best_split(best: Sequence[int], table: Sequence[int], bits: int) -> int:
    """The number of these bits that the next worker gets, the others having their best."""
    return max(range(bits + 1), key=lambda x: best[bits - x] + table[x])


def _odds(probability: int | Fraction, bits: int, dimension: int) -> Fraction:
    c = noise(bits, dimension)
    return Fraction(0) if c is None else (1 - Fraction(probability)) / (probability + c)
