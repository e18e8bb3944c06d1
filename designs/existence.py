"""exists(v, k, lambda): the three answers."""

from __future__ import annotations

from functools import partial

from designs.answers import Answer, Exists, Impossible, Open
from designs.conditions import CONDITIONS
from designs.constructions import DIRECT, RECURSIVE
from designs.errors import BadInput, Unavailable
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
    if (found := _find(p, set())) is not None:
        return found
    return Open(p, (*DIRECT, *RECURSIVE))


def witness(v: int, k: int, lam: int) -> Exists:
    """The answer of `exists` if it is yes, else the sentence why there is none to build.

    Raises:
        BadInput: r or b of these parameters is no integer.
        Unavailable: there is no such design, or none is known here.

    >>> witness(7, 3, 1).recipe.rule
    'projective-geometry'
    """
    match exists(v, k, lam):
        case Exists() as answer:
            return answer
        case Impossible(condition="divisibility") as answer:
            raise BadInput(f"there is no {answer.parameters} design: {answer.because}")
        case answer:
            verdict = "there is no" if isinstance(answer, Impossible) else "known here is no"
            raise Unavailable(f"{verdict} {answer.parameters} design: {answer.because}")


def _find(p: Parameters, asked: set[Parameters]) -> Exists | None:
    """The first witness, direct constructions first.

    ``asked`` holds every parameter set met in this question: each is explored once, which finds
    a witness if any chain of rules leads to one.
    """
    if p in asked or any(condition(p) is not None for condition in CONDITIONS):
        return None
    asked.add(p)
    for direct in DIRECT.values():
        for found in direct(p):
            return found
    for recursive in RECURSIVE.values():
        for found in recursive(p, partial(_find, asked=asked)):
            return found
    return None
