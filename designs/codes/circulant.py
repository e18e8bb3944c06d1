"""Circulant codes: worker w holds the base block shifted by w."""

from __future__ import annotations

from collections.abc import Sequence

from designs.codes.base import GradientCode, Symmetry, require_size
from designs.codes.family import family
from designs.errors import require


@family(
    "circulant",
    example={"workers": 8, "base": [0, 1, 4]},
    parameters={
        "base": ("", "what worker 0 holds, like 0,1,5,6; worker w holds the same shifted by w")
    },
    after="edge-scheme",
)
def circulant(workers: int, base: Sequence[int]) -> GradientCode:
    """Worker w of n holds the partitions w + b modulo n for b in the base, with coefficient 1.

    Load and redundancy are both the size d of the base. A difference set as base gives a block
    design; neighbours, like 0, 1, 2, 3, are better than one for few stragglers. Bases
    that differ by a shift, or by a factor prime to n, give codes with the same worst case.

    Raises:
        BadInput: no worker, more than 2e7 entries, an empty base, or entries of the base that are
            repeated or not 0..n-1.

    Complexity: O(n^2).
    Source: the placement is classical; equal worst cases of bases are derived here.

    >>> circulant(5, [0, 1]).encoding[4]
    (1, 0, 0, 0, 1)
    """
    n, shifts = workers, sorted(base)
    require(n >= 1, f"a code needs at least one worker, got workers={n}")
    require_size(n, n)
    distinct = len(set(shifts)) == len(shifts) > 0 and shifts[0] >= 0 and shifts[-1] < n
    require(distinct, f"a base must be distinct numbers 0..{n - 1}, got {list(base)!r:.60}")
    held = {*shifts}
    encoding = [[int((j - w) % n in held) for j in range(n)] for w in range(n)]
    turn = tuple((w + 1) % n for w in range(n))
    name = f"circulant {', '.join(map(str, shifts))} mod {n}"
    recipe = {"family": "circulant", "workers": n, "base": shifts}
    return GradientCode(encoding, name, recipe, [Symmetry(turn, turn)])
