"""The code of least load that recovers exactly from any s stragglers."""

from __future__ import annotations

from designs.codes.base import GradientCode
from designs.codes.cyclic import cyclic_repetition
from designs.codes.repetition import fractional_repetition
from designs.errors import require


def tolerant(workers: int, stragglers: int, seed: int = 0) -> GradientCode:
    """An exact code for s stragglers of load s + 1: fractional repetition if s + 1 divides n.

    Otherwise cyclic repetition of the seed. With n partitions the load s + 1 is the least there is:
    a partition with s holders is lost when they straggle.

    Raises:
        BadInput: not ``0 <= s < n``, or what `cyclic_repetition` refuses.

    Complexity: that of the family.
    Source: R. Tandon et al., Gradient Coding (2017).

    >>> tolerant(6, 2).name, tolerant(5, 2).name
    ('fractional repetition', 'cyclic repetition')
    """
    n, s = workers, stragglers
    require(
        0 <= s < n,
        f"stragglers must be at least 0 and less than workers, got stragglers={s}, workers={n}",
    )
    if n % (s + 1) == 0:
        return fractional_repetition(n, s + 1)
    return cyclic_repetition(n, s + 1, seed)
