"""Formula: clauses over numbered variables, and how a design is written in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations, pairwise

from designs.errors import require
from designs.incidence.parameters import Parameters

Clause = tuple[int, ...]


class Formula:
    """Clauses in conjunctive normal form; a literal is a variable 1, 2, ... or its negative.

    >>> formula = Formula()
    >>> x, y = formula.variable(), formula.variable()
    >>> formula.add(x, -y)
    >>> formula.clauses
    [(1, -2)]
    """

    def __init__(self) -> None:
        self.variables = 0
        self.clauses: list[Clause] = []

    def variable(self) -> int:
        """A new variable.

        >>> Formula().variable()
        1
        """
        self.variables += 1
        return self.variables

    def add(self, *literals: int) -> None:
        """Demand that one of the literals is true.

        >>> Formula().add(1, 2)
        """
        self.clauses.append(literals)

    def exactly(self, literals: Sequence[int], number: int) -> None:
        """Demand that just so many of the literals are true, by a sequential counter.

        Raises:
            BadInput: the number is not 1..len(literals).

        Complexity: number * len(literals) new variables, four clauses for each.
        Source: C. Sinz, Towards an optimal CNF encoding of Boolean cardinality constraints, CP
        2005.

        >>> formula = Formula()
        >>> formula.exactly([formula.variable(), formula.variable()], 1)
        >>> formula.variables, len(formula.clauses)
        (5, 10)
        """
        inside = 1 <= number <= len(literals)
        require(inside, f"number must be 1..{len(literals)}, got {number}")
        count: list[int] = []
        for literal in literals:
            count = self._count(count, literal, number + 1)
        self.add(count[number - 1])
        for more in count[number:]:
            self.add(-more)

    def _count(self, before: list[int], literal: int, most: int) -> list[int]:
        """Variables "at least 1, 2, ..., most are true" after one more literal."""
        after: list[int] = []
        for i in range(min(len(before) + 1, most)):
            reached = self.variable()
            already = before[i : i + 1]
            needed = before[i - 1 : i] if i else []
            for old in already:
                self.add(-old, reached)
            self.add(*(-old for old in needed), -literal, reached)
            self.add(-reached, literal, *already)
            for old in needed:
                self.add(-reached, old, *already)
            after.append(reached)
        return after

    def both(self, x: int, y: int) -> int:
        """A new variable that is true if and only if both literals are.

        >>> formula = Formula()
        >>> formula.both(formula.variable(), formula.variable())
        3
        """
        z = self.variable()
        self.add(-z, x)
        self.add(-z, y)
        self.add(z, -x, -y)
        return z

    def descending(self, first: Sequence[int], second: Sequence[int]) -> None:
        """Demand that the first row of literals is lexicographically at least the second.

        >>> formula = Formula()
        >>> formula.descending([formula.variable()], [formula.variable()])
        >>> formula.clauses[0]
        (1, -2)
        """
        differ: tuple[int, ...] = ()
        for x, y in zip(first, second, strict=True):
            self.add(*differ, x, -y)
            same = self.variable()
            self.add(*differ, x, y, same)
            self.add(*differ, -x, -y, same)
            differ = (-same,)


def incidence_formula(p: Parameters) -> tuple[Formula, list[list[int]]]:
    """A formula for the incidence matrices of 2-(v, k, lambda) designs, rows and columns sorted.

    Variable (i, j) of the v x b matrix says that point i lies in block j. Every row has r ones,
    every column k, every two rows share lambda. Rows and columns descend lexicographically:
    sorting them in turn makes the matrix, read row by row, ever greater, so it comes to an end, and
    every design has such a matrix. The formula is satisfiable if and only if the design exists.

    Raises:
        BadInput: r or b is no integer.

    Complexity: O(v^2 b lambda) clauses.
    Source: P. Flener et al., Breaking row and column symmetries in matrix models, CP 2002.

    >>> formula, matrix = incidence_formula(Parameters(7, 3, 1))
    >>> len(matrix), len(matrix[0]), matrix[0][:3]
    (7, 7, [1, 2, 3])
    """
    integral = p.r.denominator == p.b.denominator == 1
    require(integral, f"r and b must be integers for a matrix, got r={p.r}, b={p.b}")
    formula = Formula()
    matrix = [[formula.variable() for _ in range(int(p.b))] for _ in range(p.v)]
    columns = list(zip(*matrix, strict=True))
    _each_exactly(formula, matrix, int(p.r))
    _each_exactly(formula, columns, p.k)
    shared = [
        [formula.both(*xy) for xy in zip(*rows, strict=True)] for rows in combinations(matrix, 2)
    ]
    _each_exactly(formula, shared, p.lam)
    for lines in (matrix, columns):
        for first, second in pairwise(lines):
            formula.descending(first, second)
    return formula, matrix


def _each_exactly(formula: Formula, lines: Iterable[Sequence[int]], number: int) -> None:
    for line in lines:
        formula.exactly(line, number)
