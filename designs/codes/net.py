"""Nets and other resolved structures: workers are blocks, in parallel classes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from math import prod
from typing import Any

from designs.algebra.arithmetic import prime_power
from designs.algebra.field import GF
from designs.answers.recipe import Recipe
from designs.codes.base import GradientCode, Symmetry, require_size
from designs.codes.family import family
from designs.constructions.transversal import transversal_design
from designs.errors import require
from designs.existence.ask import demand, exists_resolvable
from designs.incidence.design import Design


@family(
    "net",
    example={"order": 3, "replication": 3},
    parameters={"order": ("", "lines in a parallel class, and partitions on each")},
    after="circulant",
)
def net(order: int, replication: int) -> GradientCode:
    """Net code: the r l lines of r parallel classes of a net of order l hold its l^2 points.

    n = r l workers of load l, redundancy r. Two lines of one class share no partition, of different
    classes exactly one. The net comes from r - 2 mutually orthogonal Latin squares: the points are
    the l^2 blocks of a transversal design TD(r, l), the classes its groups. Worker ``i l + c`` is
    line c of class i.

    e(s) = 0 for s < r, and above that the error of any stragglers is known in closed form and
    attains the spectral bound when all classes are hit equally, see
    `adversary.worst_case.closed_form.net`.

    Raises:
        BadInput: r is below 2, or so many squares of order l are not known here.

    Complexity: O(r l^3).
    Source: R. H. Bruck, Finite nets (1951), for nets; K. Konstantinidis, A. Ramamoorthy,
    ByzShield (2021), for the assignment by Latin squares.

    >>> code = net(3, 2)
    >>> code.workers, code.partitions, code.encoding[0], code.encoding[3]
    (6, 9, (1, 1, 1, 0, 0, 0, 0, 0, 0), (1, 0, 0, 1, 0, 0, 1, 0, 0))
    """
    r, size = replication, order
    fits = r >= 2 and size >= 2
    require(fits, f"a net needs order and replication from 2 on, got {size} and {r}")
    require_size(r * size, size * size)
    points = transversal_design(r, size).blocks
    encoding = [[int(x in point) for point in points] for x in range(r * size)]
    recipe = {"family": "net", "order": size, "replication": r}
    symmetries = _translations(r, size, points)
    return GradientCode(encoding, f"net of order {size} with {r} classes", recipe, symmetries)


def _translations(r: int, size: int, points: Sequence[tuple[int, ...]]) -> list[Symmetry]:
    """The translations of the plane over a field: its points are the lines y = a x + b.

    Class i < l of the net has the points of equal value at x = i, class l those of equal slope.
    """
    if prime_power(size) is None:
        return []
    gf, number = GF(size), {point: j for j, point in enumerate(points)}
    found = []
    for step in (gf.characteristic**i for i in range(gf.degree)):
        lift = [*([step] * min(r, size)), *([0] if r > size else [])]
        tilt = [*gf.multiply(step, range(min(r, size))).tolist(), *([step] if r > size else [])]
        for shift in (lift, tilt):
            image = [i * size + c for i, x in enumerate(shift) for c in gf.add(range(size), x)]
            moved = tuple(number[tuple(int(image[w]) for w in point)] for point in points)
            found.append(Symmetry(tuple(map(int, image)), moved))
    return found


@family(
    "grid",
    example={"sides": [2, 3, 4]},
    parameters={"sides": ("", "sides of the grid, like 3,4")},
    after="net",
)
def grid(sides: Sequence[int]) -> GradientCode:
    """Grid code: workers are the hyperplanes x_i = c of a grid with sides g_1, ..., g_r.

    Partitions are the g_1 ... g_r points; class i has g_i workers of load k/g_i, and the redundancy
    is r. Classes of different sizes suit machines of different speed; the closed form of nets holds
    for them too, see `adversary.worst_case.closed_form.net`.

    Raises:
        BadInput: fewer than two sides, or a side below 2.

    Complexity: O(n k).
    Source: derived here; the supports are those of full factorial experiments.

    >>> grid([2, 2]).encoding
    ((1, 1, 0, 0), (0, 0, 1, 1), (1, 0, 1, 0), (0, 1, 0, 1))
    """
    fits = len(sides) >= 2 and all(g >= 2 for g in sides)
    require(fits, f"a grid needs at least two sides, each at least 2, got {list(sides)}")
    require_size(sum(sides), prod(sides))
    points = list(product(*map(range, sides)))
    encoding = [[int(x[i] == c) for x in points] for i, g in enumerate(sides) for c in range(g)]
    name = f"grid {' x '.join(map(str, sides))}"
    recipe = {"family": "grid", "sides": list(sides)}
    return GradientCode(encoding, name, recipe, _turns(sides))


def _turns(sides: Sequence[int]) -> list[Symmetry]:
    """One step along each side of the grid, the last point moving to the first."""
    points = list(product(*map(range, sides)))
    number = {x: j for j, x in enumerate(points)}
    workers = [(i, c) for i, g in enumerate(sides) for c in range(g)]
    place = {worker: w for w, worker in enumerate(workers)}
    found = []
    for side, g in enumerate(sides):
        moved = [(*x[:side], (x[side] + 1) % g, *x[side + 1 :]) for x in points]
        turned = [(i, (c + 1) % g if i == side else c) for i, c in workers]
        pair = tuple(place[t] for t in turned), tuple(number[x] for x in moved)
        found.append(Symmetry(*pair))
    return found


@family(
    "resolvable-design",
    example={"v": 9, "k": 3, "lam": 1, "classes": 3},
    parameters={"classes": ("", "how many parallel classes are workers; default: all")},
    after="grid",
)
def resolvable_design(
    v: int, k: int, lam: int, classes: int | None = None, design: Recipe | None = None
) -> GradientCode:
    """Code of a resolvable 2-(v, k, lambda) design, or of its first parallel classes.

    Workers are the blocks, class by class: v/k workers of load k in each class, redundancy = the
    number of classes (all r by default), and k data partitions are the v points. e(s) = 0 for fewer
    stragglers than classes, since the blocks of a whole class sum to 1.

    Raises:
        BadInput: r or b is no integer, or not ``1 <= classes <= r``.
        Unavailable: no resolvable design with these parameters exists, or none is known here.

    Complexity: that of building the design, plus O(n v).
    Source: derived here; the designs are those of `designs.exists_resolvable`.

    >>> code = resolvable_design(9, 3, 1, classes=2)
    >>> code.workers, code.partitions, code.replication()[0]
    (6, 9, 2)
    """
    recipe = demand(exists_resolvable(v, k, lam)).recipe if design is None else design
    built = recipe.build().confirmed(v, k, lam)
    fits = bool(built.resolution)
    require(fits, "the recipe must build a design with a resolution")
    parts = built.parallel_classes()
    count = len(parts) if classes is None else classes
    require(1 <= count <= len(parts), f"classes must be 1..{len(parts)}, got {count}")
    return of_classes(
        v,
        parts[:count],
        name=f"resolvable 2-({v},{k},{lam}), {count} of {len(parts)} classes",
        recipe={
            "family": "resolvable-design", "v": v, "k": k, "lam": lam, "classes": count,
            "design": recipe.to_json(),
        },
    )  # fmt: skip


def of_classes(
    points: int,
    classes: Iterable[Iterable[Iterable[int]]],
    name: str = "resolved structure",
    recipe: Mapping[str, Any] | None = None,
) -> GradientCode:
    """The code whose workers are blocks given class by class, and whose partitions are points.

    Raises:
        BadInput: some class does not have every point in exactly one of its blocks.

    Complexity: O(n points).

    >>> of_classes(4, [[(0, 1), (2, 3)], [(0, 2), (1, 3)]]).encoding
    ((1, 1, 0, 0), (0, 0, 1, 1), (1, 0, 1, 0), (0, 1, 0, 1))
    """
    parts = [[tuple(block) for block in part] for part in classes]
    Design.of_classes(points, parts)
    blocks = [set(block) for part in parts for block in part]
    encoding = [[int(p in block) for p in range(points)] for block in blocks]
    return GradientCode(encoding, name, recipe)
