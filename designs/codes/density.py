"""The density bound: an encoding that survives any s stragglers has k (s + 1) non-zeros."""

from __future__ import annotations

from designs.codes.base import GradientCode
from designs.errors import require


def least_nonzeros(partitions: int, stragglers: int) -> int:
    """The fewest non-zeros of an encoding that recovers exactly from any s stragglers: k (s + 1).

    A partition held by at most s workers is lost when they straggle, and the error is at least 1.
    So each of the k partitions is held by at least s + 1 workers.

    Raises:
        BadInput: no partition, or a negative number of stragglers.

    Complexity: constant.
    Source: R. Tandon et al., Gradient Coding (2017), lower bound; the argument is re-derived here.

    >>> least_nonzeros(5, 2)
    15
    """
    require(partitions >= 1, f"partitions must be at least 1, got {partitions}")
    require(stragglers >= 0, f"stragglers must be at least 0, got {stragglers}")
    return partitions * (stragglers + 1)


def fatal_stragglers(code: GradientCode, stragglers: int) -> tuple[int, ...] | None:
    """The holders of a partition that at most s workers hold, or None if there is no such one.

    When they straggle that partition is lost: a proof that the error of s stragglers is at least 1.
    None proves nothing, since s stragglers may cause an error without silencing all holders.

    Raises:
        BadInput: a negative number of stragglers.

    Complexity: O(n k).
    Source: the argument of the density bound, read as an attack.

    >>> fatal_stragglers(GradientCode([[1, 1, 0], [0, 1, 1], [0, 0, 1]]), 1)
    (0,)
    """
    require(stragglers >= 0, f"stragglers must be at least 0, got {stragglers}")
    copies = code.replication()
    thin = min(range(code.partitions), key=copies.__getitem__)
    if copies[thin] > stragglers:
        return None
    return tuple(w for w, row in enumerate(code.encoding) if row[thin])


def meets_density_bound(code: GradientCode, stragglers: int) -> bool:
    """Whether the encoding has as few non-zeros as exact recovery from any s stragglers allows.

    That is: every partition is held by exactly s + 1 workers, so none can be dropped anywhere.
    Whether the code does recover is another question, see `keeps_full_span` and `worst_case`.

    Raises:
        BadInput: a negative number of stragglers.

    Complexity: O(n k).
    Source: R. Tandon et al., Gradient Coding (2017), lower bound.

    >>> meets_density_bound(GradientCode([[1, 1, 0], [0, 1, 1], [1, 0, 1]]), 1)
    True
    """
    require(stragglers >= 0, f"stragglers must be at least 0, got {stragglers}")
    return set(code.replication()) == {stragglers + 1}
