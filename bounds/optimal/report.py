"""The best codes known, side by side with designs and universal bounds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from bounds.optimal.known import Known, best_known, shapes
from bounds.optimal.search import Found, best_codes
from bounds.universal.every import best_universal_bound
from bounds.universal.theorems import design_value
from designs.algebra.linear import Rational, plain
from designs.errors import require, show


@dataclass(frozen=True, slots=True)
class BestRow:
    """For s stragglers: the best code, its worst case, a design's, and a bound for every code.

    >>> best_rows(7, 3, [2])[0].texts()[:6]
    ('2', '1/4', '4/7', '1/4', '0', 'yes')
    """

    found: Found
    design: Rational | None
    bound: Rational

    @property
    def gap(self) -> Rational:
        """How much smaller the worst case of a better code could be at most."""
        return plain(Fraction(self.found.value) - self.bound)

    @property
    def optimal(self) -> bool:
        """Whether it is proved that no code with these sums is better."""
        return self.gap == 0

    def texts(self) -> tuple[str, ...]:
        """The row as words.

        >>> best_rows(7, 3, [3])[0].texts()[1]
        '1'
        """
        design = "" if self.design is None else show(self.design)
        found, proved = self.found, "yes" if self.optimal else ""
        numbers = str(found.stragglers), show(found.value), design, show(self.bound)
        return *numbers, show(self.gap), proved, found.code.name

    def to_json(self) -> dict[str, Any]:
        """The row for programs, with the encoding of the code.

        >>> best_rows(7, 3, [3])[0].to_json()["error"]
        '1'
        """
        return {
            "stragglers": self.found.stragglers,
            "error": show(self.found.value),
            "design": None if self.design is None else show(self.design),
            "bound": show(self.bound),
            "gap": show(self.gap),
            "optimal": self.optimal,
            "name": self.found.code.name,
            "encoding": [list(row) for row in self.found.code.encoding],
        }


@dataclass(frozen=True, slots=True)
class Count:
    """Of how many entries of the table it is proved that no biregular code is better.

    >>> print(Count(5, 3, 2, 1))
    proved optimal: 3 of 5 entries (n, d, s), and of those with s >= d 1 of 2
    """

    entries: int
    optimal: int
    late: int
    late_optimal: int

    def __str__(self) -> str:
        late = f"and of those with s >= d {self.late_optimal} of {self.late}"
        return f"proved optimal: {self.optimal} of {self.entries} entries (n, d, s), {late}"


def proved_optimal() -> Count:
    """The count over the whole table, each entry against its universal bound.

    Complexity: that of `bounds.universal.every.best_universal_bound` for each entry.

    >>> count = proved_optimal
    """
    rows = [(d, known) for n, d in shapes() for known in best_known(n, d).values()]
    proved = [(known.stragglers >= d, _met(known)) for d, known in rows]
    late = [met for is_late, met in proved if is_late]
    return Count(len(rows), sum(met for _, met in proved), len(late), sum(late))


def _met(known: Known) -> bool:
    n, d = known.workers, known.redundancy
    return least_possible(n, d, known.stragglers) == known.value


def best_rows(
    n: int, d: int, stragglers: Sequence[int] = (), *, time_limit: float = 0.0, seed: int = 0
) -> list[BestRow]:
    """The best codes known for these s (default 1..n-2), searched for longer if there is time.

    Raises:
        BadInput: not ``1 <= d < n``, s not 1..n-2, or nothing is known and n exceeds 16.

    Complexity: that of `bounds.optimal.search.best_codes`; without a time limit mostly instant.

    >>> [row.found.value for row in best_rows(7, 3, [3, 6 - 1])]
    [1, Fraction(5, 2)]
    """
    require(1 <= d < n, f"redundancy must be 1..{n - 1} for {n} workers, got {d}")
    wanted = list(stragglers) or list(range(1, n - 1))
    fits = all(1 <= s <= n - 2 for s in wanted)
    require(fits, f"stragglers must be 1..{n - 2}, got {', '.join(map(str, wanted))}")
    known = {s: Found(s, entry.value, entry.code()) for s, entry in best_known(n, d).items()}
    if time_limit > 0 or any(s not in known for s in wanted):
        for found in best_codes(n, d, time_limit=time_limit, seed=seed, aims=wanted):
            old = known.get(found.stragglers)
            if old is None or found.value < old.value:
                known[found.stragglers] = found
    return [BestRow(known[s], design_value(n, d, s), least_possible(n, d, s)) for s in wanted]


def least_possible(n: int, d: int, s: int) -> Rational:
    """No 0/1 code with n workers, n partitions and sums d has a smaller e(s).

    Complexity: that of `bounds.universal.every.best_universal_bound`.

    >>> least_possible(13, 4, 6)
    Fraction(9, 5)
    """
    return plain(best_universal_bound(n, n, d, s, constant_load=True).value)
