"""An open node of the search, handed over: enough to go on with it elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from math import comb, inf


@dataclass(frozen=True, slots=True)
class OpenNode:
    """A node that is still to be proved: who is decided, the inherited policy, its bound.

    ``policy`` are numerators of the weights of all workers, ``known`` whether it is the policy in
    force where the node stands in the records, ``bound`` the least integer bound proved so far, and
    ``proved`` are sets of workers that the records before it prove to be in no bad straggler set.

    >>> OpenNode((0,), (1,), (5, 5, 5, 5)).sets(2)
    2
    """

    kept: tuple[int, ...]
    silent: tuple[int, ...]
    policy: tuple[int, ...]
    known: bool = False
    bound: float = inf
    proved: tuple[tuple[int, ...], ...] = ()

    def sets(self, s: int) -> int:
        """The number of straggler sets of size s that lie below it."""
        undecided = len(self.policy) - len(self.kept) - len(self.silent)
        return comb(undecided, s - len(self.silent))
