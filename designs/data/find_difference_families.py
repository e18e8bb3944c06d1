"""Rewrite difference_families.txt: base blocks over Z_v, and over Z_p^m, by backtracking.

Run as ``python designs/data/find_difference_families.py``. For every admissible (v, k, lambda) up
to the limits below that is open without it, the search covers the least uncovered difference with a
new base block {0, d, ...}, element by element, until every non-zero group element is a difference
lambda times. If k divides v, one orbit may be short: the cosets of the subgroup of order k. The
search is deterministic and counts its steps, so the table is the same on every machine.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from designs.answers import Open
from designs.arithmetic import least_lambda, prime_power
from designs.constructions import difference_families
from designs.constructions.difference import AbelianGroup
from designs.existence import exists
from designs.parameters import Parameters

MAX_V, MAX_K, MAX_LAMBDA, MAX_R, MAX_STEPS = 73, 7, 4, 41, 300_000


class OutOfStepsError(Exception):
    """The search has used its allowance."""


class Search:
    """Backtracking for one parameter set over one group."""

    def __init__(self, moduli: tuple[int, ...], k: int, lam: int) -> None:
        group = AbelianGroup(moduli)
        v = group.order
        self.v, self.k, self.steps = v, k, 0
        negative = [next(y for y in range(v) if group.add(x, y) == 0) for x in range(v)]
        self.minus = [[int(z) for z in group.add(x, negative)] for x in range(v)]
        self.left = [0] + [lam] * (v - 1)
        self.base: list[tuple[int, ...]] = []

    def short_orbit(self) -> bool:
        """Take the subgroup of order k, for a cyclic group whose order k divides."""
        step = self.v // self.k
        block = tuple(range(0, self.v, step))
        for x in block[1:]:
            self.left[x] -= 1
        self.base.append(block)
        return min(self.left) >= 0

    def run(self) -> bool:
        """Whether the differences left can be covered; the base blocks are then in ``base``."""
        self.steps += 1
        if self.steps > MAX_STEPS:
            raise OutOfStepsError
        d = next((x for x in range(1, self.v) if self.left[x]), None)
        return d is None or self.extend([0], d)

    def extend(self, block: list[int], candidate: int) -> bool:
        """Add the candidate to the block if its differences are still wanted, then go on."""
        self.steps += 1
        if self.steps > MAX_STEPS:
            raise OutOfStepsError
        new = [z for y in block for z in (self.minus[candidate][y], self.minus[y][candidate])]
        for z in new:
            self.left[z] -= 1
        block.append(candidate)
        if min(self.left[z] for z in new) >= 0:
            if len(block) == self.k:
                self.base.append(tuple(block))
                if self.run():
                    return True
                self.base.pop()
            else:
                start = candidate + 1 if len(block) > 2 else 1
                if any(self.extend(block, x) for x in range(start, self.v) if x not in block):
                    return True
        block.pop()
        for z in new:
            self.left[z] += 1
        return False


def attempts(p: Parameters) -> Iterator[Search]:
    """The searches worth trying: full orbits over Z_v or Z_p^m, or one short orbit over Z_v."""
    full, rest = divmod(p.lam * (p.v - 1), p.k * (p.k - 1))
    if rest == 0 and full:
        yield Search((p.v,), p.k, p.lam)
        if (power := prime_power(p.v)) is not None and power[1] > 1:
            yield Search((power[0],) * power[1], p.k, p.lam)
    if p.v % p.k == 0 and rest == p.k - 1:
        search = Search((p.v,), p.k, p.lam)
        if search.short_orbit():
            yield search


def moduli_of(search: Search, p: Parameters) -> str:
    """The group of a search as the table writes it."""
    cyclic = search.minus[0][1] == p.v - 1
    prime, degree = prime_power(p.v) or (p.v, 1)
    return str(p.v) if cyclic else " ".join([str(prime)] * degree)


def line(p: Parameters) -> str | None:
    """The table's line for these parameters, or None if the searches found nothing."""
    for search in attempts(p):
        try:
            if search.run():
                blocks = "; ".join(" ".join(map(str, sorted(block))) for block in search.base)
                return f"{p.v} {p.k} {p.lam} | {moduli_of(search, p)} | {blocks}"
        except OutOfStepsError:
            continue
    return None


def wanted() -> Iterator[Parameters]:
    """Parameters within the limits that are still open, given the lines found so far."""
    for v in range(6, MAX_V + 1):
        for k in range(3, min(MAX_K, v // 2) + 1):
            for lam in range(least_lambda(v, k), MAX_LAMBDA + 1, least_lambda(v, k)):
                p = Parameters(v, k, lam)
                if p.r <= MAX_R and isinstance(exists(v, k, lam), Open):
                    yield p


def main() -> None:
    """Write the table line by line, so that each line is an ingredient of the next questions."""
    target = Path(__file__).with_name("difference_families.txt")
    rows = ["# v k lambda | moduli of the group | base blocks (numbers as in AbelianGroup)"]
    target.write_text(rows[0] + "\n", encoding="utf-8")
    for parameters in wanted():
        if (row := line(parameters)) is not None:
            rows.append(row)
            target.write_text("\n".join(rows) + "\n", encoding="utf-8")
            difference_families.table.cache_clear()


if __name__ == "__main__":
    main()
