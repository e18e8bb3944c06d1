"""Constructions of designs: one family a file, each with its builder and its parameter rule.

A builder takes the family's own parameters and returns a `Design` that the referee has confirmed.
A parameter rule ``witnesses(parameters)`` yields an `Exists` for every member of the family with
these parameters, without building anything. A recursive rule yields the `Reduction`s of a question
to others.
"""

from __future__ import annotations

from collections.abc import Callable

from designs.answers.answers import Witnesses
from designs.answers.reduction import Reductions
from designs.constructions import (
    arcs,
    at_point,
    class_unions,
    closure,
    complete,
    cyclotomic_families,
    difference_sets,
    extension,
    geometry,
    group_orbits,
    hadamard,
    hanani,
    inversive,
    kirkman,
    menon,
    packing,
    prescribed,
    projective_line,
    quadruples,
    recursive,
    resolved,
    rotational,
    shrikhande_singhi,
    sporadic,
    subspace_difference_sets,
    sums,
    t_families,
    t_rules,
    triple_systems,
    weighing,
)
from designs.incidence.design import Design
from designs.incidence.parameters import Parameters

RULES: dict[str, Callable[..., Design]] = {
    "complete": complete.complete,
    "projective-geometry": geometry.projective_geometry,
    "affine-geometry": geometry.affine_geometry,
    "singer": difference_sets.singer,
    "paley": difference_sets.paley,
    "twin-prime-power": difference_sets.twin_prime_power,
    "power-residues": difference_sets.power_residues,
    "hall": difference_sets.hall,
    "prescribed-group": prescribed.prescribed_group,
    "group-orbits": group_orbits.group_orbits,
    "complement": recursive.complement,
    "residual": recursive.residual,
    "derived": recursive.derived,
    "multiple": sums.multiple,
    "together": sums.together,
    "substitute": sums.substitute,
    "hadamard": hadamard.hadamard,
    "hadamard-3": hadamard.hadamard_3,
    "square-of-hadamard": menon.square_of_hadamard,
    "twin-menon": menon.twin_menon,
    "unital": arcs.unital,
    "maximal-arc": arcs.maximal_arc,
    "spherical-geometry": inversive.spherical_geometry,
    "mcfarland": subspace_difference_sets.mcfarland,
    "spence": subspace_difference_sets.spence,
    "shrikhande-singhi": shrikhande_singhi.shrikhande_singhi,
    "weighing-geometry": weighing.weighing_geometry,
    "weighing-hadamard": weighing.weighing_hadamard,
    "round-robin": resolved.round_robin,
    "packing": packing.packing,
    "rotational-class": rotational.rotational_class,
    "baranyai": resolved.baranyai,
    "projective-line": projective_line.projective_line,
    "witt": t_families.witt,
    "quadruple-system": quadruples.quadruple_system,
    "double-quadruples": quadruples.double_quadruples,
    "triple-quadruples": quadruples.triple_quadruples,
    "extension": extension.extension,
    "point-derived": at_point.point_derived,
    "point-residual": at_point.point_residual,
    "class-unions": class_unions.class_unions,
    "gewirtz": sporadic.gewirtz,
    "hall-133": sporadic.hall_133,
    "steiner-triple-system": triple_systems.steiner_triple_system,
    "triple-system": triple_systems.triple_system,
    "kirkman-triple-system": kirkman.kirkman_triple_system,
    "inflated": closure.inflated,
    "weighted-transversal-design": closure.weighted_transversal,
    "cyclotomic-family": cyclotomic_families.cyclotomic_family,
}

DIRECT: dict[str, Callable[[Parameters], Witnesses]] = {
    "complete designs": complete.witnesses,
    "projective and affine geometries": geometry.witnesses,
    "difference sets": difference_sets.witnesses,
    "designs with a prescribed group": prescribed.witnesses,
    "orbits of permutation groups": group_orbits.witnesses,
    "Hadamard designs": hadamard.witnesses,
    "Menon designs": menon.witnesses,
    "unitals and maximal arcs": arcs.witnesses,
    "spherical geometries": inversive.witnesses,
    "difference sets of hyperplanes": subspace_difference_sets.witnesses,
    "planar difference sets with cyclotomic classes": shrikhande_singhi.witnesses,
    "generalised weighing matrices": weighing.witnesses,
    "sporadic symmetric designs": sporadic.witnesses,
    "triple systems": triple_systems.witnesses,
    "Hanani's theorems": hanani.witnesses,
    "cyclotomic difference families": cyclotomic_families.witnesses,
    "designs of greater strength": t_rules.witnesses,
}

RECURSIVE: dict[str, Callable[[Parameters], Reductions]] = {
    "multiples": sums.from_multiple,
    "complements": recursive.from_complement,
    "residual designs": recursive.from_residual,
    "derived designs": recursive.from_derived,
    "sums of designs": sums.from_sum,
    "blocks replaced by designs": sums.from_substitution,
    "unions of parallel blocks": class_unions.from_class_unions,
    "inflated designs": closure.from_inflation,
}
