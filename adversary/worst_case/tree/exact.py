"""The exact error and policy bound at a node, where floats cannot decide."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from designs.algebra.linear import IntegerMatrix


class Projection:
    """The Gram matrix, row sums and error left when kept workers are projected out.

    Fraction-free elimination on the integer matrix ``[[G, h], [h', k]]``; a worker that depends on
    those kept before it adds nothing.

    Complexity: O(n^2) operations on integers of O(n log(n max|B|)) bits for each kept worker.
    Source: E. H. Bareiss, Math. Comp. 22 (1968) 565-578.

    >>> left = Projection([[2, 1, 2], [1, 2, 2], [2, 2, 3]], [0], [1])
    >>> left.error, left.bound([Fraction(2, 3)], 1)
    (Fraction(1, 1), Fraction(1, 1))
    """

    def __init__(
        self, augmented: IntegerMatrix, kept: Sequence[int], undecided: Sequence[int]
    ) -> None:
        index = [*kept, *undecided, len(augmented) - 1]
        matrix = [[augmented[a][b] for b in index] for a in index]
        pivot = 1
        for p in range(len(kept)):
            if matrix[p][p]:
                matrix, pivot = _eliminate(matrix, p, pivot), matrix[p][p]
        first = len(kept)
        self._matrix = [row[first:] for row in matrix[first:]]
        self._denominator = pivot

    @property
    def error(self) -> Fraction:
        """The error of the kept workers alone."""
        return Fraction(self._matrix[-1][-1], self._denominator)

    def bound(self, policy: Sequence[Fraction], t: int) -> Fraction:
        """The policy bound on the error when t undecided workers are silent."""
        *products, sums = self._matrix
        c = len(products)
        base, rows = Fraction(sums[-1]), []
        for j, v in enumerate(policy):
            couplings = [v * policy[i] * products[j][i] for i in range(c)]
            own = couplings.pop(j)
            whole = sum(couplings) + own
            base += whole - 2 * v * sums[j]
            worst = sorted(couplings, reverse=True)[: max(t - 1, 0)]
            rows.append(2 * (v * sums[j] - whole) + own + sum(worst))
        total = base + sum(sorted(rows, reverse=True)[:t])
        return Fraction(total) / self._denominator


def _eliminate(matrix: list[list[int]], p: int, previous: int) -> list[list[int]]:
    """One step of fraction-free elimination on the later rows and columns."""
    row, pivot = matrix[p], matrix[p][p]
    later = [
        [
            *line[: p + 1],
            *(
                (pivot * x - line[p] * y) // previous
                for x, y in zip(line[p + 1 :], row[p + 1 :], strict=True)
            ),
        ]
        for line in matrix[p + 1 :]
    ]
    return [*matrix[: p + 1], *later]
