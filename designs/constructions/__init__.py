"""Constructions of designs: one family a file, each with its builder and its parameter rule.

A builder takes the family's own parameters and returns a `Design` that the referee has confirmed.
A parameter rule ``witnesses(parameters)`` yields an `Exists` for every member of the family with
these parameters, without building anything.
"""

from __future__ import annotations

from collections.abc import Callable

from designs.answers import Witnesses
from designs.constructions import (
    complete,
    difference_families,
    difference_sets,
    geometry,
    recursive,
)
from designs.design import Design
from designs.parameters import Parameters

RULES: dict[str, Callable[..., Design]] = {
    "complete": complete.complete,
    "projective-geometry": geometry.projective_geometry,
    "affine-geometry": geometry.affine_geometry,
    "singer": difference_sets.singer,
    "paley": difference_sets.paley,
    "twin-prime-power": difference_sets.twin_prime_power,
    "power-residues": difference_sets.power_residues,
    "hall": difference_sets.hall,
    "difference-family": difference_families.difference_family,
    "complement": recursive.complement,
    "multiple": recursive.multiple,
    "residual": recursive.residual,
    "derived": recursive.derived,
}

DIRECT: dict[str, Callable[[Parameters], Witnesses]] = {
    "complete designs": complete.witnesses,
    "projective and affine geometries": geometry.witnesses,
    "difference sets": difference_sets.witnesses,
    "difference families": difference_families.witnesses,
}

RECURSIVE: dict[str, Callable[[Parameters, recursive.Find], Witnesses]] = {
    "multiples": recursive.by_multiple,
    "complements": recursive.by_complement,
    "residual designs": recursive.by_residual,
    "derived designs": recursive.by_derived,
}
