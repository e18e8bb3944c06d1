"""The worst case of majority votes: corrupted workers that outvote the honest ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from adversary.decoding.error import survivors_of
from designs.algebra.permutations import on_points, orbits
from designs.codes import GradientCode
from designs.errors import require

Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class MajorityWorstCase:
    """The most partitions that q corrupted workers can outvote, exactly, and who they are.

    >>> MajorityWorstCase(1, (0, 1)).lost
    1
    """

    lost: int
    corrupted: tuple[int, ...]


def majority_loss(code: GradientCode, corrupted: Iterable[int]) -> int:
    """The number of partitions with more corrupted than honest holders, or with no holder.

    Every holder of a partition reports its partial gradient, and the server takes that of the
    strict majority; corrupted workers know all data and send the same wrong gradient.

    Raises:
        BadInput: a corrupted worker is no worker of the code, or is named twice.

    Complexity: O(n k).
    Source: K. Konstantinidis, A. Ramamoorthy, ByzShield (2021).

    >>> majority_loss(GradientCode([[1, 1, 0], [0, 1, 1], [1, 1, 1]]), [0, 2])
    2
    """
    honest = survivors_of(code, corrupted)
    holds = _holders(code)
    good = holds[list(honest)].sum(axis=0)
    return int((2 * good < holds.sum(axis=0)).sum() + (holds.sum(axis=0) == 0).sum())


def worst_majority(code: GradientCode, corrupted: int) -> MajorityWorstCase:
    """The most partitions that any q corrupted workers outvote, proved by a complete search.

    Workers are corrupted in ascending order. A node is cut if it cannot beat the best set known: of
    the partitions that can still be outvoted, those that lack fewest votes are counted, as far as
    the loads of the workers to come suffice. Symmetries of the code shorten the search: only sets
    that have the first worker of some orbit and avoid all earlier orbits are looked at.

    Raises:
        BadInput: q is not 0..n.

    Complexity: exponential in q; the last worker is chosen for all candidates at once.
    Source: derived here; the loss is that of K. Konstantinidis, A. Ramamoorthy, ByzShield (2021).

    >>> from designs.codes import net
    >>> [worst_majority(net(5, 3), q).lost for q in range(5)]
    [0, 0, 1, 3, 5]
    """
    q = corrupted
    require(0 <= q <= code.workers, f"corrupted workers must be 0..{code.workers}, got {q}")
    search = _Search(_holders(code), list(range(q)), majority_loss(code, range(q)))
    avoided: set[int] = set()
    moves = [symmetry.workers for symmetry in code.symmetries]
    for orbit in orbits(range(code.workers), moves, on_points):
        rest = [w for w in range(code.workers) if w not in avoided and w != orbit[0]]
        if 0 < q <= len(rest) + 1:
            search.descend([orbit[0]], search.lacking - search.holds[orbit[0]], rest, q - 1)
        avoided |= set(orbit)
    return MajorityWorstCase(search.best, tuple(sorted(search.chosen)))


@dataclass(slots=True)
class _Search:
    """The best set so far; ``lacking[j]`` is how many corrupted holders outvote partition j."""

    holds: Counts
    chosen: list[int]
    best: int
    lacking: Counts = field(init=False)
    load: int = field(init=False)

    def __post_init__(self) -> None:
        held = self.holds.sum(axis=0)
        self.lacking = np.where(held > 0, held // 2 + 1, 0)
        self.load = int(self.holds.sum(axis=1).max())

    def descend(self, chosen: list[int], lacking: Counts, rest: Sequence[int], left: int) -> None:
        """Try all ways to corrupt so many more workers of the rest, or show that none is better."""
        if left == 0:
            self._record(chosen, int((lacking <= 0).sum()))
            return
        if self._reach(lacking, rest, left) <= self.best:
            return
        if left == 1:
            gains = self.holds[list(rest)] @ (lacking == 1)
            last = int(np.argmax(gains))
            self._record([*chosen, rest[last]], int((lacking <= 0).sum() + gains[last]))
            return
        for i, w in enumerate(rest[: len(rest) - left + 1]):
            self.descend([*chosen, w], lacking - self.holds[w], rest[i + 1 :], left - 1)

    def _record(self, chosen: list[int], lost: int) -> None:
        if lost > self.best:
            self.best, self.chosen = lost, chosen

    def _reach(self, lacking: Counts, rest: Sequence[int], left: int) -> int:
        """An upper bound on the partitions outvoted with so many more workers of the rest."""
        most = np.minimum(self.holds[list(rest)].sum(axis=0), left)
        open_ = lacking[(lacking > 0) & (lacking <= most)]
        places, lost = left * self.load, int((lacking <= 0).sum())
        for lack, count in enumerate(np.bincount(open_, minlength=1).tolist()):
            taken = min(count, places // lack) if lack else 0
            places, lost = places - taken * lack, lost + taken
        return lost


def _holders(code: GradientCode) -> Counts:
    return np.array([[int(x != 0) for x in row] for row in code.encoding], dtype=np.int64)
