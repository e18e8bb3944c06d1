"""The table of the best codes known: certified values, with the codes that have them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib.resources import files

from bounds.optimal.orbits import complement
from bounds.optimal.spelling import spelled
from bounds.universal.complement import complementary_error
from designs.algebra.linear import Rational, plain
from designs.codes import GradientCode
from designs.errors import show
from designs.files import entries


@dataclass(frozen=True, slots=True)
class Known:
    """An entry: for n workers, sums d and s stragglers some code has this worst case.

    ``text`` is the code as `bounds.optimal.spelling.spelled` reads it; where ``turned``, the code
    is the complement of that one.

    >>> Known(4, 2, 1, 0, "4:0,1").code().load()
    (2, 2, 2, 2)
    """

    workers: int
    redundancy: int
    stragglers: int
    value: Rational
    text: str
    turned: bool = False

    def code(self) -> GradientCode:
        """The code of this entry.

        >>> Known(2, 1, 1, 1, "2:1;0").code().encoding
        ((0, 1), (1, 0))
        """
        code = spelled(self.text)
        return complement(code) if self.turned else code

    def line(self) -> str:
        """The entry as a line of the table: n, d, s, value, and the spelling.

        >>> Known(13, 4, 2, Fraction(1, 13), "13:0,1,5,6").line()
        '13 4 2 1/13 13:0,1,5,6'
        """
        return f"{self.workers} {self.redundancy} {self.stragglers} {show(self.value)} {self.text}"


def best_known(n: int, d: int) -> dict[int, Known]:
    """The best codes known with n workers, n partitions and constant sums d, by s.

    Where d > n/2 the entries of n - d are complemented, see `bounds.universal.complement`. Empty
    where the table has nothing. The table is made by ``tests/benchmarks/optimal.py``; each value is
    a certified worst case, and that no other code is better is not claimed.

    Complexity: that of reading the table.

    >>> {s: str(known.value) for s, known in best_known(7, 3).items()}[2]
    '1/4'
    >>> best_known(7, 4)[2].code().load()
    (4, 4, 4, 4, 4, 4, 4)
    """
    if 2 * d <= n:
        return {k.stragglers: k for k in _table() if (k.workers, k.redundancy) == (n, d)}
    return {s: _complemented(known) for s, known in best_known(n, n - d).items()}


def read_known(lines: Iterable[str]) -> Iterator[Known]:
    """Entries from the lines of a table; empty lines and those that start with # are left out.

    >>> next(read_known(["# n d s value code", "7 3 1 1/13 7:0,1,2"])).value
    Fraction(1, 13)
    """
    for line in entries(lines):
        n, d, s, value, text = line.split()
        yield Known(int(n), int(d), int(s), plain(Fraction(value)), text)


def shapes() -> list[tuple[int, int]]:
    """The numbers of workers and sums that the table has, in order.

    >>> (13, 4) in shapes(), (13, 9) in shapes()
    (True, False)
    """
    return sorted({(known.workers, known.redundancy) for known in _table()})


@cache
def _table() -> tuple[Known, ...]:
    text = (files("bounds.optimal") / "best.txt").read_text(encoding="utf-8")
    return tuple(read_known(text.splitlines()))


def _complemented(known: Known) -> Known:
    n, d = known.workers, known.redundancy
    value = complementary_error(n, d, known.value)
    return Known(n, n - d, known.stragglers, value, known.text, turned=True)
