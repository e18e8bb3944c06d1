"""The exact worst case of a code: worst_case(code, s), and the whole curve e(0..n)."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import islice
from math import comb

from adversary.attacks import local_search
from adversary.decode import Decoder, equal_overlap
from adversary.error import error
from adversary.worst_case.closed_form import (
    DISJOINT_GROUPS,
    EQUAL_OVERLAP,
    disjoint_groups_error,
    equal_overlap_error,
)
from adversary.worst_case.enumeration import Enumeration, Progress
from adversary.worst_case.fixed import FixedWeight
from adversary.worst_case.result import WorstCase as WorstCase
from designs.codes import GradientCode, keeps_full_span
from designs.errors import require
from designs.linear import Rational

_FULL_SPAN = "exact recovery: every n - s rows span all rows, proved modulo 2^31 - 1"
_ENUMERATION = "pruned enumeration of the straggler sets, decided in integers"
_FIXED = "enumeration of the straggler sets in integers"
_INTERRUPTED = "stopped early: the proved interval"
_MOST_RANKS = 3_000_000

Claim = tuple[Rational, Rational, tuple[int, ...], str]


def worst_case(
    code: GradientCode,
    s: int,
    *,
    decoder: Decoder = "optimal",
    time_limit: float | None = None,
    progress: Progress | None = None,
    start: tuple[int, ...] = (),
) -> WorstCase:
    """The largest error ``e(s)`` over all sets of s stragglers, exactly, and a set that attains it.

    A closed form answers where its structure is checked to hold (equal overlaps; disjoint groups;
    exact recovery by ranks), a pruned enumeration otherwise; ``method`` says which. If the time
    limit in seconds passes, or on Ctrl-C, the result is the interval proved so far. ``progress`` is
    called with the fraction of straggler sets done, and the proved lower and upper end; ``start``
    is a straggler set for the search to begin from, of at most s workers.

    Raises:
        BadInput: s is not 0..n, or the decoder does not suit the code.

    Complexity: O(n^2 k) for closed forms; up to C(n, s) decodings otherwise.
    Source: docs/why-it-is-true.md.

    >>> from designs import block_design, cyclic_repetition
    >>> worst_case(block_design(7, 3, 1), 2).error
    Fraction(4, 7)
    >>> worst_case(cyclic_repetition(6, 3), 2).error
    0
    """
    n = code.workers
    require(0 <= s <= n, f"stragglers must be 0..{n}, got {s}")
    begin = time.monotonic()
    deadline = None if time_limit is None else begin + time_limit
    try:
        claim = _claim(code, s, decoder, deadline, progress, start)
    except KeyboardInterrupt:
        claim = _claim(code, s, decoder, begin, None, start)
    lower, upper, worst, method = claim
    seconds = time.monotonic() - begin
    return WorstCase(n, code.partitions, s, decoder, lower, upper, worst, method, seconds)


def curve(
    code: GradientCode,
    *,
    decoder: Decoder = "optimal",
    time_limit: float | None = None,
    progress: Callable[[int], None] | None = None,
) -> tuple[WorstCase, ...]:
    """The worst cases ``e(0), ..., e(n)``; ``progress`` is called with each s when it is done.

    The time limit is for the whole curve; what it leaves undone comes as proved intervals.

    Raises:
        BadInput: the decoder does not suit the code.

    Complexity: the sum over s of that of `worst_case`.

    >>> from designs import fractional_repetition
    >>> [w.error for w in curve(fractional_repetition(4, 2))]
    [0, 0, 2, 2, 4]
    """
    return tuple(_curve(code, decoder, time_limit, progress))


def _curve(
    code: GradientCode,
    decoder: Decoder,
    time_limit: float | None,
    progress: Callable[[int], None] | None,
) -> Iterator[WorstCase]:
    """The curve point by point, each search starting from the worst set of the point before."""
    deadline = math.inf if time_limit is None else time.monotonic() + time_limit
    worst: tuple[int, ...] = ()
    for s in range(code.workers + 1):
        left = max(0.0, deadline - time.monotonic())
        limit = None if left == math.inf else left
        result = worst_case(code, s, decoder=decoder, time_limit=limit, start=worst)
        if not result.proved:
            deadline = time.monotonic()
        worst = result.worst_set
        yield result
        if progress is not None:
            progress(s)


def _claim(
    code: GradientCode,
    s: int,
    decoder: Decoder,
    deadline: float | None,
    progress: Progress | None,
    start: tuple[int, ...],
) -> Claim:
    """What can be proved by the deadline: closed forms first, then a search."""
    if decoder != "optimal":
        if equal_overlap(code) is not None:
            return _same_for_all(error(code, range(s), decoder), s)
        return _run(FixedWeight(code, s, decoder), _FIXED, deadline, progress)
    if (value := equal_overlap_error(code, s)) is not None:
        return _same_for_all(value, s)
    if (grouped := disjoint_groups_error(code, s)) is not None:
        return grouped[0], grouped[0], grouped[1], DISJOINT_GROUPS
    if deadline is not None and time.monotonic() >= deadline:
        spare = (w for w in range(code.workers) if w not in start)
        attack = tuple(sorted([*start, *islice(spare, s - len(start))]))
    else:
        attack = local_search(code, s, start)
        few = comb(code.workers, s) <= _MOST_RANKS
        if few and error(code, attack) == 0 and keeps_full_span(code, s):
            return 0, 0, attack, _FULL_SPAN
    return _run(Enumeration(code, s, attack), _ENUMERATION, deadline, progress)


def _same_for_all(value: Rational, s: int) -> Claim:
    """The claim when every straggler set has the same error."""
    return value, value, tuple(range(s)), EQUAL_OVERLAP


def _run(
    search: Enumeration | FixedWeight,
    method: str,
    deadline: float | None,
    progress: Progress | None,
) -> Claim:
    """Run a search to its end, its deadline or Ctrl-C, and state what it has proved."""
    with suppress(KeyboardInterrupt):
        search.run(deadline, progress)
    lower, upper = search.lower, search.upper
    return lower, upper, search.worst_set, method if lower == upper else _INTERRUPTED
