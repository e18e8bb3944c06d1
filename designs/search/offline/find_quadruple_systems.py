"""Searches the base blocks of quadruple_systems.txt: python find_quadruple_systems.py V ...

A 3-(v, 4, 1) design that a prescribed group leaves alone is an exact cover of the orbits of triples
by orbits of quadruples (Kramer and Mesner). The groups are Z_n on one or two copies and perhaps a
fixed point, with a cyclic group of multipliers, large groups first.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations
from math import gcd

from designs.constructions.action import Action
from designs.incidence.exact_cover import exact_cover

Subset = tuple[int, ...]
_SECONDS = 20


def actions(points: int) -> Iterator[Action]:
    """The groups that are tried, by the modulus and then by the order of the multipliers."""
    for copies, fixed in ((1, 1), (1, 0), (2, 0)):
        modulus = (points - fixed) // copies
        units = [unit for unit in range(1, modulus) if gcd(unit, modulus) == 1]
        first = {_order(unit, modulus): unit for unit in reversed(units)}
        for order in sorted(first, reverse=True):
            multiplier = ((first[order],), tuple(range(copies)))
            yield Action((modulus,), copies, fixed, (multiplier,) if order > 1 else ())


def _order(unit: int, modulus: int) -> int:
    return next(n for n in range(1, modulus) if pow(unit, n, modulus) == 1)


def base_blocks(action: Action, seconds: float) -> list[Subset] | None:
    """One quadruple of each orbit of a quadruple system with this group, if one is found."""
    triples, _ = _orbits(action, 3)
    number, quadruples = _orbits(action, 4)
    lengths, sizes = Counter(triples.values()), Counter(number.values())
    options, chosen = [], []
    for orbit, block in enumerate(quadruples):
        inside = Counter(triples[triple] for triple in combinations(block, 3))
        if all(n * sizes[orbit] == lengths[triple] for triple, n in inside.items()):
            options.append(list(inside))
            chosen.append(block)
    cover = exact_cover(len(lengths), options, seconds)
    return None if cover.options is None else [chosen[option] for option in cover.options]


def _orbits(action: Action, size: int) -> tuple[dict[Subset, int], list[Subset]]:
    """The orbit number of every subset, and the first subset of every orbit."""
    number: dict[Subset, int] = {}
    first: list[Subset] = []
    for subset in combinations(range(action.points), size):
        if subset not in number:
            number |= dict.fromkeys(action.orbit(subset), len(first))
            first.append(subset)
    return number, first


def line(points: int) -> str:
    """The line of the table, or a comment that nothing was found."""
    for action in actions(points):
        if (blocks := base_blocks(action, _SECONDS)) is not None:
            unit = action.multipliers[0][0][0] if action.multipliers else 1
            base = "; ".join(" ".join(map(str, block)) for block in blocks)
            return f"{points} | {action.copies} {action.fixed} {unit} | {base}"
    return f"# {points}: not found"


def main(words: Sequence[str]) -> None:
    """Print a line for each number of points."""
    for points in map(int, words):
        print(line(points), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
