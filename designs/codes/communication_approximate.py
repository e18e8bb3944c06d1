"""Shorter messages on a given placement of the data, decoded approximately."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Literal, get_args

import numpy as np

from designs.algebra.linear import Rational, common_denominator, independent_rows, plain, solve
from designs.codes.base import GradientCode, generator, require_size
from designs.codes.communication import (
    Matrix,
    MessageBlocks,
    blocks_scheme,
    diagonal_blocks,
    holders,
)
from designs.codes.family import scheme
from designs.codes.recipes import recipe_of
from designs.codes.recovery import keeps_full_span
from designs.errors import VerificationError, require

Kind = Literal["stacking", "random-diagonal", "random-signs", "affine"]
_MOST_DRAWS = 20
_SPREAD = 9


@scheme(
    "communication-approximate",
    example={
        "support": {"family": "block-design", "v": 7, "k": 3, "lam": 1},
        "reduction": 2,
        "kind": "affine",
        "seed": 1,
    },
    parameters={"kind": ("", "the coefficients")},
    after="communication-resolved",
)
def communication_approximate(
    support: GradientCode, reduction: int, kind: Kind = "affine", seed: int = 0
) -> MessageBlocks:
    """Messages of 1/m of the length on the placement A of any code: a graph, a design, ...

    Only the non-zeros of the support code count. All kinds keep them:

    - ``stacking``, the baseline, repeats A: ``B_u = A``. Even without stragglers its error is
      (m-1) k, as one message does not separate the blocks.
    - ``random-diagonal``: ``B_u = D_u A`` with random integers ``D_u[w]``, such that any m holders
      of a partition (all, if it has fewer) have independent rows of D.
    - ``random-signs``: the same with +1 and -1, whose rows may well be dependent.
    - ``affine``: an n x m integer matrix R is drawn such that the rows of the holders of every
      partition span; the m x r coefficients of partition i are the least ones with
      ``X_i R[holders] = I``. So R decodes exactly if all answer, and R/(1-p) is unbiased if each
      worker fails independently with probability p. R is the ``fixed_decoder``.

    Raises:
        BadInput: an unknown kind, m < 1, a negative seed, or for ``affine`` a partition with fewer
            than m holders (with the largest m that works).

    Complexity: O(n k m) and for ``random-diagonal`` C(r, m) small eliminations a partition; O(k r
    m^2 + k m^3) for ``affine``.
    Source: reconstruction after A. Munim, A. Ramamoorthy, Communication-efficient approximate
    gradient coding; assumed: what the random numbers are, that the affine coefficients are the
    least ones, and any support.

    >>> from designs.codes.repetition import fractional_repetition
    >>> scheme = communication_approximate(fractional_repetition(4, 2), 2, "stacking")
    >>> scheme["block 1"] == scheme["block 2"] == fractional_repetition(4, 2)
    True
    """
    m, known = reduction, ", ".join(get_args(Kind))
    require(kind in get_args(Kind), f"kind must be one of {known}, got {kind!r:.40}")
    require(m >= 1, f"reduction must be at least 1, got {m}")
    require_size(support.workers, support.partitions * m)
    random = generator(seed)
    recipe = {
        "family": "communication-approximate",
        "support": recipe_of(support),
        "reduction": m, "kind": kind, "seed": seed,
    }  # fmt: skip
    name, decoder = f"{kind} on {support.name}", None
    if kind == "affine":
        blocks, decoder = _affine(support, m, random)
    else:
        blocks = diagonal_blocks(support, _diagonals(support, m, kind, random))
    return blocks_scheme(name, blocks, recipe, fixed_decoder=decoder)


def _diagonals(
    support: GradientCode, m: int, kind: Kind, random: np.random.Generator
) -> Sequence[Sequence[int]]:
    """The numbers D_u[w], one row a worker."""
    n = support.workers
    if kind == "stacking":
        return [[1] * m] * n
    if kind == "random-signs":
        signs: list[list[int]] = (2 * random.integers(0, 2, (n, m)) - 1).tolist()
        return signs
    groups = set(holders(support))
    for attempt in range(_MOST_DRAWS):
        numbers = _draw(random, n, m, _SPREAD << attempt)
        if all(_generic([numbers[w] for w in group]) for group in groups):
            return numbers
    raise VerificationError(f"none of {_MOST_DRAWS} draws was generic: try another seed.")


def _draw(random: np.random.Generator, n: int, m: int, spread: int) -> list[list[int]]:
    """An n x m matrix of integers, at most ``spread`` and not zero."""
    signs = 2 * random.integers(0, 2, (n, m)) - 1
    numbers: list[list[int]] = (signs * random.integers(1, spread + 1, (n, m))).tolist()
    return numbers


def _generic(rows: Sequence[Sequence[int]]) -> bool:
    """Whether any m of these rows of length m are independent, or all if there are fewer."""
    if not rows:
        return True
    spare = len(rows) - len(rows[0])
    if spare <= 0:
        return len(independent_rows(rows)) == len(rows)
    return keeps_full_span(GradientCode(rows), spare)


def _affine(
    support: GradientCode, m: int, random: np.random.Generator
) -> tuple[list[GradientCode], Matrix]:
    """The blocks of a random decoder, and the decoder."""
    groups = holders(support)
    fewest = min(map(len, groups))
    require(
        fewest >= m,
        f"affine needs at least m = {m} workers with each partition, got {fewest}; "
        f"the largest reduction that works is {fewest}",
    )
    for attempt in range(_MOST_DRAWS):
        decoder = _draw(random, support.workers, m, _SPREAD << attempt)
        blocks = affine_blocks(support, decoder)
        if blocks is not None:
            return blocks, tuple(map(tuple, decoder))
    raise VerificationError(f"none of {_MOST_DRAWS} draws kept the support: try another seed.")


def affine_blocks(
    support: GradientCode, decoder: Sequence[Sequence[Rational]]
) -> list[GradientCode] | None:
    """The blocks with least coefficients that the n x m decoder R decodes if all workers answer.

    For the holders H of a partition they are ``X = Q^-1 R[H]^T`` with ``Q = R[H]^T R[H]``. None if
    some Q is singular, or some coefficient on the support is zero.

    Complexity: O(k (r m^2 + m^3)) rational operations.
    Source: derived here (a least-norm right inverse).

    >>> [b.encoding for b in affine_blocks(GradientCode([[1], [1]]), [(2, 1), (1, 1)])]
    [((1,), (-1,)), ((-1,), (2,))]
    """
    m = len(decoder[0])
    encodings = [
        [[Fraction(0)] * support.partitions for _ in range(support.workers)] for _ in range(m)
    ]
    for i, group in enumerate(holders(support)):
        scale, rows = common_denominator([decoder[w] for w in group])
        q = [[sum(row[u] * row[v] for row in rows) for v in range(m)] for u in range(m)]
        for w, row in zip(group, rows, strict=True):
            try:
                column = solve(q, row)
            except ZeroDivisionError:
                return None
            if not all(column):
                return None
            for u, x in enumerate(column):
                encodings[u][w][i] = scale * x
    return [
        GradientCode([[plain(x) for x in row] for row in rows], f"block {u + 1} of {m}")
        for u, rows in enumerate(encodings)
    ]
