"""The proof of a fixed decoder's worst case: the log of the compiled search, as records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

LEAF, BRANCH, FIXED = -1, -2, -3


def records_of(words: Iterable[int]) -> Iterator[str]:
    """The records of a log in preorder: ``l``, ``b j``, ``f K S``.

    ``l`` is a leaf by its bound. ``b j`` has two subtrees: first j is silent, then j is kept. ``f K
    S`` keeps the workers K and silences S (``-`` is the empty list), and the same node goes on.

    Raises:
        ValueError: a word of the log begins no record.

    Complexity: linear.

    >>> list(records_of([FIXED, 0, 2, 4, 1, BRANCH, 3, LEAF, LEAF]))
    ['f - 4,1', 'b 3', 'l', 'l']
    """
    rest = iter(words)
    for word in rest:
        if word == LEAF:
            yield "l"
        elif word == BRANCH:
            yield f"b {next(rest)}"
        elif word == FIXED:
            yield f"f {_listed(rest)} {_listed(rest)}"
        else:
            raise ValueError(f"a record must begin with -1, -2 or -3, got {word}")


def _listed(words: Iterator[int]) -> str:
    """The list of workers that begins with its length."""
    return ",".join(str(next(words)) for _ in range(next(words))) or "-"
