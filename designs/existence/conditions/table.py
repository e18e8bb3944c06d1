"""The table of necessary conditions: each is entered where it is defined, for one kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import get_args

from designs.answers.answers import Impossible
from designs.incidence.parameters import Kind, Parameters

Condition = Callable[[Parameters], Impossible | None]
_CONDITIONS: dict[Kind, list[Condition]] = {kind: [] for kind in get_args(Kind)}


def condition(kind: Kind) -> Callable[[Condition], Condition]:
    """A decorator that enters a condition after those that parameters of this kind have so far.

    >>> @condition("t-design")
    ... def nothing(p): return None
    >>> _CONDITIONS["t-design"].pop() is nothing
    True
    """

    def enter(test: Condition) -> Condition:
        _CONDITIONS[kind].append(test)
        return test

    return enter


def conditions_of(kind: Kind) -> tuple[Condition, ...]:
    """The conditions for one kind of parameters, in the order in which they are tested.

    >>> [test.__name__ for test in conditions_of("resolvable")]
    ['parallel_classes', 'balanced', 'affine', 'halves']
    """
    return tuple(_CONDITIONS[kind])


def refuted(p: Parameters) -> Impossible | None:
    """The first of the conditions that these parameters break, or None.

    >>> refuted(Parameters(8, 3, 1)).condition, refuted(Parameters(9, 4, 1, t=3)).condition
    ('divisibility', 'divisibility')
    """
    broken = (test(p) for test in _CONDITIONS[p.kind])
    return next((answer for answer in broken if answer is not None), None)
