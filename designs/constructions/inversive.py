"""Spherical geometries: sublines of a projective line, three of whose points lie on just one."""

from __future__ import annotations

from itertools import count

import numpy as np

from designs.algebra.arithmetic import prime_power
from designs.algebra.field import GF
from designs.answers.answers import Exists, Instances
from designs.answers.recipe import Recipe
from designs.answers.registry import construction
from designs.answers.rules import direct_rule
from designs.errors import require
from designs.incidence.design import Design
from designs.incidence.parameters import Parameters

_SOURCE = "E. Witt, Abh. Math. Sem. Hamburg 12 (1938) 265-275"


@construction("spherical-geometry", example={"dimension": 2, "order": 3})
def spherical_geometry(dimension: int, order: int) -> Design:
    """The 3-(q^d + 1, q + 1, 1) design of all images of GF(q) with infinity under PGL(2, q^d).

    As a 2-design it has ``lambda = (q^d - 1)/(q - 1)``; for d = 2 it is the inversive plane. The
    blocks through infinity are the affine lines over GF(q); an inversion 1/x takes the lines that
    miss 0 to blocks through 0, and the translates of those are the other blocks.

    Raises:
        BadInput: q is no prime power, or d < 2.

    Complexity: O(q^(3d)) field operations, each block being met q + 1 times.
    Source: E. Witt, Ueber Steinersche Systeme (1938).

    >>> design = spherical_geometry(2, 3)
    >>> design.parameters(), len(design.blocks)
    (Parameters(v=10, k=4, lam=4), 30)
    """
    d, q = dimension, order
    require(d >= 2, f"dimension must be at least 2, got {d}")
    require(prime_power(q) is not None, f"order must be a prime power, got {q}")
    v = q**d
    field = GF(v)
    elements = np.arange(v)
    step = (v - 1) // (q - 1)
    subfield = np.array([0, *field.exp[::step]])
    blocks: set[tuple[int, ...]] = set()
    for direction in field.exp[:step]:
        lines = np.sort(field.add(elements[:, None], field.multiply(direction, subfield)), axis=1)
        lines = np.unique(lines, axis=0)
        blocks |= {(*line, v) for line in lines.tolist()}
        inverses = field.exp[-field.log[lines[lines[:, 0] > 0]] % (v - 1)]
        circles = np.pad(inverses, ((0, 0), (0, 1)))
        moved = np.sort(field.add(circles[:, None, :], elements[:, None]), axis=2)
        blocks |= set(map(tuple, moved.reshape(-1, q + 1).tolist()))
    return Design(v + 1, blocks).confirmed(v + 1, q + 1, step)


@direct_rule("spherical geometries", "2-design")
def instances(p: Parameters) -> Instances:
    """The spherical geometry with these parameters, as a 2-design.

    >>> [x.because for x in instances(Parameters(17, 5, 5))]
    ['the images of GF(4) with infinity under PGL(2,16)']
    """
    q = p.k - 1
    if p.lam * (q - 1) != p.v - 2 or prime_power(q) is None:
        return
    d = next(d for d in count(2) if q**d >= p.v - 1)
    if q**d == p.v - 1:
        recipe = Recipe.of("spherical-geometry", dimension=d, order=q)
        because = f"the images of GF({q}) with infinity under PGL(2,{q**d})"
        yield Exists(p, recipe, because, _SOURCE)


@direct_rule("spherical geometries", "t-design")
def strong_instances(p: Parameters) -> Instances:
    """The spherical geometry with these parameters, as a 3-design with lambda = 1.

    >>> next(strong_instances(Parameters(26, 6, 1, t=3))).because
    'the images of GF(5) with infinity under PGL(2,25)'
    """
    if (p.t, p.lam) == (3, 1) and p.k > 3:
        balanced = Parameters(p.v, p.k, max(1, (p.v - 2) // (p.k - 2)))
        yield from (found.about(p) for found in instances(balanced))
