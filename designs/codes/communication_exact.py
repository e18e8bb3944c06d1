"""Exact gradients from messages that are m times shorter: general V, and repetition times MDS."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from math import comb
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from designs.algebra.linear import Rational, independent_rows, plain, solve
from designs.codes.base import GradientCode, generator, require_size
from designs.codes.communication import MessageBlocks, blocks_scheme, diagonal_blocks
from designs.codes.family import scheme
from designs.codes.recipes import recipe_of
from designs.codes.recovery import keeps_full_span
from designs.codes.repetition import fractional_repetition
from designs.errors import BadInput, VerificationError, require

Generator = Literal["vandermonde", "cauchy"]
Matrix = Literal["random", "vandermonde"]
_MOST_SETS = 2_000_000
_MOST_DRAWS = 20
_SPREAD = 9
_LARGEST_GROUP = 20


@scheme(
    "communication-exact",
    example={"workers": 6, "stragglers": 1, "reduction": 2, "seed": 1},
    parameters={"matrix": ("", "which matrix V")},
    after="nested-fractional",
)
def communication_exact(
    workers: int, stragglers: int, reduction: int, matrix: Matrix = "random", seed: int = 0
) -> MessageBlocks:
    """The exact gradient from any n - s workers, in messages of 1/m of its length, at load s + m.

    Worker w holds partitions w, ..., w+d-1 modulo n, d = s + m, the least load that allows it. Take
    an (n-s) x n integer matrix V with all (n-s)-column minors non-zero. For each partition i let T
    be the n - d workers without it, and X_i the m x (n-s) matrix [-V_bot[:,T] V_top[:,T]^-1 | I],
    where V_top are the first n - d rows of V and V_bot the last m. Then X_i V vanishes on T, and
    ``B_u[w][i]`` is its entry (u, w). The messages are the sum of ``g_i X_i`` times V, so any n - s
    of them give that sum, whose last m entries are the sums of the blocks.

    ``random``: V is drawn; that its minors do not vanish, and that no entry of B on the placement
    does, is verified, else it is drawn again with entries up to twice as large. ``vandermonde``:
    the powers of the points 1, -1, 3/2, -3/2, ..., and 0 if n is odd; nothing is drawn. Then some
    workers send nothing of some blocks, and in float64 decoding is unstable beyond n = 20.

    Raises:
        BadInput: not ``s >= 0, m >= 1, s + m <= n`` (with the nearest values that work), an unknown
            matrix, a negative seed, or more than 2,000,000 straggler sets to prove exact.

    Complexity: O(n^4) rational operations, C(n, s) small eliminations for the proof.
    Source: M. Ye, E. Abbe, Communication-computation efficient gradient coding (2018), for the
    Vandermonde matrix and its points; general V derived here.

    >>> scheme = communication_exact(5, 1, 2, seed=1)
    >>> scheme.reduction, scheme["block 2"].load()
    (2, (3, 3, 3, 3, 3))
    """
    n, s, m = workers, stragglers, reduction
    require_tradeoff(n, s, m)
    require_size(n, n * m)
    recipe = {
        "family": "communication-exact", "workers": n, "stragglers": s, "reduction": m,
        "matrix": matrix, "seed": seed,
    }  # fmt: skip
    blocks = _vandermonde(n, s, m) if matrix == "vandermonde" else _random(n, s, m, matrix, seed)
    return blocks_scheme(f"exact with shorter messages, {matrix}", blocks, recipe, tolerated=s)


def _random(n: int, s: int, m: int, matrix: str, seed: int) -> list[GradientCode]:
    """The blocks of the first random V that is verified."""
    require(matrix == "random", f"the matrix must be random or vandermonde, got {matrix!r:.40}")
    sets = comb(n, s)
    require(
        sets <= _MOST_SETS,
        f"proving exact recovery takes at most {_MOST_SETS:,} straggler sets, got C({n},{s}) = "
        f"{sets:,}; take fewer workers or fewer stragglers",
    )
    random = generator(seed)
    for attempt in range(_MOST_DRAWS):
        spread = _SPREAD << attempt
        v = (2 * random.integers(0, 2, (n - s, n)) - 1) * random.integers(1, spread + 1, (n - s, n))
        blocks = _general(v.tolist(), n, m)
        full = blocks and all(code.load() == (s + m,) * n for code in blocks)
        if blocks and full and keeps_full_span(GradientCode(v.T.tolist()), s):
            return blocks
    raise VerificationError(f"none of {_MOST_DRAWS} draws had non-zero minors: try another seed.")


def _vandermonde(n: int, s: int, m: int) -> list[GradientCode]:
    """The blocks of the powers of 1, -1, 3/2, -3/2, ..., all doubled and then divided again."""
    points = [0] * (n % 2) + [x for i in range(n // 2) for x in (2 + i, -2 - i)]
    blocks = _general([[x**e for x in points] for e in range(n - s)], n, m)
    if blocks is None:
        raise VerificationError("a Vandermonde matrix of different points had a singular minor.")
    halves = [Fraction(1, 2 ** (n - s - m + u)) for u in range(m)]
    return [
        GradientCode([[half * x for x in row] for row in code.encoding], code.name)
        for half, code in zip(halves, blocks, strict=True)
    ]


def require_tradeoff(workers: int, stragglers: int, reduction: int) -> None:
    """Raise `BadInput` unless some code of n workers is exact for s stragglers and m blocks.

    >>> require_tradeoff(5, 2, 3)
    >>> require_tradeoff(5, 3, 3)
    Traceback (most recent call last):
    designs.errors.BadInput: stragglers + reduction must be at most workers, got 3 + 3 and 5; ...
    """
    n, s, m = workers, stragglers, reduction
    require(n >= 1, f"workers must be at least 1, got {n}")
    require(0 <= s < n, f"stragglers must be 0..{n - 1} (0 to workers - 1), got {s}")
    require(1 <= m <= n, f"reduction must be 1..{n} (1 to workers), got {m}")
    require(
        s + m <= n,
        f"stragglers + reduction must be at most workers, got {s} + {m} and {n}; the nearest are "
        f"stragglers={n - m} with reduction={m}, or reduction={n - s} with stragglers={s}",
    )


@scheme(
    "repetition-mds",
    example={"workers": 6, "replication": 3, "reduction": 2},
    parameters={"generator_matrix": ("", "which MDS code")},
    after="communication-exact",
)
def repetition_mds(
    workers: int, replication: int, reduction: int, generator_matrix: Generator = "vandermonde"
) -> MessageBlocks:
    """Groups of d workers share d partitions and send an MDS code of the m blocks of their sum.

    Worker t of a group sends the sum over u of ``M[u][t] h^(u)``, where h is the sum of the
    gradients of its group and M an m x d matrix with all m-column minors non-zero: powers
    ``(t+1)^u`` (vandermonde), or ``1/(u + t + 1)`` (cauchy). Any m answers of a group give h, so
    s = d - m stragglers in every group are tolerated. Decoding solves m x m systems.

    Raises:
        BadInput: d does not divide n (with the nearest n), m is not 1..d, or another generator.

    Complexity: O(n^2 m).
    Source: reconstruction after S. Kadhe, O. O. Koyluoglu, K. Ramchandran,
    Communication-efficient gradient coding for straggler mitigation (2020), who take any linear
    code; assumed: groups of fractional repetition, and these two MDS codes.

    >>> [code.encoding[:2] for code in repetition_mds(2, 2, 2).components.values()]
    [((1, 1), (1, 1)), ((1, 1), (2, 2))]
    """
    n, d, m = workers, replication, reduction
    support = fractional_repetition(n, d)
    require_size(n, n * m)
    require(
        1 <= m <= d,
        f"reduction must be 1..replication, got reduction={m}, replication={d}; "
        f"the nearest reduction is {min(max(m, 1), d)}",
    )
    numbers = [[_generator(generator_matrix, u, w % d) for u in range(m)] for w in range(n)]
    recipe = {
        "family": "repetition-mds", "workers": n, "replication": d, "reduction": m,
        "generator_matrix": generator_matrix,
    }  # fmt: skip
    blocks, name = diagonal_blocks(support, numbers), "fractional repetition times MDS"
    return blocks_scheme(name, blocks, recipe, tolerated=d - m, in_every_group=True)


@scheme(
    "repetition-linear",
    example={"workers": 6, "generator_code": {"encoding": [[1, 0], [0, 1], [1, 1]]}},
    parameters={"generator_code": ("", "code file with a row for each worker of a group")},
    after="repetition-mds",
)
def repetition_linear(workers: int, generator_code: GradientCode) -> MessageBlocks:
    """Groups of d workers share d partitions and send any linear code of the m blocks of their sum.

    Row t of the d x m generator matrix is what worker t of a group sends. A group is decoded from
    the answers whose rows span R^m. So any s stragglers in every group are tolerated if every d - s
    rows do: s is the minimum distance of the code, minus 1. Sparse rows make short sums; a worker
    with a zero row holds nothing.

    Raises:
        BadInput: d does not divide n (with the nearest n), the rows do not span R^m, or d > 20.

    Complexity: O(n^2 m), and at most 2^d ranks to find s.
    Source: reconstruction after S. Kadhe, O. O. Koyluoglu, K. Ramchandran (2020); assumed: groups
    of fractional repetition.

    >>> parity = GradientCode([[1, 0], [0, 1], [1, 1]], "single parity")
    >>> repetition_linear(6, parity).tolerated
    1
    """
    n, d, m = workers, generator_code.workers, generator_code.partitions
    require(d <= _LARGEST_GROUP, f"groups have at most {_LARGEST_GROUP} workers, got {d}")
    support = fractional_repetition(n, d)
    require_size(n, n * m)
    rows = generator_code.integer_rows()
    require(
        len(independent_rows(rows)) == m,
        f"the {d} rows of the generator must span all {m} dimensions",
    )
    tolerated = next(
        s
        for s in range(d)
        if any(len(independent_rows(x)) < m for x in combinations(rows, d - s - 1))
    )
    blocks = diagonal_blocks(support, [generator_code.encoding[w % d] for w in range(n)])
    recipe = {
        "family": "repetition-linear", "workers": n, "generator_code": recipe_of(generator_code)
    }  # fmt: skip
    name = f"fractional repetition times {generator_code.name}"
    return blocks_scheme(name, blocks, recipe, tolerated=tolerated, in_every_group=True)


def _generator(kind: Generator, u: int, t: int) -> Rational:
    if kind == "vandermonde":
        return int((t + 1) ** u)
    if kind == "cauchy":
        return plain(Fraction(1, u + t + 1))
    raise BadInput(f"the generator matrix must be vandermonde or cauchy, got {kind!r:.40}")


def gaussian_blocks(
    workers: int, stragglers: int, reduction: int, seed: int = 0
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The scheme of `communication_exact` in float64 with a Gaussian V, for many workers.

    Returns the encodings, shape (m, n, n), and V, shape (n-s, n). Nothing is proved of it: exact
    recovery holds with probability one and up to rounding. Decode with V, see
    `adversary.decoding.communication.decode_general`.

    Raises:
        BadInput: see `require_tradeoff`.

    Complexity: O(n^4).
    Source: as `communication_exact`; Gaussian entries stay stable where Vandermonde ones do not.

    >>> blocks, v = gaussian_blocks(5, 1, 2)
    >>> blocks.shape, v.shape, np.count_nonzero(blocks[0], axis=1).tolist()
    ((2, 5, 5), (4, 5), [3, 3, 3, 3, 3])
    """
    n, s, m = workers, stragglers, reduction
    require_tradeoff(n, s, m)
    v = generator(seed).standard_normal((n - s, n))
    blocks = np.zeros((m, n, n))
    top, bottom = v[: n - s - m], v[n - s - m :]
    for i in range(n):
        held, without = _held(i, n, s + m)
        x = np.linalg.solve(top[:, without].T, bottom[:, without].T).T
        blocks[:, held, i] = bottom[:, held] - x @ top[:, held]
    return blocks, v


def _held(i: int, n: int, d: int) -> tuple[list[int], list[int]]:
    """The workers that hold partition i of the cyclic placement, and those that do not."""
    held = [(i - j) % n for j in range(d)]
    return held, [w for w in range(n) if w not in held]


def _general(v: list[list[int]], n: int, m: int) -> list[GradientCode] | None:
    """The m encodings of V, or None if a system is singular."""
    top, bottom = v[: len(v) - m], v[len(v) - m :]
    encodings = [[[Fraction(0)] * n for _ in range(n)] for _ in range(m)]
    for i in range(n):
        held, without = _held(i, n, n - len(top))
        system = [[row[w] for row in top] for w in without]
        for u, row in enumerate(bottom):
            try:
                x = solve(system, [row[w] for w in without])
            except ZeroDivisionError:
                return None
            for w in held:
                explained = sum((a * t[w] for a, t in zip(x, top, strict=True)), Fraction(0))
                encodings[u][w][i] = row[w] - explained
    return [GradientCode(rows, f"block {u + 1} of {m}") for u, rows in enumerate(encodings)]
