"""The codes that are searched for their worst case, by name.

"reg" has d ones in every row and column, "bgc" independent entries with d ones expected,
"cyc" a cyclic support, "sbc" four blocks in which ones are four times as likely as outside, "kron"
is the Kronecker product of two projective planes, "tandon" cyclic repetition in Gaussian floats,
"net" the lines of a net, "dual" a block design with blocks as workers; none tells its symmetries.
"+Gauss", "+1000" and so on put random entries on the support of a code: Gaussian floats, or 1, ...,
q over q.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache, partial
from math import ceil, floor

import numpy as np

from designs import GradientCode, block_design, random_biregular
from designs.codes import cyclic_repetition_float, net

SEED = 1


@cache
def code_of(name: str) -> GradientCode:
    """The code of a name like ``reg:40:5``, the kind and two numbers."""
    if "+" in name:
        return filled(*name.split("+"))
    kind, first, second = name.split(":")
    n, d = int(first), int(second)
    if kind in ("net", "dual"):
        return bare(kind, n, d)
    if kind in ("tandon", "reg"):
        random_code = cyclic_repetition_float if kind == "tandon" else partial(random_biregular, n)
        return random_code(n, d, seed=SEED)
    if kind == "cyc":
        return GradientCode([[int((j - i) % n < d) for j in range(n)] for i in range(n)])
    return blocks_of(kind, n, d)


def blocks_of(kind: str, n: int, d: int) -> GradientCode:
    """A product of planes, or random entries with or without blocks."""
    if kind == "kron":
        planes = [np.array(block_design(v, k, 1).encoding) for v, k in ((n, 3), (d, 3 + d // 13))]
        return GradientCode(np.kron(*planes).tolist())
    blocks = np.arange(n) * 4 // n
    shares = np.where(blocks[:, None] == blocks, 4, 1) / 7 * 4 if kind == "sbc" else 1
    random = np.random.default_rng(SEED).random((n, n))
    return GradientCode((random < shares * d / n).astype(int).tolist())


def filled(name: str, entries: str) -> GradientCode:
    """Random entries on the support of a code."""
    random = np.random.default_rng(SEED)

    def entry() -> float | Fraction:
        if entries == "Gauss":
            return float(random.standard_normal())
        return Fraction(int(random.integers(1, int(entries) + 1)), int(entries))

    return GradientCode([[entry() if x else 0 for x in row] for row in code_of(name).encoding])


def in_small_integers(code: GradientCode) -> GradientCode:
    """Rows scaled to entries of at most 9 and rounded away from zero."""
    scales = [Fraction(9) / (max(map(abs, row)) or 1) for row in code.encoding]
    rows = zip(code.encoding, scales, strict=True)
    return GradientCode([[ceil(x * a) if x > 0 else floor(x * a) for x in row] for row, a in rows])


def bare(kind: str, first: int, second: int) -> GradientCode:
    """The matrix of a net or of the dual of a design with lambda 1, without what it came from."""
    if kind == "net":
        return GradientCode(net(first, second).encoding)
    return GradientCode(np.array(block_design(first, second, 1).encoding).T.tolist())
