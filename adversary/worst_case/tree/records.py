"""The records of a proof tree: numbers of the compiled search, written as text."""

from __future__ import annotations

from collections.abc import Iterator

from adversary.worst_case.tree.matrices import Matrices


def texts(numbers: list[int], matrices: Matrices) -> Iterator[str]:
    """One text a record, in the grammar of docs/formats.md.

    >>> from designs import GradientCode
    >>> from adversary.worst_case.tree.node import BRANCH, LEAF_ERROR
    >>> list(texts([BRANCH, 7, LEAF_ERROR], Matrices(GradientCode([[1]]))))
    ['b 7', 'e']
    """
    from adversary.worst_case.tree import evaluate
    from adversary.worst_case.tree import node as kernel

    leaves = {kernel.LEAF_ERROR: "e", kernel.LEAF_BOUND: "l", kernel.LEAF_SETS: "s"}
    i = 0
    while i < len(numbers):
        kind, rest = numbers[i], numbers[i + 1 : i + 3]
        if kind in leaves:
            yield leaves[kind]
            i += 1
        elif kind == kernel.BRANCH:
            yield f"b {rest[0]}"
            i += 2
        elif kind == kernel.POLICY:
            i, policy = _list(numbers, i + 2, 2 * rest[0])
            q, weights = matrices.common(policy[::2], policy[1::2])
            yield " ".join(map(str, ["p", q, *weights]))
        elif kind == kernel.FORCED:
            i, kept = _list(numbers, i + 3, rest[0])
            i, silent = _list(numbers, i, rest[1])
            yield f"f {_commas(kept)} {_commas(silent)}"
        elif kind == kernel.KNOWN:
            i, kept = _list(numbers, i + 3, rest[0])
            i, silent = _list(numbers, i, rest[1])
            yield f"k {_commas(kept)} {_commas(silent)}"
        elif kind == kernel.CONCAVE:
            i, point = _list(numbers, i + 3, rest[1])
            size = rest[0] * matrices.common((), ())[0] ** 2 // matrices.policy_scale**2
            yield " ".join(map(str, ["c", size, evaluate.POINT_SCALE, *point]))
        else:
            i, used = _list(numbers, i + 3, rest[1])
            yield f"o {rest[0]} {_commas(used)}"


def _list(numbers: list[int], first: int, count: int) -> tuple[int, list[int]]:
    """So many numbers from the first, and the position after them."""
    return first + count, numbers[first : first + count]


def _commas(workers: list[int]) -> str:
    return ",".join(map(str, workers)) or "-"
