"""The checker of refutations: reverse unit propagation, in plain Python and nothing else.

It is independent of designs and of the solver that wrote the proof.
"""

from __future__ import annotations

from collections.abc import Iterable

Clause = tuple[int, ...]


class _Propagator:
    """Clauses under unit propagation, each watched at its first two literals."""

    def __init__(self, variables: int) -> None:
        # A literal is an index: that of -x counts from the end, as Python's negative indices do.
        self.value = [0] * (2 * variables + 1)
        self.watches: list[list[list[int]]] = [[] for _ in self.value]
        self.stored: dict[Clause, list[list[int]]] = {}
        self.trail: list[int] = []
        self.head = 0
        self.conflict = False

    def add(self, literals: Iterable[int]) -> None:
        """Add a clause for good, with all that it implies."""
        clause = sorted(set(literals), key=lambda x: self.value[x], reverse=True)
        self.stored.setdefault(tuple(sorted(clause)), []).append(clause)
        for literal in clause[:2]:
            self.watches[literal].append(clause)
        if not clause or self.value[clause[0]] < 0:
            self.conflict = True
        elif len(clause) == 1 or self.value[clause[1]] < 0:
            self.conflict |= not (self.assume(clause[0]) and self.propagate())

    def drop(self, literals: Iterable[int]) -> None:
        """Forget a clause; what it has implied stays, since the formula implies it."""
        if copies := self.stored.get(tuple(sorted(set(literals)))):
            copies.pop().clear()

    def assume(self, literal: int) -> bool:
        """Make a literal true; false if it is false already."""
        if not self.value[literal]:
            self.value[literal], self.value[-literal] = 1, -1
            self.trail.append(literal)
        return self.value[literal] > 0

    def propagate(self) -> bool:
        """Whether unit propagation comes to its end without a conflict."""
        while self.head < len(self.trail):
            false = -self.trail[self.head]
            self.head += 1
            watching, self.watches[false] = self.watches[false], []
            for i, clause in enumerate(watching):
                if clause and not self._visit(clause, false):
                    self.watches[false] += watching[i + 1 :]
                    return False
        return True

    def _visit(self, clause: list[int], false: int) -> bool:
        """Watch another literal of the clause, or conclude from it; false on a conflict."""
        value = self.value
        if len(clause) > 1 and clause[0] == false:
            clause[0], clause[1] = clause[1], false
        if value[clause[0]] <= 0:
            for i in range(2, len(clause)):
                if value[clause[i]] >= 0:
                    clause[1], clause[i] = clause[i], false
                    self.watches[clause[1]].append(clause)
                    return True
        self.watches[false].append(clause)
        return self.assume(clause[0])

    def implies(self, literals: Iterable[int]) -> bool:
        """Whether denying every literal of the clause runs into a conflict."""
        level = len(self.trail)
        held = all(self.assume(-x) for x in literals) and self.propagate()
        for x in self.trail[level:]:
            self.value[x] = self.value[-x] = 0
        del self.trail[level:]
        self.head = level
        return not held


def refutes(clauses: Iterable[Clause], proof: Iterable[str]) -> bool:
    """Whether the proof shows, step by step, that the clauses cannot all be satisfied.

    A proof line is a clause, its literals ended by 0, which must follow from the clauses so far by
    unit propagation; ``d`` in front takes a clause away. The proof must reach the empty clause.

    Raises:
        ValueError: a line is no list of whole numbers.

    Complexity: a unit propagation for each line.
    Source: E. Goldberg, Y. Novikov, Verification of proofs of unsatisfiability for CNF formulas,
    DATE 2003; the text format is DRUP of the SAT competitions.

    >>> square = [(1, 2), (-1, 2), (1, -2), (-1, -2)]
    >>> refutes(square, ["2 0", "0"]), refutes(square[:3], ["2 0", "0"])
    (True, False)
    """
    given = [tuple(clause) for clause in clauses]
    variables = max((abs(x) for clause in given for x in clause), default=0)
    state = _Propagator(variables)
    for clause in given:
        state.add(clause)
    for line in proof:
        if state.conflict:
            return True
        literals = _literals(line.removeprefix("d"))
        if any(abs(x) > variables for x in literals):
            return False
        if line.startswith("d"):
            state.drop(literals)
        elif state.implies(literals):
            state.add(literals)
        else:
            return False
    return state.conflict


def _literals(line: str) -> Clause:
    """The literals of a proof line, up to its 0."""
    numbers = [int(word) for word in line.split()]
    return tuple(numbers[: numbers.index(0)]) if 0 in numbers else tuple(numbers)
