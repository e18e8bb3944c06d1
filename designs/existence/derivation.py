"""Chaining of constructions: what can be concluded, forwards, from what is known directly."""

from __future__ import annotations

from collections import defaultdict, deque

from designs.answers.answers import Exists
from designs.answers.reduction import Reduction
from designs.existence.conditions import refuted
from designs.existence.rules import direct, reductions
from designs.incidence.parameters import Parameters

Step = tuple[Parameters, Reduction]


def derive(goal: Parameters) -> Exists | None:
    """An instance by any chain of constructions, or None if no chain leads to one.

    Questions are asked breadth first, each once: a question without direct instance waits for those
    that it reduces to. Answers travel back along the reductions until the goal is reached, so that
    what is found has few steps and never depends on itself. Shallow reductions come last.

    Complexity: the rules are applied once to every parameter set that they lead to.

    >>> derive(Parameters(7, 3, 4)).because
    '4 copies of 2-(7,3,1): the points and lines of PG(2,2)'
    """
    derivation = _Derivation(goal)
    while goal not in derivation.answers and derivation.step():
        pass
    return derivation.answers.get(goal)


class _Derivation:
    """The answers so far, the questions to ask, and the reductions that wait for answers."""

    def __init__(self, goal: Parameters) -> None:
        self.answers: dict[Parameters, Exists] = {}
        self._asked = {goal}
        self._agenda = deque([goal])
        self._waiting: defaultdict[Parameters, list[Step]] = defaultdict(list)
        self._shallow: deque[Step] = deque()

    def step(self) -> bool:
        """Ask one question or try one shallow reduction; False if nothing is left to do."""
        if self._agenda:
            p = self._agenda.popleft()
            if p not in self.answers and refuted(p) is None:
                self._ask(p)
        elif self._shallow:
            p, reduction = self._shallow.popleft()
            if all(self._is_direct(need) for need in reduction.needs):
                self._conclude(p, reduction)
        else:
            return False
        return True

    def _ask(self, p: Parameters) -> None:
        if (found := direct(p)) is not None:
            self._settle(found)
            return
        for reduction in reductions(p):
            if reduction.shallow:
                self._shallow.append((p, reduction))
                continue
            for need in reduction.needs:
                self._waiting[need].append((p, reduction))
            self._agenda += [need for need in reduction.needs if need not in self._asked]
            self._asked.update(reduction.needs)
            self._conclude(p, reduction)

    def _is_direct(self, need: Parameters) -> bool:
        if need not in self.answers and refuted(need) is None:
            found = direct(need)
            if found is not None:
                self._settle(found)
        return need in self.answers

    def _settle(self, found: Exists) -> None:
        """Enter an answer, and draw every conclusion that it completes."""
        self.answers[found.parameters] = found
        for p, reduction in self._waiting.pop(found.parameters, []):
            self._conclude(p, reduction)

    def _conclude(self, p: Parameters, reduction: Reduction) -> None:
        if p not in self.answers and all(need in self.answers for need in reduction.needs):
            self._settle(reduction.conclude(*(self.answers[need] for need in reduction.needs)))
