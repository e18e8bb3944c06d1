"""The state of a branch and bound: arrays that the compiled search works on, slice by slice."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import comb, inf, nextafter

import numpy as np

from adversary.worst_case.tree.matrices import Matrices
from adversary.worst_case.tree.open_node import OpenNode

_STEPS, _SLACK, _CONCAVE_FROM = 5, 2e-3, 4.0
_FIRST_RECORDS = 1 << 16
_AS_IF = 1000  # nodes visited, for the images of sets proved elsewhere


class SearchState:
    """The state of a search: its arrays, and the decisions that it leaves to exact arithmetic.

    >>> from designs import GradientCode
    >>> state = SearchState(Matrices(GradientCode([[1, 0], [0, 1]])), 1, ())
    >>> state.aim(Fraction(1))
    >>> state.step(100, keep=False), state.bound()
    (True, None)
    """

    def __init__(
        self,
        matrices: Matrices,
        s: int,
        symmetries: Sequence[Sequence[int]],
        kept: Sequence[int] = (),
        silent: Sequence[int] = (),
    ) -> None:
        from adversary.worst_case.tree.node import SILENT, Problem, Stack, Target, keep
        from adversary.worst_case.tree.proved import proved_sets

        self._matrices = m = matrices
        levels = min(s, m.n) - len(silent) + 2
        images = np.array(symmetries, np.int64).reshape(-1, m.n)
        self._problem = Problem(
            m.rows, np.abs(m.rows).max(axis=1), m.matrix,
            images, proved_sets(images, min(s, m.n)),
            float(m.policy_scale), float(m.row_scale), 1e-7 * m.k, _STEPS, _SLACK, _CONCAVE_FROM,
            m.rank, m.slip, m.residues,
        )  # fmt: skip
        self._stack = Stack(
            np.empty((levels, *m.matrix.shape)), np.zeros((levels, m.n), np.int8),
            np.zeros((levels, m.n), np.int64), np.full(levels, s),
            np.zeros((levels, m.n), np.bool_), np.full(levels, np.inf), np.zeros(levels, np.bool_),
        )  # fmt: skip
        self._stack.matrix[0] = m.matrix
        self._stack.policy[0] = m.first_policy()
        for w in kept:
            keep(self._problem, self._stack, 0, w)
        self._stack.status[0][list(silent)] = SILENT
        self._stack.left[0] -= len(silent)
        self._target = Target(np.zeros(1), np.zeros(2), np.zeros(9))
        self._control = np.zeros(5, np.int64)
        self._sets = comb(m.n - len(kept) - len(silent), s - len(silent))
        self._out = np.zeros(_FIRST_RECORDS, np.int64)

    @property
    def nodes(self) -> int:
        """The number of nodes visited so far."""
        return int(self._control[3])

    def resume(self, node: OpenNode) -> None:
        """Go on from a node that another search left open; its workers are decided in advance."""
        from adversary.worst_case.tree.proved import add

        self._stack.policy[0], self._stack.known[0] = node.policy, node.known
        self._stack.bound[0] = node.bound
        for workers in sorted(node.proved, key=len):
            add(self._problem.proved, np.array(workers, np.int64), len(workers), _AS_IF)

    def open_nodes(self) -> list[OpenNode]:
        """The nodes that are open between two visits, in the order of the proof."""
        levels = range(int(self._control[0]), -1, -1)
        nodes = [self._open_node(level) for level in levels]
        return [node for node in nodes if node is not None]

    def _open_node(self, level: int) -> OpenNode | None:
        """What is open at a level besides the levels after it; None if nothing is."""
        from adversary.worst_case.tree.proved import noted

        stack, status = self._stack, self._stack.status[level].copy()
        later = np.flatnonzero(stack.pending[level] & (level < self._control[0])).tolist()
        status[later] = 1
        if (status == 0).sum() < stack.left[level]:
            return None
        silent = np.flatnonzero(status == 2).tolist()
        proved = [
            tuple(x) for x in noted(self._problem.proved) if len({*x}.difference(silent)) == 1
        ]
        if len(self._problem.symmetries):  # others contain one of these
            proved += [tuple(sorted((*silent, w))) for w in later]
        return OpenNode(
            tuple(np.flatnonzero(status % 2 == 1).tolist()), tuple(silent),
            tuple(stack.policy[level].tolist()), bool(stack.known[level]),
            float(stack.bound[level]), tuple(proved),
        )  # fmt: skip

    def depth(self) -> int:
        """The level of the current node: 0 until the first branch, -1 when nothing is open."""
        return int(self._control[0])

    def aim(self, claim: Fraction) -> None:
        """Set the claim to be proved."""
        scale = self._matrices.row_scale**2
        self._target.error[0] = float(claim)
        self._target.limits[0] = _rounded_down(scale * claim)
        self._target.residues[:] = self._residues(claim)
        scale *= self._matrices.policy_scale**2
        self._target.limits[1] = _rounded_down(scale * claim)

    @staticmethod
    def _residues(claim: Fraction) -> list[int]:
        """The claim modulo primes, -2 where its denominator vanishes; the bits of that."""
        from adversary.worst_case.tree.node import PRIMES

        above, below = claim.numerator, claim.denominator
        found = [above * pow(below, -1, p) % p if below % p else -2 for p in PRIMES]
        return [*found, below.bit_length()]

    def scan(self) -> None:
        """From now on look at all sets of a node at once where they are few."""
        self._control[4] = 1

    def step(self, nodes: int, *, keep: bool) -> bool:
        """Visit so many nodes, or fewer if something is asked; True when nothing is open."""
        from adversary.worst_case.tree.node import ASK_SCAN, ASK_SETS, NODES, PHASE
        from adversary.worst_case.tree.scan import look
        from adversary.worst_case.tree.search import ASK, DONE, FULL, search

        budget, control = self.nodes + nodes, self._control
        arrays = self._problem, self._stack, self._target, control
        while True:
            reason = search(*arrays, self._out, budget)
            if reason == FULL:
                self._make_room(keep=keep)
            elif reason == ASK and control[PHASE] == ASK_SCAN:
                look(*arrays, self._out)
                if control[PHASE] == ASK_SETS:
                    return False
                control[NODES] -= 1
            else:
                return bool(reason == DONE)

    def _make_room(self, *, keep: bool) -> None:
        """Room for more records, which are forgotten if they are not to be kept."""
        if keep:
            self._out = np.concatenate([self._out, np.zeros_like(self._out)])
        else:
            self._control[2] = 0

    def asked(self) -> bool:
        """Whether the search waits for `answer`."""
        from adversary.worst_case.tree.node import ASK_ERROR, PHASE

        return bool(self._control[PHASE] >= ASK_ERROR)

    def asks_error(self) -> bool:
        """Whether the question is if the kept workers are enough; else it is about the policy."""
        from adversary.worst_case.tree.node import ASK_ERROR, PHASE

        return bool(self._control[PHASE] == ASK_ERROR)

    def asked_sets(self) -> list[list[int]]:
        """Workers of which no more may be silent, if the question is about such sets; else none."""
        from adversary.worst_case.tree.node import ASK_SETS, LEVEL, PHASE, USED
        from adversary.worst_case.tree.scan import WORSE

        if self._control[PHASE] != ASK_SETS:
            return []
        used, t = self._control[USED], int(self._stack.left[self._control[LEVEL]])
        found = int(self._out[used])
        first, count = (0, 1) if found == WORSE else (1, found)
        numbers: list[list[int]] = (
            self._out[used + 1 + first * t :][: count * t].reshape(-1, t).tolist()
        )
        return numbers

    def look_again(self) -> None:
        """Scan the sets of the node once more, since the claim has risen."""
        from adversary.worst_case.tree.node import PHASE, TOO_LITTLE

        self._control[PHASE] = TOO_LITTLE

    def answer(self, *, yes: bool) -> None:
        """Answer the question of the search; of sets, whether all are good enough."""
        from adversary.worst_case.tree import node
        from adversary.worst_case.tree.scan import WORSE

        pair = (node.ENOUGH, node.TOO_LITTLE)
        if self.asked_sets():
            pair = (node.SCANNED, node.UNSCANNED)
            yes = yes and self._out[self._control[node.USED]] != WORSE
        elif not self.asks_error():
            pair = (node.BOUNDED, node.UNBOUNDED)
        self._control[node.PHASE] = pair[0] if yes else pair[1]

    def node(self) -> tuple[list[int], list[int], list[int], int]:
        """Kept, silent, undecided workers of the current node, and how many will be silenced."""
        status = self._stack.status[self._control[0]]
        kept, silent = np.flatnonzero(status % 2 == 1), np.flatnonzero(status == 2)
        left = int(self._stack.left[self._control[0]])
        return kept.tolist(), silent.tolist(), np.flatnonzero(status == 0).tolist(), left

    def policy(self, workers: list[int]) -> list[int]:
        """Numerators of the weights at the current node."""
        numbers: list[int] = self._stack.policy[self._control[0]][workers].tolist()
        return numbers

    def bound(self) -> Fraction | None:
        """The greatest proved bound of an open node, the number of partitions if there is none."""
        level = int(self._control[0])
        if level < 0:
            return None
        return self._matrices.error_of(float(self._stack.bound[: level + 1].max()))

    def fraction(self) -> float:
        """The share of the straggler sets that is settled."""
        level, open_sets = int(self._control[0]), 0
        for i in range(level + 1):
            undecided = int((self._stack.status[i] == 0).sum())
            pending = int(self._stack.pending[i].sum()) if i < level else 0
            open_sets += comb(max(undecided - pending, 0), int(self._stack.left[i]))
        return 1.0 - open_sets / self._sets

    def written(self) -> list[int]:
        """The records as numbers."""
        numbers: list[int] = self._out[: self._control[2]].tolist()
        return numbers


def _rounded_down(limit: Fraction) -> float:
    """The integer part as a float, or the float below it if it has more than 53 bits."""
    whole = limit.numerator // limit.denominator
    near = float(whole)
    return near if near <= whole else nextafter(near, -inf)
