"""The rules applied to parameters: direct constructions, and reductions to other parameters."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from designs.answers.answers import Exists
from designs.answers.reduction import Reduction
from designs.answers.rules import rules_of
from designs.incidence.parameters import Parameters


@lru_cache(maxsize=65536)
def direct(p: Parameters) -> Exists | None:
    """The first instance of a direct construction, or None.

    >>> direct(Parameters(7, 3, 1)).recipe.rule
    'projective-geometry'
    """
    families = rules_of(p.kind).direct.values()
    return next((found for instances in families for found in instances(p)), None)


def reductions(p: Parameters) -> Iterator[Reduction]:
    """All ways in which an answer would follow from others.

    >>> [str(r.needs[0]) for r in reductions(Parameters(7, 4, 2))][0]
    '2-(7,3,1)'
    """
    return (found for rule in rules_of(p.kind).recursive.values() for found in rule(p))


def names(p: Parameters) -> tuple[str, ...]:
    """The constructions that there are for such a question.

    >>> "complete designs" in names(Parameters(7, 3, 1))
    True
    """
    rules = rules_of(p.kind)
    return (*rules.direct, *rules.recursive)
