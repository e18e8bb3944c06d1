"""Nested gradient codes: from the progress of the workers to a level and its decoding.

No `Decoder`: it starts from the progress of the workers and chooses the level that is decoded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from adversary.decoding.decode import decode
from adversary.decoding.error import error
from adversary.decoding.tabulated import decodes_exactly
from designs.algebra.linear import Rational
from designs.codes.nested import NestedScheme
from designs.errors import VerificationError, require


@dataclass(frozen=True, slots=True)
class Chosen:
    """The level at which messages are encoded, its senders, and their exact weights.

    >>> Chosen(1, (0, 2), (1, 1)).level
    1
    """

    level: int
    senders: tuple[int, ...]
    weights: tuple[Rational, ...]


def finished(scheme: NestedScheme, completed: Mapping[int, int]) -> tuple[int, ...]:
    """The finished tasks of every worker, from the number of levels that it has completed.

    Complexity: O(n).

    >>> from designs.codes.nested import nested_cyclic
    >>> finished(nested_cyclic(3, [0, 2]), {0: 1, 2: 2})
    (1, 0, 3)
    """
    tasks = (0, *scheme.signals())
    return tuple(tasks[completed.get(w, 0)] for w in range(scheme.workers))


def ready(scheme: NestedScheme, progress: Sequence[int], level: int) -> tuple[int, ...]:
    """The workers that have finished the s + 1 tasks of this level.

    Raises:
        BadInput: no such level, or not one count of 0..s_max+1 finished tasks for each worker.

    Complexity: O(n).
    Source: reconstruction, see `nested_cyclic`.

    >>> from designs.codes.nested import nested_cyclic
    >>> ready(nested_cyclic(3, [0, 1]), [2, 1, 0], 1)
    (0,)
    """
    n, most = scheme.workers, len(scheme.orders[0])
    require(
        len(progress) == n and all(0 <= m <= most for m in progress),
        f"progress is one count of finished tasks, 0..{most}, for each of {n} workers, "
        f"got {list(progress)}",
    )
    require(level in scheme.levels, f"the levels are {list(scheme.levels)}, got {level}")
    return tuple(w for w, m in enumerate(progress) if m > level)


def feasible_levels(scheme: NestedScheme, progress: Sequence[int]) -> tuple[int, ...]:
    """The levels s at which n - s workers have finished s + 1 tasks, ascending.

    Raises:
        BadInput: not one count of finished tasks for each worker.

    Complexity: O(n L) for L levels.
    Source: reconstruction, see `nested_cyclic`.

    >>> from designs.codes.nested import nested_cyclic
    >>> feasible_levels(nested_cyclic(3, [0, 1, 2]), [3, 2, 0])
    (1, 2)
    """
    n = scheme.workers
    return tuple(s for s in scheme.levels if len(ready(scheme, progress, s)) >= n - s)


def decodable_levels(scheme: NestedScheme, progress: Sequence[int]) -> tuple[int, ...]:
    """The levels whose ready workers recover exactly, however few they are, ascending.

    All `feasible_levels` are among them. A fractional level needs only one ready worker of each
    group, so it may be decodable long before n - s workers are ready.

    Raises:
        BadInput: not one count of finished tasks for each worker.

    Complexity: O(L n^3) exact operations for L levels.
    Source: derived here from the span condition of R. Tandon et al., Gradient Coding (2017).

    >>> from designs.codes.nested import nested_fractional
    >>> decodable_levels(nested_fractional(4, [0, 1, 3]), [2, 0, 0, 2])
    (1,)
    """
    chosen = []
    for s in scheme.levels:
        there = set(ready(scheme, progress, s))
        if error(scheme.at(s), [w for w in range(scheme.workers) if w not in there]) == 0:
            chosen.append(s)
    return tuple(chosen)


def choose(scheme: NestedScheme, progress: Sequence[int]) -> Chosen | None:
    """The first feasible level for this progress with its decoding, or None.

    The senders are the workers that are ready at that level, all of them: the weights are least
    squares, and more senders make them shorter.

    Raises:
        BadInput: not one count of finished tasks for each worker.
        VerificationError: the level's code is not exact for its tolerance.

    Complexity: O(n^3) exact operations.
    Source: reconstruction, see `nested_cyclic`.

    >>> from designs.codes.nested import nested_fractional
    >>> scheme = nested_fractional(4, [0, 1])
    >>> choose(scheme, [2, 1, 0, 2])
    >>> choose(scheme, [2, 2, 0, 2])
    Chosen(level=1, senders=(0, 1, 3), weights=(Fraction(1, 2), Fraction(1, 2), 1))
    """
    levels = feasible_levels(scheme, progress)
    if not levels:
        return None
    level = levels[0]
    senders, code = ready(scheme, progress, level), scheme.at(level)
    weights = decode(code, senders)
    found = dict(zip(senders, weights, strict=True))
    if not decodes_exactly(code, [found.get(w, 0) for w in range(code.workers)]):
        raise VerificationError(f"level {level} of {scheme.name} does not decode exactly.")
    return Chosen(level, senders, weights)


def order_statistics_level(scheme: NestedScheme, times: Sequence[Rational]) -> tuple[Rational, int]:
    """The time and the level of the first complete level, worker w taking ``times[w]`` a task.

    Level s is complete when n - s workers have finished s + 1 tasks, at ``(s + 1) X_(n-s)``, so the
    time is the least of these over the levels: never later than any of its codes alone.

    Raises:
        BadInput: not one time for each worker.

    Complexity: O(n log n + L).
    Source: reconstruction, see `nested_cyclic`; the formula is derived here.

    >>> from designs.codes.nested import nested_cyclic
    >>> order_statistics_level(nested_cyclic(3, [0, 1, 2]), [1, 2, 9])
    (3, 2)
    """
    n = scheme.workers
    require(len(times) == n, f"there must be one time for each of {n} workers, got {len(times)}")
    slowest = sorted(times)
    return min(((s + 1) * slowest[n - s - 1], s) for s in scheme.levels)
