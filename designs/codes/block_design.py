"""Gradient codes from block designs, in both orientations."""

from __future__ import annotations

from typing import Literal

from designs.answers.recipe import Recipe
from designs.codes.base import GradientCode, Symmetry, require_size
from designs.codes.family import family
from designs.errors import BadInput, VerificationError, require
from designs.existence.ask import instance
from designs.incidence.design import Design
from designs.incidence.parameters import Parameters

Orientation = Literal["points", "blocks"]


@family(
    "block-design",
    example={"v": 6, "k": 3, "lam": 2, "workers": "blocks"},
    after="",
)
def block_design(
    v: int, k: int, lam: int, workers: Orientation = "points", design: Recipe | None = None
) -> GradientCode:
    """The gradient code of a 2-(v, k, lambda) design, workers being its points or its blocks.

    With ``workers="points"`` worker w holds the partitions (blocks) through point w: n = v workers,
    as many partitions as blocks, load r, redundancy k, and any two workers share exactly lambda
    partitions, so that the error depends on the number of stragglers only. With
    ``workers="blocks"`` the encoding is transposed: load k, redundancy r, and any two partitions
    lie together on lambda workers. For symmetric designs both have equally overlapping workers.

    The design is the one that `exists` answers with, or the one of the recipe given.

    Raises:
        BadInput: r or b is no integer, the recipe builds another design, or the encoding would have
            more than 2e7 entries.
        Unavailable: no such design exists, or none is known here.

    Complexity: that of building the design, plus O(v b).
    Source: S. Kadhe, O. O. Koyluoglu, K. Ramchandran, Gradient coding based on block designs for
    mitigating adversarial stragglers (2019).

    >>> block_design(7, 3, 1).encoding[0]
    (1, 1, 1, 0, 0, 0, 0)
    """
    _require_orientation(workers)
    recipe = instance(v, k, lam).recipe if design is None else design
    require_size(v, int(Parameters(v, k, lam).b))
    try:
        built = recipe.build().confirmed(v, k, lam)
    except VerificationError as error:
        raise BadInput(f"the recipe must build a 2-({v},{k},{lam}) design: {error}") from None
    return from_design(
        built,
        workers,
        name=f"2-({v},{k},{lam}), workers = {workers}",
        recipe={
            "family": "block-design",
            "v": v,
            "k": k,
            "lam": lam,
            "workers": workers,
            "design": recipe.to_json(),
        },
    )


def from_design(
    design: Design,
    workers: Orientation = "points",
    name: str = "block design",
    recipe: dict[str, object] | None = None,
) -> GradientCode:
    """The code of any design at hand; its known automorphisms become symmetries of the code.

    Raises:
        BadInput: workers is neither "points" nor "blocks".

    Complexity: O(points * blocks), per automorphism.

    >>> from_design(Design(3, [(0, 1), (1, 2)]), "blocks").encoding
    ((1, 1, 0), (0, 1, 1))
    """
    _require_orientation(workers)
    matrix = design.incidence().tolist()
    pairs = [(image, design.on_blocks(image)) for image in design.automorphisms]
    if workers == "points":
        return GradientCode(matrix, name, recipe, [Symmetry(p, b) for p, b in pairs])
    transposed = list(zip(*matrix, strict=True))
    return GradientCode(transposed, name, recipe, [Symmetry(b, p) for p, b in pairs])


def _require_orientation(workers: str) -> None:
    both = workers in ("points", "blocks")
    require(both, f'workers must be "points" or "blocks", got {workers!r}')
