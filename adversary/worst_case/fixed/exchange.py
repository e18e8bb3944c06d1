"""The compiled local search for a bad straggler set of a fixed decoder, by exchanges of one worker.

Import this module only when it is needed: it imports numba where there is one.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from adversary.worst_case.fixed.arrays import Ints
from adversary.worst_case.tree.compiled import jit

NONE = -1


@jit
def climb(couplings: Ints, linear: Ints, chosen: NDArray[np.bool_], s: int) -> int:
    """The value of a locally worst set: completed greedily to s members, then improved, in place.

    ``couplings`` (n, n) and ``linear`` (n,) are those of `FixedForm.arrays`, and ``chosen`` (n,)
    marks the members of the set. It ends where no exchange of one member helps.

    Complexity: O(n s) for each exchange.

    >>> chosen = np.array([False, False, True])
    >>> climb(np.array([[0, 5, 1], [5, 0, 1], [1, 1, 0]]), np.array([1, 1, 1]), chosen, 2)
    12
    >>> chosen.tolist()
    [True, True, False]
    """
    gain = linear.copy()  # entry j: what worker j adds to the value, given the other members
    value, size = 0, 0
    for j in range(len(gain)):
        if chosen[j]:
            value += gain[j]
            size += 1
            gain += 2 * couplings[j]
    while size < s:
        best = NONE
        for j in range(len(gain)):
            if not chosen[j] and (best == NONE or gain[j] > gain[best]):
                best = j
        chosen[best] = True
        value += gain[best]
        size += 1
        gain += 2 * couplings[best]
    while True:
        more, out, into = _best_exchange(couplings, gain, chosen)
        if more <= 0:
            return int(value)
        chosen[out], chosen[into] = False, True
        gain += 2 * (couplings[into] - couplings[out])
        value += more


@jit
def _best_exchange(couplings: Ints, gain: Ints, chosen: NDArray[np.bool_]) -> tuple[int, int, int]:
    """The most that one exchange gives, the member that leaves and the one that comes."""
    inside, outside = np.flatnonzero(chosen), np.flatnonzero(~chosen)
    most, out, into = 0, 0, 0
    for a in inside:
        for b in outside:
            more = gain[b] - gain[a] - 2 * couplings[a, b]
            if more > most:
                most, out, into = int(more), int(a), int(b)
    return most, out, into
