"""The verb design: the design itself, verified."""

from __future__ import annotations

from designs.existence.ask import ask, demand
from designs.incidence.design import Design
from designs.incidence.parameters import Parameters


def design(v: int, k: int, lam: int, *, t: int = 2, resolvable: bool = False) -> Design:
    """A t-(v, k, lambda) design, built by the recipe of its existence and confirmed by counting.

    With ``resolvable`` it comes with its parallel classes.

    Raises:
        BadInput: no such parameters, or a design too large to build.
        Unavailable: there is none, or none is known here.

    Complexity: that of the construction, and O(b k^2) to count the pairs.

    >>> design(7, 3, 1).blocks[0]
    (0, 1, 2)
    """
    return demand(ask(Parameters(v, k, lam, t, resolvable))).design()
