"""The stochastic block code: between fractional repetition and coin flips, blocks kept secret."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from designs.codes.base import GradientCode, generator, require_divides, require_size
from designs.codes.bernoulli import coin_flips
from designs.codes.family import family
from designs.errors import require, show

Blocks = tuple[int, ...]
Numbers = NDArray[np.int64]
Hidden = Literal["yes", "no"]


@family(
    "stochastic-block",
    example={"workers": 9, "block_size": 3, "inside": "4/5", "outside": "1/6", "seed": 2},
    parameters={
        "block_size": ("b", "workers, and partitions, in a block"),
        "inside": ("p", "probability that a worker holds a partition of its own block"),
        "outside": ("q", "probability that a worker holds a partition of another block"),
        "hidden": ("", "whether workers and partitions are shuffled"),
    },
    after="regular-graph",
)
def stochastic_block(
    workers: int,
    block_size: int,
    inside: int | Fraction,
    outside: int | Fraction,
    seed: int = 0,
    hidden: Hidden = "yes",
) -> GradientCode:
    """The stochastic block code: a worker holds partitions of its own hidden block more often.

    Workers and partitions, n = k of each, are divided into blocks of b = block_size. Independently,
    a worker holds a partition of its own block with probability p = inside and any other with
    probability q = outside; the mean load is ``b p + (n - b) q``. Fractional repetition is p = 1,
    q = 0; the Bernoulli code is p = q. The names of workers and partitions are then shuffled by two
    secret permutations, unless ``hidden`` is "no"; `hidden_blocks` has the blocks. Construction
    and shuffling are a reconstruction: the paper's own parameters are not known to us.

    Raises:
        BadInput: b does not divide n (with the nearest n), a probability is not from 0 to 1, hidden
            is not yes or no, or a negative seed.

    Complexity: O(n^2).
    Source: Z. Charles and D. Papailiopoulos, Gradient coding via the stochastic block model (2018).

    >>> stochastic_block(4, 2, 1, 0, hidden="no").encoding
    ((1, 1, 0, 0), (1, 1, 0, 0), (0, 0, 1, 1), (0, 0, 1, 1))
    >>> set(stochastic_block(6, 3, 1, Fraction(1, 2)).load()) <= {3, 4, 5, 6}
    True
    """
    n, p, q = workers, Fraction(inside), Fraction(outside)
    _check(n, block_size, hidden)
    random = generator(seed)
    of_workers, of_partitions = _places(random, n, hidden)
    same = np.arange(n)[:, None] // block_size == np.arange(n)[None, :] // block_size
    plain = np.where(same, coin_flips(random, p, (n, n)), coin_flips(random, q, (n, n)))
    matrix = plain[of_workers][:, of_partitions]
    return GradientCode(
        matrix.astype(int).tolist(),
        f"stochastic block, seed {seed}",
        {
            "family": "stochastic-block",
            "workers": n,
            "block_size": block_size,
            "inside": show(p),
            "outside": show(q),
            "seed": seed,
            "hidden": hidden,
        },
    )


def hidden_blocks(code: GradientCode) -> tuple[Blocks, Blocks]:
    """The secret of a stochastic block code: the block of each worker and of each partition.

    It is drawn again from the seed in the recipe, so the recipe gives the secret away: give an
    adversary the encoding alone.

    Raises:
        BadInput: the code has no recipe of the family stochastic-block.

    Complexity: O(n).
    Source: ours; the paper's blocks are hidden by a permutation.

    >>> hidden_blocks(stochastic_block(4, 2, 1, 0, hidden="no"))
    ((0, 0, 1, 1), (0, 0, 1, 1))
    """
    recipe = code.recipe or {}
    require(
        recipe.get("family") == "stochastic-block",
        f"hidden blocks are those of a stochastic-block code with its recipe, got {code.name:.40}",
    )
    n, b = recipe["workers"], recipe["block_size"]
    hidden = recipe.get("hidden", "yes")
    workers, partitions = _places(generator(recipe.get("seed", 0)), n, hidden)
    return tuple((workers // b).tolist()), tuple((partitions // b).tolist())


def _check(n: int, b: int, hidden: str) -> None:
    require(1 <= b <= n, f"block_size must be 1..workers, got block_size={b}, workers={n}")
    require_divides("block_size", b, n)
    require(hidden in ("yes", "no"), f"hidden must be yes or no, got {hidden!r:.40}")
    require_size(n, n)


def _places(random: np.random.Generator, n: int, hidden: str) -> tuple[Numbers, Numbers]:
    """Which unshuffled worker and partition stand at each place; two permutations are drawn."""
    places = random.permutation(n), random.permutation(n)
    return (np.arange(n), np.arange(n)) if hidden == "no" else places
