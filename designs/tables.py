"""Text tables: an entry a line, its parts between bars; empty lines and # comments are left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import resources

Numbers = tuple[int, ...]


def shipped(name: str) -> list[str]:
    """The entries of a table in ``designs/data``.

    >>> shipped("rotational_classes.txt")[0][:6]
    '0 1 3;'
    """
    text = resources.files("designs").joinpath("data", name).read_text(encoding="utf-8")
    return list(entries(text.splitlines()))


def entries(lines: Iterable[str]) -> Iterator[str]:
    """The lines that are neither empty nor comments.

    >>> list(entries(["# n | rows", "", "1 | 2"]))
    ['1 | 2']
    """
    return (line for line in lines if line.strip() and not line.startswith("#"))


def parts(lines: Iterable[str]) -> Iterator[list[str]]:
    """The parts between the bars of each entry.

    >>> list(parts(["# n | rows", "1 | 2 3; 4"]))
    [['1', '2 3; 4']]
    """
    return ([part.strip() for part in line.split("|")] for line in entries(lines))


def numbers(text: str) -> Numbers:
    """The integers of a text, separated by blanks.

    >>> numbers("7 3 1")
    (7, 3, 1)
    """
    return tuple(map(int, text.split()))


def rows(text: str) -> tuple[Numbers, ...]:
    """The rows of integers of a text, separated by semicolons; `written` is the inverse.

    >>> rows("0 1 3; 2 4"), written(rows("0 1 3; 2 4"))
    (((0, 1, 3), (2, 4)), '0 1 3; 2 4')
    """
    return tuple(map(numbers, text.split(";")))


def written(of: Iterable[Iterable[int]]) -> str:
    """Rows of integers as text.

    >>> written([(0, 1), (2,)])
    '0 1; 2'
    """
    return "; ".join(" ".join(map(str, row)) for row in of)
