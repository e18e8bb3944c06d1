"""What is known of each kind of question: conditions, direct constructions, recursive rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from designs.answers.answers import Exists, Impossible, Witnesses
from designs.answers.reduction import Reduction, Reductions
from designs.constructions import DIRECT, RECURSIVE
from designs.constructions.resolvable_rules import RESOLVABLE_DIRECT, RESOLVABLE_RECURSIVE
from designs.constructions.t_rules import T_DIRECT, T_RECURSIVE
from designs.existence.conditions import CONDITIONS
from designs.existence.resolvable_conditions import RESOLVABLE_CONDITIONS
from designs.existence.t_conditions import T_CONDITIONS
from designs.incidence.parameters import Parameters
from designs.incidence.questions import Question, ResolvableParameters, TParameters


class Rules(NamedTuple):
    """The rules of one kind of question, whose parameters they all take."""

    conditions: tuple[Callable[[Any], Impossible | None], ...]
    direct: Mapping[str, Callable[[Any], Witnesses]]
    recursive: Mapping[str, Callable[[Any], Reductions]]


RULES_OF: dict[type[Question], Rules] = {
    Parameters: Rules(CONDITIONS, DIRECT, RECURSIVE),
    TParameters: Rules(T_CONDITIONS, T_DIRECT, T_RECURSIVE),
    ResolvableParameters: Rules(RESOLVABLE_CONDITIONS, RESOLVABLE_DIRECT, RESOLVABLE_RECURSIVE),
}


def refuted(p: Question) -> Impossible | None:
    """The first condition that the parameters break, or None.

    >>> refuted(TParameters(3, 9, 4, 1)).condition
    'divisibility'
    """
    broken = (condition(p) for condition in RULES_OF[type(p)].conditions)
    return next((answer for answer in broken if answer is not None), None)


@lru_cache(maxsize=65536)
def direct(p: Question) -> Exists | None:
    """The first witness among the direct constructions, or None.

    >>> direct(Parameters(7, 3, 1)).recipe.rule
    'projective-geometry'
    """
    families = RULES_OF[type(p)].direct.values()
    return next((found for witnesses in families for found in witnesses(p)), None)


def reductions(p: Question) -> Iterator[Reduction]:
    """All ways in which an answer would follow from others.

    >>> [str(r.needs[0]) for r in reductions(Parameters(7, 4, 2))][0]
    '2-(7,3,1)'
    """
    return (found for rule in RULES_OF[type(p)].recursive.values() for found in rule(p))


def names(p: Question) -> tuple[str, ...]:
    """The constructions that there are for such a question.

    >>> "complete designs" in names(Parameters(7, 3, 1))
    True
    """
    rules = RULES_OF[type(p)]
    return (*rules.direct, *rules.recursive)
