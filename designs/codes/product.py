"""Product codes: the Kronecker product of two gradient codes."""

from __future__ import annotations

from designs.codes.base import GradientCode, Symmetry, require_size
from designs.codes.family import family
from designs.codes.recipes import recipe_of


@family(
    "product",
    example={
        "first": {"family": "block-design", "v": 3, "k": 2, "lam": 1},
        "second": {"family": "block-design", "v": 4, "k": 3, "lam": 2},
    },
    parameters={
        "first": ("", "code file of the first factor"),
        "second": ("", "code file of the second factor"),
    },
    after="soft-bibd",
)
def product(first: GradientCode, second: GradientCode) -> GradientCode:
    """The Kronecker product: workers and partitions are pairs, entries are products.

    Worker (i, j), numbered ``i n2 + j``, sends with coefficient ``B1[i][x] B2[j][y]`` the partition
    (x, y), numbered ``x k2 + y``. Workers, partitions, loads and redundancies multiply. Symmetries
    of the factors are carried over, and equal factors can be exchanged. For a product of more than
    two codes take products of products.

    Raises:
        BadInput: the product would have more than 2e7 entries.

    Complexity: O(n k) for n workers and k partitions of the product, per symmetry.
    Source: A. Sakorikar, L. Wang, Soft BIBD and product gradient codes (2022), for the idea; what
    is proved of it is derived in docs/why-it-is-true.md.

    >>> pair = GradientCode([[1, 1], [0, 1]])
    >>> product(pair, pair).encoding
    ((1, 1, 1, 1), (0, 1, 0, 1), (0, 0, 1, 1), (0, 0, 0, 1))
    """
    require_size(first.workers * second.workers, first.partitions * second.partitions)
    rows = [[x * y for x in a for y in b] for a in first.encoding for b in second.encoding]
    one, two = identity(first), identity(second)
    symmetries = [paired(symmetry, two) for symmetry in first.symmetries]
    symmetries += [paired(one, symmetry) for symmetry in second.symmetries]
    if first == second:
        symmetries.append(Symmetry(_exchange(first.workers), _exchange(first.partitions)))
    recipe = {"family": "product", "first": recipe_of(first), "second": recipe_of(second)}
    return GradientCode(rows, f"({first.name}) x ({second.name})", recipe, symmetries)


def identity(code: GradientCode) -> Symmetry:
    """The symmetry that moves nothing.

    >>> identity(GradientCode([[1, 1]]))
    Symmetry(workers=(0,), partitions=(0, 1))
    """
    return Symmetry(tuple(range(code.workers)), tuple(range(code.partitions)))


def paired(first: Symmetry, second: Symmetry) -> Symmetry:
    """A symmetry of a product: each factor is moved by its own.

    >>> paired(Symmetry((1, 0), (0,)), Symmetry((0, 1), (0,))).workers
    (2, 3, 0, 1)
    """
    return Symmetry(
        _paired(first.workers, second.workers), _paired(first.partitions, second.partitions)
    )


def _paired(first: tuple[int, ...], second: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(i * len(second) + j for i in first for j in second)


def _exchange(size: int) -> tuple[int, ...]:
    """The permutation of pairs that maps (i, j) to (j, i)."""
    return tuple(j * size + i for i in range(size) for j in range(size))
