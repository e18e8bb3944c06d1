"""The constructions of resolvable designs by name."""

from __future__ import annotations

from collections.abc import Callable

from designs.answers.answers import Exists, Witnesses
from designs.answers.reduction import Reductions
from designs.constructions import (
    arcs,
    extension,
    geometry,
    hadamard,
    packing,
    resolved,
    rotational,
    sums,
)
from designs.incidence.parameters import Parameters
from designs.incidence.questions import ResolvableParameters


def _resolved(
    rule: str, witnesses: Callable[[Parameters], Witnesses]
) -> Callable[[ResolvableParameters], Witnesses]:
    """The witnesses of a family whose designs, if built by this rule, come with a resolution."""

    def resolvable(p: ResolvableParameters) -> Witnesses:
        for found in witnesses(p.balanced):
            if found.recipe.rule == rule:
                yield Exists(p, found.recipe, found.because, found.source)

    return resolvable


RESOLVABLE_DIRECT: dict[str, Callable[[ResolvableParameters], Witnesses]] = {
    "round robins and complete designs": resolved.witnesses,
    "affine geometries": _resolved("affine-geometry", geometry.witnesses),
    "Hadamard 3-designs": _resolved("hadamard-3", hadamard.witnesses),
    "Kirkman triple systems": resolved.kirkman_witnesses,
    "packings of projective spaces": packing.witnesses,
    "translates of a class": rotational.witnesses,
    "unitals": _resolved("unital", arcs.witnesses),
    "maximal arcs": _resolved("maximal-arc", arcs.witnesses),
}

RESOLVABLE_RECURSIVE: dict[str, Callable[[ResolvableParameters], Reductions]] = {
    "multiples": sums.from_multiple,
    "extensions": extension.from_half,
    "substitution": resolved.from_substitution,
    "sums": sums.from_sum,
}
