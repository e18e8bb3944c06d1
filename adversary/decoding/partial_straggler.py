"""Decoding the two stages of the schemes for partial stragglers.

No `Decoder`: a worker has two messages, and each has its weight.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from adversary.decoding.decode import decode
from adversary.decoding.error import error, survivors_of
from designs.algebra.linear import Rational
from designs.codes.partial_straggler import SECOND, PartialScheme


@dataclass(frozen=True, slots=True)
class StageWeights:
    """Weights of the first and of the second messages, one a worker, zero for missing messages.

    >>> StageWeights((1, 1), (1, 0)).second
    (1, 0)
    """

    first: tuple[Rational, ...]
    second: tuple[Rational, ...]


def stages_decode(scheme: PartialScheme, first: Iterable[int], second: Iterable[int]) -> bool:
    """Whether the exact gradient follows from these first and second messages.

    First messages share no partition with any other message, so all of them are needed (if there
    are any); then the rest is left to the code of the second messages, decided exactly.

    Raises:
        BadInput: a sender that is no worker or is named twice.

    Complexity: O(n^3) exact operations.
    Source: the protocol of R. Tandon et al., Gradient Coding (2017); the tests compare with the
    span of all messages.

    >>> from designs.codes.partial_straggler import partial_fractional
    >>> scheme = partial_fractional(4, 1, 3)
    >>> stages_decode(scheme, range(4), [1, 2]), stages_decode(scheme, [0, 1, 2], range(4))
    (True, False)
    """
    code = scheme[SECOND]
    late = survivors_of(code, first)
    silent = survivors_of(code, second)
    return (not scheme.uncoded or not late) and error(code, silent) == 0


def stage_weights(
    scheme: PartialScheme, first: Iterable[int], second: Iterable[int]
) -> StageWeights | None:
    """The exact weights with which these messages sum to the gradient, or None if they do not.

    Raises:
        BadInput: a sender that is no worker or is named twice.

    Complexity: O(n^3) exact operations.
    Source: the protocol of R. Tandon et al., Gradient Coding (2017); least squares.

    >>> from designs.codes.partial_straggler import partial_fractional
    >>> stage_weights(partial_fractional(4, 1, 3), range(4), [1, 2])
    StageWeights(first=(1, 1, 1, 1), second=(0, 1, 1, 0))
    """
    senders = list(second)
    if not stages_decode(scheme, first, senders):
        return None
    n = scheme.workers
    found = dict(zip(senders, decode(scheme[SECOND], senders), strict=True))
    return StageWeights((int(scheme.uncoded > 0),) * n, tuple(found.get(w, 0) for w in range(n)))
