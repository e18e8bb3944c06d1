"""Reduction: parameters of designs that would give a design with other parameters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from designs.answers.answers import Exists
from designs.errors import BadInput
from designs.incidence.design import Design
from designs.incidence.parameters import Parameters


@dataclass(frozen=True, slots=True)
class Reduction:
    """A rule applied to a question: it is answered once all that it needs is.

    ``conclude`` takes the answers to ``needs``, in their order, and gives the answer. A shallow
    reduction is worth its while only if direct constructions meet its needs.
    """

    needs: tuple[Parameters, ...]
    conclude: Callable[..., Exists]
    shallow: bool = False


Reductions = Iterator[Reduction]


def parameters_of(ingredient: Design) -> Parameters:
    """Parameters of a design that must be a 2-design.

    Raises:
        BadInput: it is none.

    >>> parameters_of(Design(2, [(0, 1)]))
    Parameters(v=2, k=2, lam=1)
    """
    p = ingredient.parameters()
    if p is None:
        raise BadInput("the ingredient of this construction must be a 2-design")
    return p
