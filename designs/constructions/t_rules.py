"""The constructions of t-designs by name; their builders are in `designs.constructions.RULES`."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain

from designs.answers.answers import Exists, Witnesses
from designs.answers.reduction import Reductions
from designs.constructions import (
    at_point,
    extension,
    projective_line,
    quadruples,
    recursive,
    sums,
    t_families,
)
from designs.incidence.parameters import Parameters
from designs.incidence.questions import TParameters

_STRONGEST = 5
_MOST_STEPS = 64


def _few_sums(p: TParameters) -> Reductions:
    return sums.from_sum(p) if p.lam <= _MOST_STEPS * p.least_lambda else iter(())


T_DIRECT: dict[str, Callable[[TParameters], Witnesses]] = {
    "complete designs": t_families.complete_witnesses,
    "Witt designs": t_families.witt_witnesses,
    "Hadamard 3-designs": t_families.hadamard_witnesses,
    "spherical geometries": t_families.spherical_witnesses,
    "affine geometries over GF(2)": t_families.boolean_witnesses,
    "small quadruple systems": quadruples.witnesses,
    "orbits on the projective line": projective_line.witnesses,
}

T_RECURSIVE: dict[str, Callable[[TParameters], Reductions]] = {
    "multiples": sums.from_multiple,
    "complements": recursive.from_complement,
    "stronger designs": at_point.from_stronger,
    "extensions": extension.from_extension,
    "larger quadruple systems": quadruples.from_smaller_quadruples,
    "sums": _few_sums,
}


def witnesses(p: Parameters) -> Witnesses:
    """The t-designs, 3 <= t <= 5, that are 2-designs with these parameters, or are so at points.

    >>> next(witnesses(Parameters(22, 6, 5))).recipe.rule
    'point-derived'
    """
    for found in _weakened(TParameters(2, p.v, p.k, p.lam)):
        yield Exists(p, found.recipe, found.because, found.source)


def _weakened(p: TParameters) -> Witnesses:
    for parent, rule in at_point.stronger(p) if p.t < _STRONGEST else ():
        known = (found for family in T_DIRECT.values() for found in family(parent))
        for found in chain(known, _weakened(parent)):
            yield at_point.weaker(p, rule, found)
