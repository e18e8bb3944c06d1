"""The exact worst case of a code: worst_case(code, s), and the whole curve e(0..n)."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Executor
from fractions import Fraction

from adversary.decoding.decode import Decoder
from adversary.worst_case.enumeration import Progress
from adversary.worst_case.points import Curve as Curve
from adversary.worst_case.proof import Proof
from adversary.worst_case.request import Request
from adversary.worst_case.result import Method as Method
from adversary.worst_case.result import WorstCase as WorstCase
from adversary.worst_case.schedule import Schedule
from adversary.worst_case.sharing import Threads, sharing
from designs.algebra.linear import Rational
from designs.codes.coerce import CodeLike, as_code
from designs.errors import integer


def worst_case(
    code: CodeLike,
    s: int,
    *,
    decoder: Decoder = "optimal",
    time_limit: float | None = None,
    progress: Progress | None = None,
    keep_on_interrupt: bool = False,
    gap: Rational = 0,
    enough: Rational = 0,
    executor: Executor | None = None,
    workers: int = 1,
    threads: Threads = 1,
) -> WorstCase:
    """The largest error ``e(s)`` over all sets of s stragglers, exactly, and a set that attains it.

    A closed form answers where its structure is checked to hold (equal overlaps; disjoint groups;
    exact recovery by ranks), else an enumeration, a listing of all sets or a branch and bound;
    ``method`` says which.
    With a gap g the result may be an interval with ``upper <= (1 + g) lower``, and with ``enough``
    one whose upper end is at most that. The branch and bound is shared out to so many ``threads``
    ("auto": one a core), or to an executor of so many ``workers`` (processes, ``mpi4py.futures``);
    the value is the same.
    When the time limit in seconds passes it is the interval proved so far; so it is on Ctrl-C with
    ``keep_on_interrupt``. ``progress`` is called with the fraction of straggler sets done, and the
    proved lower and upper end.

    Raises:
        BadInput: s is not 0..n, the gap is negative, the decoder does not suit the code, or
            threads, executor and workers do not fit together.

    Complexity: O(n^2 k) for closed forms; exponential in s otherwise. Beyond 2,000 straggler sets
    compiled kernels are used. When first used on a machine they are compiled, in 7 to 60 seconds,
    and the logger ``kirkman`` is told; with a time limit an enumeration works in the meantime.
    Source: docs/why-it-is-true.md.

    >>> from designs import block_design, cyclic_repetition
    >>> worst_case(block_design(7, 3, 1), 2).error
    Fraction(4, 7)
    >>> worst_case(cyclic_repetition(6, 3), 2).error
    0
    """
    code, s = as_code(code), integer(s, "s")
    with sharing(threads, executor, workers) as (shared, count):
        request = Request(decoder, Fraction(gap), enough, executor=shared, workers=count)
        proof = Proof(code, s, request, deadline_after(time_limit))
        proof.run(progress, keep_on_interrupt=keep_on_interrupt)
    return proof.result()


def curve(
    code: CodeLike,
    *,
    decoder: Decoder = "optimal",
    time_limit: float | None = None,
    progress: Callable[[int], None] | None = None,
    keep_on_interrupt: bool = False,
) -> Curve:
    """The worst cases ``e(0), ..., e(n)``, for one time limit and as `worst_case` does them.

    What is cheap comes first: closed forms, ranks, points of few straggler sets. Then the open
    points have time in turn, in slices that grow. With optimal decoding e never decreases, so that
    a point left open is still bounded by its neighbours. ``progress`` is called with the number of
    points done, more often than they are done.

    Raises:
        BadInput: the decoder does not suit the code.

    Complexity: the sum over s of that of `worst_case`.

    >>> from designs import fractional_repetition
    >>> [w.error for w in curve(fractional_repetition(4, 2))]
    [0, 0, 2, 2, 4]
    """
    code = as_code(code)
    schedule = Schedule(code, decoder, deadline_after(time_limit))
    try:
        schedule.run(progress)
    except KeyboardInterrupt:
        if not keep_on_interrupt:
            raise
    return Curve(code, schedule.result())


def deadline_after(time_limit: float | None) -> float | None:
    """The value of `time.monotonic` after so many seconds; None for no limit.

    >>> deadline_after(None) is None
    True
    """
    return None if time_limit is None else time.monotonic() + time_limit
