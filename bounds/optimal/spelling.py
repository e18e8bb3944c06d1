"""How the table of the best codes spells a code of n workers."""

from __future__ import annotations

from collections.abc import Sequence

from bounds.optimal.orbits import block_circulant, direct_sum, group_code
from designs.codes import GradientCode, circulant, product
from designs.errors import require

FOUND = "found by switches"


def spelled(text: str) -> GradientCode:
    """The code that a text spells.

    * ``13:0,1,3,9`` is the circulant of a base;
    * ``8:0,1;...`` with as many lists as workers says what each worker holds;
    * ``8/4:0,1,4;2,5,7`` are rows of n workers in orbits of Z_m;
    * ``8*2^3:0,1,4`` is a base in the group (m, k, r) of `bounds.optimal.orbits.split_groups`;
    * ``2x7:0,1,3`` is the code 7:0,1,3 with each worker and each partition replaced by two;
    * texts joined by ``+`` are codes side by side.

    Raises:
        BadInput: the text has none of these forms.

    Complexity: O(n^2).

    >>> spelled("2x3:0+3:0,1").load()
    (2, 2, 2, 2, 2, 2, 2, 2, 2)
    >>> spelled("8*2^1:0,1,4") == spelled("16:0").workers
    False
    """
    parts = text.split("+")
    return direct_sum([_part(part) for part in parts]) if len(parts) > 1 else _part(text)


def _part(text: str) -> GradientCode:
    head, colon, tail = text.partition(":")
    require(bool(colon), f"a code is spelled as numbers, a colon and lists, got {text!r:.60}")
    times, cross, rest = head.partition("x")
    if cross:
        ones = GradientCode([[1] * int(times)] * int(times), f"{times} alike")
        return product(_part(f"{rest}:{tail}"), ones)
    held = [tuple(map(int, row.split(","))) for row in tail.split(";")]
    if "*" in head:
        m, _, acting = head.partition("*")
        k, _, r = acting.partition("^")
        return group_code((int(m), int(k), int(r)), held[0])
    n, slash, m = head.partition("/")
    if slash:
        return block_circulant(int(m), held)
    return _circulant_or_rows(int(n), held)


def _circulant_or_rows(n: int, held: Sequence[tuple[int, ...]]) -> GradientCode:
    if len(held) == 1:
        return circulant(n, held[0])
    require(len(held) == n, f"there must be a list for each of {n} workers, got {len(held)}")
    return GradientCode([[int(j in row) for j in range(n)] for row in held], FOUND)


def rows_text(code: GradientCode) -> str:
    """The spelling that says what each worker of a 0/1 code holds.

    >>> rows_text(GradientCode([[1, 1], [0, 1]]))
    '2:0,1;1'
    """
    held = [",".join(str(j) for j, x in enumerate(row) if x) for row in code.encoding]
    return f"{code.workers}:{';'.join(held)}"
