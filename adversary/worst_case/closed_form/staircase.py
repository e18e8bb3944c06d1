"""The worst staircases of silent pairs: dynamic programming over the rows of a rectangle."""

from __future__ import annotations

from collections.abc import Sequence

Table = list[list[list[int]]]


def staircase_table(rises: Sequence[int], gains: Sequence[int], most: int) -> Table:
    """The greatest sums of ``rises[i] * gains[shape[i]]`` over staircases of 0..most silent pairs.

    ``table[i][j][s]`` is the greatest from row i on, where no row has more than j of the s pairs;
    ``gains[0]`` is 0. There are as many staircases as fit: no entry where s pairs do not.

    Complexity: O(n1 n2 min(most, n1 n2)) integer operations.

    >>> staircase_table([1, 2, 6], [0, 1, 3, 9], 9)[0][3]
    [0, 1, 3, 9, 11, 17, 27, 33, 45, 81]
    """
    table: Table = [[[0] for _ in gains]]
    for rise in reversed(rises):
        later, rows = table[-1], [[0]]
        for j, gain in enumerate(gains[1:], start=1):
            fewer = rows[-1]
            with_row = [rise * gain + x for x in later[j][: max(most + 1 - j, 0)]]
            reached = fewer[:j] + with_row
            rows.append([*map(max, fewer, reached), *reached[len(fewer) :]])
        table.append(rows)
    return table[::-1]


def staircase_shape(table: Table, s: int) -> list[int]:
    """The number of pairs in each row of a worst staircase of s pairs.

    >>> staircase_shape(staircase_table([1, 2, 6], [0, 1, 3, 9], 9), 5)
    [3, 1, 1]
    """
    shape, j = [], len(table[0]) - 1
    for here in table[:-1]:
        while j and s < len(here[j - 1]) and here[j - 1][s] == here[j][s]:
            j -= 1
        shape.append(j)
        s -= j
    return shape
