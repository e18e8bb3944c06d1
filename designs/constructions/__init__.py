"""Constructions of designs: a family a file, with its builder and the rules that reach it.

A builder takes the family's own parameters and returns a `Design` that the checker has confirmed;
``@construction`` enters it under the name that recipes use. A rule ``instances(parameters)`` yields
an `Exists` for every member of the family with these parameters, without building anything; a
recursive rule yields the `Reduction`s of parameters to others. ``@direct_rule`` and
``@recursive_rule`` enter them for the kinds of parameters that they take.
"""

from __future__ import annotations

from designs.answers.discovery import modules_beside
from designs.answers.rules import arrange

modules_beside(__file__, __name__)

# Recipes depend on the order in which the rules are asked: the first that applies is taken.
arrange(
    "2-design",
    (
        "complete designs",
        "projective and affine geometries",
        "difference sets",
        "designs with a prescribed group",
        "orbits of permutation groups",
        "Hadamard designs",
        "Menon designs",
        "unitals and maximal arcs",
        "spherical geometries",
        "difference sets of hyperplanes",
        "planar difference sets with cyclotomic classes",
        "generalised weighing matrices",
        "sporadic symmetric designs",
        "triple systems",
        "Hanani's theorems",
        "cyclotomic difference families",
        "designs of greater strength",
    ),
    (
        "multiples",
        "complements",
        "residual designs",
        "derived designs",
        "sums of designs",
        "blocks replaced by designs",
        "unions of parallel blocks",
        "inflated designs",
    ),
)
arrange(
    "t-design",
    (
        "complete designs",
        "Witt designs",
        "Hadamard 3-designs",
        "spherical geometries",
        "affine geometries over GF(2)",
        "small quadruple systems",
        "orbits on the projective line",
    ),
    (
        "multiples",
        "complements",
        "stronger designs",
        "extensions",
        "larger quadruple systems",
        "sums",
    ),
)
arrange(
    "resolvable",
    (
        "round robins and complete designs",
        "affine geometries",
        "Hadamard 3-designs",
        "Kirkman triple systems",
        "packings of projective spaces",
        "translates of a class",
        "unitals",
        "maximal arcs",
    ),
    ("multiples", "extensions", "substitution", "sums"),
)
