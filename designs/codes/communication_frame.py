"""Shorter messages from frames: exact up to r - m stragglers and least variance at the same time.

Give worker w the vector ``R_w`` in R^m, the same for w and w + r, such that any m of the r vectors
are independent. Worker w sends ``sum_u R_w[u] h_w^(u)``, h_w the sum of its gradients.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from math import comb, cos, pi, sin, sqrt
from typing import Any, Literal

import numpy as np

from designs.algebra.linear import IntegerMatrix, Rational, plain, solve
from designs.codes.base import GradientCode, generator, require_size
from designs.codes.communication import MessageBlocks, blocks_scheme
from designs.codes.communication_approximate import affine_blocks
from designs.codes.family import scheme
from designs.codes.recipes import recipe_of
from designs.codes.recovery import keeps_full_span
from designs.codes.repetition import fractional_repetition
from designs.errors import Unavailable, VerificationError, require
from designs.incidence.design import Design
from designs.incidence.resolution import find_resolution

Frame = Literal["orthonormal", "harmonic"]
Placement = Literal["cyclic", "fractional"]
_MOST_SETS = 2_000_000
_MOST_DRAWS = 20
_SPREAD = 3
_GRID = 1 << 30


@scheme(
    "communication-frame",
    example={"workers": 8, "replication": 4, "reduction": 2, "seed": 1},
    parameters={"placement": ("", "which workers hold a partition")},
    after="repetition-linear",
)
def communication_frame(
    workers: int,
    replication: int,
    reduction: int,
    placement: Placement = "cyclic",
    frame: Frame = "orthonormal",
    seed: int = 0,
) -> MessageBlocks:
    """Exact from any n - (r - m) workers in 1/m of the length, with a decoder of least variance.

    Every partition is on r workers, r a divisor of n: on r consecutive ones (``cyclic``) or on a
    group (``fractional``). The vectors of the workers repeat with period r, so the holders of any
    partition have all r of them. Then, derived in docs/why-it-is-true.md:

    - for s <= r - m stragglers the gradient is exact, and r - m is the most that any code of
      redundancy r can tolerate. In the cyclic placement m residue classes modulo r without a
      straggler are enough, however many stragglers there are;
    - if the r vectors are a tight frame of unit vectors, the fixed decoder R/(1-p) for failures of
      probability p has variance ``k m^2 p / ((1-p) r)``, the least of any unbiased fixed decoder.

    ``orthonormal``: r/m random rational orthonormal bases, so m must divide r, and both statements
    hold over the rationals. ``harmonic``: cosines and sines of odd (m even) or even (m odd)
    multiples of pi w/r for every m <= r, rounded to multiples of 2^-30: the first statement holds
    over the rationals for what is rounded, the second to within the rounding.

    Raises:
        BadInput: r does not divide n, m is not 1..r, for ``orthonormal`` m does not divide r (each
            with the nearest values), an unknown frame or placement, a negative seed, or more than
            2,000,000 sets of m vectors to prove independent.

    Complexity: O(k r m^2), and C(r, m) small eliminations for the proof.
    Source: derived here; the harmonic decoder for m = 2 and the observation that it is exact were
    made with the reconstruction of A. Munim, A. Ramamoorthy in `communication_approximate`.

    >>> scheme = communication_frame(8, 4, 2)
    >>> scheme.fixed_decoder[:4] == scheme.fixed_decoder[4:], scheme.tolerated
    (True, 2)
    """
    n, r, m = workers, replication, reduction
    support = _placed(n, r, placement)
    recipe = {
        "family": "communication-frame", "workers": n, "replication": r, "reduction": m,
        "placement": placement, "frame": frame, "seed": seed,
    }  # fmt: skip
    classes = [range(c, n, r) for c in range(r)]
    return _framed(support, classes, m, frame, recipe)


@scheme(
    "communication-resolved",
    example={
        "support": {"family": "block-design", "v": 4, "k": 2, "lam": 1, "workers": "blocks"},
        "reduction": 2,
        "frame": "harmonic",
    },
    after="communication-frame",
)
def communication_resolved(
    support: GradientCode, reduction: int, frame: Frame = "orthonormal", seed: int = 0
) -> MessageBlocks:
    """The frame scheme on any placement with a resolution: nets, grids, resolvable designs.

    A resolution splits the workers (of a design, its blocks) into r classes such that every class
    holds every partition once; it is looked for by an exact cover. All workers of a class have the
    same vector, and the two statements of `communication_frame` hold: exact whenever m classes are
    without stragglers, so for s <= r - m, and the least variance.

    Raises:
        BadInput: the placement has no resolution; else as `communication_frame`.
        Unavailable: no resolution was found in 10 seconds, and none was excluded.

    Complexity: that of an exact cover with n r options, then O(k r m^2).
    Source: derived here.

    >>> from designs.codes.block_design import block_design
    >>> scheme = communication_resolved(block_design(4, 2, 1, "blocks"), 3)
    >>> scheme.workers, scheme.tolerated
    (6, 0)
    """
    recipe = {
        "family": "communication-resolved", "support": recipe_of(support), "reduction": reduction,
        "frame": frame, "seed": seed,
    }  # fmt: skip
    return _framed(support, resolution_classes(support), reduction, frame, recipe)


def resolution_classes(support: GradientCode) -> tuple[tuple[int, ...], ...]:
    """The workers in classes that hold every partition exactly once.

    Raises:
        BadInput: there are no such classes, and why.
        Unavailable: none were found in 10 seconds.

    Complexity: that of an exact cover with n r options.

    >>> resolution_classes(fractional_repetition(4, 2))
    ((0, 2), (1, 3))
    """
    blocks = [tuple(j for j, x in enumerate(row) if x) for row in support.encoding]
    order = sorted(range(support.workers), key=blocks.__getitem__)
    found = find_resolution(Design(support.partitions, blocks))
    require(
        found.none is None,
        "the workers must split into classes that hold every partition once, as in nets or "
        f"resolvable designs with blocks as workers: {found.none}",
    )
    if found.design is None or found.design.resolution is None:
        raise Unavailable("no classes that hold every partition once were found in 10 seconds.")
    return tuple(tuple(sorted(order[x] for x in group)) for group in found.design.resolution)


def _framed(
    support: GradientCode,
    classes: Sequence[Sequence[int]],
    m: int,
    frame: Frame,
    recipe: Mapping[str, Any],
) -> MessageBlocks:
    """The scheme of a placement in classes, a vector for each class."""
    n, r = support.workers, len(classes)
    require_size(n, support.partitions * m)
    _require_frame(r, m, frame)
    class_of = {w: c for c, group in enumerate(classes) for w in group}
    vectors = _frame(r, m, frame, recipe["seed"])
    decoder = tuple(tuple(vectors[class_of[w]]) for w in range(n))
    blocks = affine_blocks(support, decoder)
    if blocks is None:
        raise VerificationError(f"the {frame} frame of r = {r}, m = {m} lost the placement.")
    name = f"{frame} frame on {support.name}"
    return blocks_scheme(name, blocks, recipe, tolerated=r - m, fixed_decoder=decoder)


def _frame(r: int, m: int, frame: Frame, seed: int) -> list[list[Rational]]:
    """The vectors of the classes: no coefficient of them vanishes, any m are independent."""
    random, one = generator(seed), GradientCode([[1]] * r)
    for attempt in range(_MOST_DRAWS):
        rational = frame == "orthonormal"
        rows = _orthonormal(r, m, random, _SPREAD << attempt) if rational else harmonic_frame(r, m)
        if affine_blocks(one, rows) and keeps_full_span(GradientCode(rows), r - m):
            return rows
        require(
            rational,
            f"the harmonic frame of r = {r}, m = {m} has a vanishing coefficient or minor; the "
            "orthonormal frame has none, for m that divide r",
        )
    raise VerificationError(f"none of {_MOST_DRAWS} draws was generic: try another seed.")


def harmonic_frame(replication: int, reduction: int) -> list[list[Rational]]:
    """A nearly tight frame: r vectors of length about 1 in m dimensions, any m independent.

    For m even, row w holds sqrt(2/m) cos and sin of (2l-1) pi w'/r for l = 1..m/2; for m odd it
    holds sqrt(1/m) and sqrt(2/m) cos and sin of 2 l pi w'/r. Here w' = w + 1/pi keeps all entries
    away from zero. Entries are rounded to multiples of 2^-30.

    Complexity: O(r m).
    Source: derived here: a Vandermonde determinant, see docs/why-it-is-true.md.

    >>> [[round(float(x), 3) for x in row] for row in harmonic_frame(2, 2)]
    [[0.878, 0.479], [-0.479, 0.878]]
    """
    r, m = replication, reduction
    rows = []
    for w in range(r):
        frequencies = range(1, m, 2) if m % 2 == 0 else range(2, m, 2)
        angles = [(f * (w * pi + 1)) / r for f in frequencies]
        row = [1 / sqrt(m)] * (m % 2)
        for angle in angles:
            row += [sqrt(2 / m) * cos(angle), sqrt(2 / m) * sin(angle)]
        rows.append([plain(Fraction(round(x * _GRID), _GRID)) for x in row])
    return rows


def _placed(n: int, r: int, placement: Placement) -> GradientCode:
    """The 0/1 placement, r workers for each partition."""
    require(
        placement in ("cyclic", "fractional"),
        f"placement must be cyclic or fractional, got {placement!r:.40}",
    )
    groups = fractional_repetition(n, r)
    if placement == "fractional":
        return groups
    return GradientCode([[int((j - w) % n < r) for j in range(n)] for w in range(n)], "cyclic")


def _require_frame(r: int, m: int, frame: Frame) -> None:
    require(
        1 <= m <= r,
        f"reduction must be 1..replication, got reduction={m}, replication={r}; "
        f"the nearest reduction is {min(max(m, 1), r)}",
    )
    require(
        frame in ("orthonormal", "harmonic"),
        f"frame must be orthonormal or harmonic, got {frame!r:.40}",
    )
    divisors = [x for x in range(1, r + 1) if r % x == 0]
    nearest = min(divisors, key=lambda x: abs(x - m))
    require(
        frame == "harmonic" or r % m == 0,
        f"an orthonormal frame needs a reduction that divides the replication, got {m} and {r}; "
        f"the nearest reduction is {nearest}, or take the harmonic frame",
    )
    sets = comb(r, m)
    require(sets <= _MOST_SETS, f"at most {_MOST_SETS:,} minors are proved, got {sets:,}")


def _orthonormal(r: int, m: int, random: np.random.Generator, spread: int) -> list[list[Rational]]:
    """r/m rational orthonormal bases of m dimensions, one after the other."""
    rows: list[list[Rational]] = []
    for _ in range(r // m):
        upper = np.triu(random.integers(-spread, spread + 1, (m, m)), 1)
        rows += _cayley((upper - upper.T).tolist(), int(random.integers(1, spread + 1)))
    return rows


def _cayley(skew: IntegerMatrix, scale: int) -> list[list[Rational]]:
    """The orthogonal matrix (t I - K)^-1 (t I + K) of a skew-symmetric K and an integer t > 0."""
    m = len(skew)
    left = [[scale * (i == j) - skew[i][j] for j in range(m)] for i in range(m)]
    columns = [solve(left, [scale * (i == j) + skew[i][j] for i in range(m)]) for j in range(m)]
    return [[plain(column[i]) for column in columns] for i in range(m)]


def full_classes(classes: Sequence[Sequence[int]], stragglers: Iterable[int]) -> list[int]:
    """The numbers of the classes in which every worker answers; any m of them decode.

    Complexity: O(n).
    Source: derived here.

    >>> full_classes([(0, 4), (1, 5), (2, 6), (3, 7)], [1, 5, 6])
    [0, 3]
    """
    silent = set(stragglers)
    return [c for c, group in enumerate(classes) if not silent & set(group)]
