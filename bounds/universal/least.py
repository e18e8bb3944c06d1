"""The least worst case of all 0/1 codes of a small shape: searched once, stored, looked up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib.resources import files

import numpy as np

from adversary.decoding.error import error, estimate, unit_rows
from adversary.worst_case import worst_case
from bounds.universal.classify import Kind
from designs.algebra.linear import Rational
from designs.codes import GradientCode
from designs.errors import KirkmanError, require
from designs.files import entries

Entry = tuple[int, int, int, int | None, int]


@dataclass(frozen=True, slots=True)
class Least:
    """No code of the class has a worst case of s stragglers below ``error``; this one has it.

    ``load`` is None where the loads are free; ``classes`` counts the codes compared, one of each
    class under permutations of workers and of partitions.

    >>> Least(2, 2, 1, 1, 1, 1, Fraction(1), ("10", "01")).code().workers
    2
    """

    workers: int
    partitions: int
    redundancy: int
    load: int | None
    classes: int
    stragglers: int
    error: Rational
    rows: tuple[str, ...]

    def code(self) -> GradientCode:
        """The code that attains it."""
        name = f"best of {self.classes} codes at s = {self.stragglers}"
        return GradientCode([[int(x) for x in row] for row in self.rows], name=name)

    def line(self) -> str:
        """The line of the table."""
        load = "any" if self.load is None else self.load
        shape = f"{self.workers} {self.partitions} {self.redundancy} {load} {self.classes}"
        return f"{shape} {self.stragglers} {self.error} {','.join(self.rows)}"


def least_worst_cases(kinds: Sequence[Kind], d: int, load: int | None = None) -> Iterator[Least]:
    """The least e(s) of these codes for s = 1, ..., n - 1, each with a code that has it.

    float64 proposes the best code and the worst straggler set of every code. The exact search
    proves e(s) of the best code, and the exact error of its set proves of every other code that it
    is no better.

    Raises:
        BadInput: there are no codes.

    Complexity: 2^n float64 solves and n exact ones for every code.

    >>> [str(x.error) for x in least_worst_cases([Kind(3, (3, 5, 6), 6)], 2, 2)]
    ['1/3', '1']
    """
    require(bool(kinds), "there must be a code to compare, got none")
    n, k = kinds[0].workers, len(kinds[0].columns)
    kept = np.array([[bool(bits >> w & 1) for w in range(n)] for bits in range(1, 1 << n)])
    silent = n - kept.sum(axis=1)
    codes = [kind.code() for kind in kinds]
    worst = [_worst_sets(code, kept, silent) for code in codes]
    for s in range(1, n):
        sets = [found[s][1] for found in worst]
        order = sorted(range(len(codes)), key=lambda i: worst[i][s][0])
        best, value = _proved(codes, sets, order, s)
        rows = tuple("".join(map(str, row)) for row in kinds[best].encoding())
        yield Least(n, k, d, load, len(kinds), s, value, rows)


def _worst_sets(
    code: GradientCode, kept: np.ndarray, silent: np.ndarray
) -> dict[int, tuple[float, tuple[int, ...]]]:
    """For every s the straggler set of the greatest float64 error, with that error."""
    errors = estimate(unit_rows(code), kept)
    found = {}
    for s in range(1, code.workers):
        (places,) = np.nonzero(silent == s)
        place = places[errors[places].argmax()]
        found[s] = float(errors[place]), tuple(int(w) for w in np.flatnonzero(~kept[place]))
    return found


def _proved(
    codes: Sequence[GradientCode], sets: Sequence[tuple[int, ...]], order: Sequence[int], s: int
) -> tuple[int, Rational]:
    """The first code in order that no other one beats, and its exact e(s)."""
    shown = {i: error(codes[i], sets[i]) for i in order}
    least = min(shown.values())
    for i in order:
        if shown[i] == least:
            value = worst_case(codes[i], s).error
            if value == least:
                return i, value
    raise KirkmanError(f"float64 missed the worst sets of {s} stragglers; nothing is proved")


@cache
def stored_results() -> dict[Entry, Least]:
    """All stored results, by (n, k, d, load or None, s).

    They were written by ``tests/benchmarks/least_worst_cases.py``.

    >>> stored_results()[7, 7, 3, 3, 2].error
    Fraction(1, 4)
    """
    text = (files("bounds.universal") / "least.txt").read_text(encoding="utf-8")
    return read_table(text)


def read_table(text: str) -> dict[Entry, Least]:
    """The results in the text of a table, by (n, k, d, load or None, s).

    >>> list(read_table("2 2 1 1 1 1 1 10,01"))
    [(2, 2, 1, 1, 1)]
    """
    found = {}
    for entry in map(_read, entries(text.splitlines())):
        shape = entry.workers, entry.partitions, entry.redundancy, entry.load
        found[(*shape, entry.stragglers)] = entry
    return found


def as_markdown(found: Mapping[Entry, Least], *, regular: bool) -> str:
    """The results of constant loads, or else those of any loads, as a table of a docs page.

    >>> print(as_markdown(read_table("2 2 1 1 1 1 1 10,01"), regular=True))
    | n | k | d | L | codes | e(1), ..., e(n - 1) |
    | --- | --- | --- | --- | --- | --- |
    | 2 | 2 | 1 | 1 | 1 | 1 |
    """
    rows: dict[tuple[int, ...], list[str]] = {}
    for (n, k, d, load, _), entry in found.items():
        if (load is not None) == regular:
            shape = (n, k, d, load, entry.classes) if load else (n, k, d, entry.classes)
            rows.setdefault(shape, []).append(str(entry.error))
    names = ["n", "k", "d", *(["L"] if regular else []), "codes", "e(1), ..., e(n - 1)"]
    lines = [[*map(str, shape), ", ".join(errors)] for shape, errors in sorted(rows.items())]
    return "\n".join(f"| {' | '.join(line)} |" for line in [names, ["---"] * len(names), *lines])


def _read(line: str) -> Least:
    n, k, d, load, classes, s, value, rows = line.split()
    loads = None if load == "any" else int(load)
    numbers = int(n), int(k), int(d), loads, int(classes), int(s)
    return Least(*numbers, Fraction(value), tuple(rows.split(",")))
