"""exists(v, k, lambda): the three answers, for t-designs and resolvable designs too."""

from __future__ import annotations

from designs.answers.answers import Answer, Exists, Impossible, Open
from designs.errors import BadInput, Unavailable
from designs.existence.conditions import refuted
from designs.existence.derivation import derive
from designs.existence.literature import listed
from designs.existence.rules import names
from designs.incidence.parameters import Parameters


def exists(v: int, k: int, lam: int, *, t: int = 2, resolvable: bool = False) -> Answer:
    """Does a 2-(v, k, lambda) design exist, or a t-design, or one that splits into classes?

    `Impossible` if a necessary condition fails, `Exists` with a recipe if a construction applies,
    `Open` with the list of what was tried otherwise. Nothing is built, so the answer is quick even
    when the design is huge; ``answer.design()`` builds it and has the checker count its pairs.

    Raises:
        BadInput: unless ``2 <= t <= k <= v``, t <= 100 and ``lambda >= 1``; resolvable and t > 2.

    Complexity: a handful of parameter tests; factorisation of numbers of the size of v is the
    dearest.

    >>> exists(7, 3, 1).because
    'the points and lines of PG(2,2)'
    >>> exists(43, 7, 1).condition
    'bruck-ryser-chowla'
    >>> exists(9, 3, 1, resolvable=True).because
    'the points and lines of AG(2,3)'
    """
    return ask(Parameters(v, k, lam, t, resolvable))


def ask(p: Parameters) -> Answer:
    """The answer to a question of any kind; see `exists`.

    >>> ask(Parameters(7, 3, 1)).recipe.rule
    'projective-geometry'
    """
    if (impossible := refuted(p)) is not None:
        return impossible
    if (found := derive(p)) is not None:
        return found
    return Open(p, names(p), listed(p))


def exists_t(t: int, v: int, k: int, lam: int) -> Answer:
    """Does a t-(v, k, lambda) design exist? For t = 2 it is the question of `exists`.

    Raises:
        BadInput: unless ``2 <= t <= 100``, ``t <= k <= v`` and ``lambda >= 1``.

    Complexity: the conditions on O(t^2) smaller designs, and as `exists`.

    >>> exists_t(5, 24, 8, 1).because
    'the Witt design of the Mathieu group M24'
    """
    return ask(Parameters(v, k, lam, t))


def exists_resolvable(v: int, k: int, lam: int) -> Answer:
    """Does a 2-(v, k, lambda) design exist whose blocks split into parallel classes?

    The design of a positive answer comes with its ``resolution``.

    Raises:
        BadInput: unless ``2 <= k <= v`` and ``lambda >= 1``.

    Complexity: as `exists`.

    >>> exists_resolvable(9, 3, 1).because
    'the points and lines of AG(2,3)'
    """
    return ask(Parameters(v, k, lam, resolvable=True))


def instance(v: int, k: int, lam: int) -> Exists:
    """The answer of `exists` if it is yes, else the sentence why there is none to build.

    Raises:
        BadInput: r or b of these parameters is no integer.
        Unavailable: there is no such design, or none is known here.

    >>> instance(7, 3, 1).recipe.rule
    'projective-geometry'
    """
    return demand(exists(v, k, lam))


def demand(answer: Answer) -> Exists:
    """The answer if it is yes, else the sentence why there is none to build.

    Raises:
        BadInput: some count of these parameters is no integer.
        Unavailable: there is no such design, or none is known here.

    >>> demand(exists(7, 3, 1)).recipe.rule
    'projective-geometry'
    """
    match answer:
        case Exists():
            return answer
        case Impossible(condition="divisibility"):
            raise BadInput(f"there is no {answer.parameters} design: {answer.because}")
        case _:
            verdict = "there is no" if isinstance(answer, Impossible) else "known here is no"
            raise Unavailable(f"{verdict} {answer.parameters} design: {answer.because}")
