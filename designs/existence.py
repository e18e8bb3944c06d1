"""exists(v, k, lambda): the three answers."""

from __future__ import annotations

from functools import partial

from designs.answers import Answer, Exists, Open
from designs.conditions import CONDITIONS
from designs.constructions import DIRECT, RECURSIVE
from designs.parameters import Parameters


def exists(v: int, k: int, lam: int) -> Answer:
    """Does a 2-(v, k, lambda) design exist?

    `Impossible` if a necessary condition fails, `Exists` with a recipe if a construction applies,
    `Open` with the list of what was tried otherwise. Nothing is built, so the answer is quick even
    when the design is huge; ``answer.design()`` builds it and has the referee count its pairs.

    Raises:
        BadInput: unless ``2 <= k <= v`` and ``lambda >= 1``.

    Complexity: a handful of parameter tests; factorisation of numbers of the size of v is the
    dearest.

    >>> exists(7, 3, 1).because
    'the points and lines of PG(2,2)'
    >>> exists(43, 7, 1).condition
    'bruck-ryser-chowla'
    """
    p = Parameters(v, k, lam)
    for condition in CONDITIONS:
        if (impossible := condition(p)) is not None:
            return impossible
    if (found := _find(p, frozenset())) is not None:
        return found
    return Open(p, (*DIRECT, *RECURSIVE))


def _find(p: Parameters, asked: frozenset[Parameters]) -> Exists | None:
    """The first witness, direct constructions first; ``asked`` stops the rules going in circles."""
    if p in asked or any(condition(p) is not None for condition in CONDITIONS):
        return None
    for direct in DIRECT.values():
        for witness in direct(p):
            return witness
    for recursive in RECURSIVE.values():
        for witness in recursive(p, partial(_find, asked=asked | {p})):
            return witness
    return None
