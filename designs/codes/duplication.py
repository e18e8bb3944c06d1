"""Copies of the workers or of the data of a code."""

from __future__ import annotations

from typing import Literal, get_args

from designs.codes.base import GradientCode, Symmetry
from designs.codes.family import family
from designs.codes.product import identity, paired, product
from designs.codes.recipes import recipe_of
from designs.errors import require

Copied = Literal["workers", "partitions"]


@family(
    "duplicated",
    example={
        "code": {"family": "block-design", "v": 4, "k": 3, "lam": 2},
        "copies": 2,
        "of": "workers",
    },
    parameters={
        "code": ("", "code file"),
        "copies": ("", "how many copies"),
        "of": ("", "what is copied"),
    },
    after="product",
)
def duplicated(code: GradientCode, copies: int, of: Copied = "workers") -> GradientCode:
    """Every worker, or every partition, of a code c times over, copies next to each other.

    Copied workers all send the same: an adversary has to silence all c of them, so that the worst
    case is ``e(floor(s/c))``. Copied partitions are c times the data at c times the load, and the
    worst case is c e(s). Both are products with a code whose entries are all 1.

    Raises:
        BadInput: fewer than one copy, neither "workers" nor "partitions", or more than 2e7 entries.

    Complexity: O(n k) for n workers and k partitions of the result, per symmetry.
    Source: derived in docs/why-it-is-true.md.

    >>> base = GradientCode([[1, 0], [1, 1]])
    >>> duplicated(base, 2).encoding
    ((1, 0), (1, 0), (1, 1), (1, 1))
    >>> duplicated(base, 2, of="partitions").encoding
    ((1, 1, 0, 0), (1, 1, 1, 1))
    """
    require(copies >= 1, f"copies must be at least 1, got {copies}")
    known = of in get_args(Copied)
    require(known, f'what is copied must be "workers" or "partitions", got {of!r:.40}')
    turn = (*range(1, copies), 0)
    if of == "workers":
        ones, turning = [[1]] * copies, Symmetry(turn, (0,))
    else:
        ones, turning = [[1] * copies], Symmetry((0,), turn)
    whole = product(code, GradientCode(ones, "ones"))
    recipe = {"family": "duplicated", "code": recipe_of(code), "copies": copies, "of": of}
    symmetries = [*whole.symmetries, paired(identity(code), turning)]
    return GradientCode(whole.encoding, f"{code.name}, {copies} x {of}", recipe, symmetries)
