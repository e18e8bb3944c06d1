"""Stopping early: decode as soon as the messages that have come suffice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from adversary.decoding.decode import decode
from adversary.decoding.decoder import decoder
from adversary.decoding.error import error, survivors_of
from adversary.decoding.tabulated import decodes_exactly
from designs.algebra.linear import Rational
from designs.codes import GradientCode
from designs.codes.structure import disjoint_groups
from designs.errors import Unavailable, require


@dataclass(frozen=True, slots=True)
class Early:
    """The number of messages awaited, and the exact weights of all workers (most are zero).

    >>> Early(1, (1, 0)).messages
    1
    """

    messages: int
    weights: tuple[Rational, ...]


def early_groups(code: GradientCode, arrivals: Sequence[int]) -> Early:
    """The early decoding of a repetition code: it ends with the first answer of the last group.

    ``arrivals`` are workers in the order of their messages. All weights but those of the first
    messages of the groups are zero. Often fewer than n - s messages are awaited, and more than s
    stragglers may be tolerated, one answer of each group being enough.

    Raises:
        BadInput: an arrival that is no worker or is named twice, or a code that is not one of
            disjoint groups of workers that send multiples of the sum over their group.
        Unavailable: some group has not answered.

    Complexity: O(n k).
    Source: R. Tandon et al., Gradient Coding (2017), decoding of fractional repetition in the
    released code.

    >>> from designs import fractional_repetition
    >>> early_groups(fractional_repetition(6, 3), [4, 5, 3, 0, 1])
    Early(messages=4, weights=(1, 0, 0, 0, 1, 0))
    """
    survivors_of(code, arrivals)
    groups = disjoint_groups(code)
    whole = groups is not None and error(code, []) == 0
    require(whole, f"early decoding by groups needs a repetition code, got {code}")
    group_of = {w: i for i, group in enumerate(groups or ()) for w in group.workers}
    weights: list[Rational] = [0] * code.workers
    open_groups = {group_of[w] for w, row in enumerate(code.encoding) if any(row)}
    for count, w in enumerate(arrivals, 1):
        if group_of[w] in open_groups:
            open_groups.remove(group_of[w])
            (weights[w],) = _share(code, w)
        if not open_groups:
            return Early(count, tuple(weights))
    raise Unavailable(f"{len(open_groups)} groups of {code.name} have not answered.")


def _share(code: GradientCode, worker: int) -> tuple[Rational, ...]:
    """The weight that makes the worker's message the sum over its group."""
    held = tuple(j for j, x in enumerate(code.encoding[worker]) if x)
    return decode(GradientCode([[code.encoding[worker][j] for j in held]]), [0])


def early(code: GradientCode, arrivals: Sequence[int]) -> Early:
    """The fewest first messages of this order that decode exactly, for any code, and the weights.

    The error never grows with one more message, so halving finds the place where it becomes zero.

    Raises:
        BadInput: an arrival that is no worker or is named twice.
        Unavailable: all of these messages together do not decode.

    Complexity: O(log n) exact errors of O(n^3) operations.
    Source: the span condition of R. Tandon et al., Gradient Coding (2017).

    >>> from designs import cyclic_repetition
    >>> early(cyclic_repetition(5, 3), [4, 0, 1, 2]).messages
    3
    """
    survivors_of(code, arrivals)
    low, high = -1, len(arrivals)
    if not _suffices(code, arrivals):
        raise Unavailable(f"these {high} messages of {code.name} do not decode exactly.")
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _suffices(code, arrivals[:middle]) else (middle, high)
    found = dict(zip(arrivals, decode(code, arrivals[:high]), strict=False))
    weights = tuple(found.get(w, 0) for w in range(code.workers))
    require(decodes_exactly(code, weights), "the weights must decode exactly")
    return Early(high, weights)


@decoder("early-stop")
def early_weights(code: GradientCode, survivors: Sequence[int]) -> tuple[Rational, ...]:
    """Exact weights of the fewest first messages that suffice; 0 for those that come later.

    Raises:
        BadInput, Unavailable: see `early`.

    Complexity: that of `early`.

    >>> early_weights(GradientCode([[1, 1], [1, 0], [1, 1]]), [1, 0, 2])
    (0, 1, 0)
    """
    weights = early(code, survivors).weights
    return tuple(weights[w] for w in survivors)


@decoder("early-groups")
def group_weights(code: GradientCode, survivors: Sequence[int]) -> tuple[Rational, ...]:
    """Exact weights of a repetition code: the first answer of each group counts, others have 0.

    Raises:
        BadInput, Unavailable: see `early_groups`.

    Complexity: that of `early_groups`.

    >>> group_weights(GradientCode([[1, 0], [1, 0], [0, 1]]), [1, 0, 2])
    (1, 0, 1)
    """
    weights = early_groups(code, survivors).weights
    return tuple(weights[w] for w in survivors)


def _suffices(code: GradientCode, messages: Sequence[int]) -> bool:
    return error(code, survivors_of(code, messages)) == 0
