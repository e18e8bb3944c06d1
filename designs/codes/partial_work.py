"""In which order each worker should process its partitions, if partial work counts.

An order lists for every worker its partitions, first to last. A server that watches the progress
can use what slow workers have done; it waits until every partition is done somewhere, so the
partitions should be first for some workers and last for others, all alike.
"""

from __future__ import annotations

from collections.abc import Sequence

from designs.codes.base import GradientCode, generator
from designs.errors import require, show

Orders = tuple[tuple[int, ...], ...]


def order_by_index(code: GradientCode) -> Orders:
    """Every worker processes its partitions in ascending order: the naive choice.

    Complexity: O(n k).

    >>> order_by_index(GradientCode([[1, 0, 1], [0, 1, 1]]))
    ((0, 2), (1, 2))
    """
    return tuple(tuple(j for j, x in enumerate(row) if x) for row in code.encoding)


def order_at_random(code: GradientCode, seed: int = 0) -> Orders:
    """Every worker shuffles its partitions.

    Raises:
        BadInput: the seed is negative.

    Complexity: O(n k).

    >>> sorted(order_at_random(GradientCode([[1, 0, 1]]))[0])
    [0, 2]
    """
    random = generator(seed)
    return tuple(tuple(random.permutation(row).tolist()) for row in order_by_index(code))


def order_by_matchings(code: GradientCode) -> Orders:
    """Every partition is at position t for equally many workers, for every t: the best order.

    A regular bipartite graph falls into perfect matchings; the t-th one is what each worker does
    at position t. If there are m workers for each partition, the redundancy m d is m times the
    load d, and each position has m workers for each partition.

    No order has a smaller `most_work` for one copy, and with workers alike and independent none
    leaves fewer partitions undone in the mean, at any deadline: docs/why-it-is-true.md.

    Raises:
        BadInput: the loads or the redundancies differ, or k does not divide n.

    Complexity: O(d n^2 d) for load d, by augmenting paths.
    Source: A. Ramamoorthy, R. Meng, V. Girimaji, Leveraging partial stragglers (2024), for n = k;
    the case n = m k and the second statement are derived here.

    >>> order_by_matchings(GradientCode([[1, 1, 0], [0, 1, 1], [1, 0, 1]]))
    ((0, 1), (1, 2), (2, 0))
    """
    n, k = code.workers, code.partitions
    loads, copies = sorted(set(code.load())), sorted(set(code.replication()))
    require(
        len(loads) == len(copies) == 1 and n % k == 0,
        "ordering by matchings needs equal loads, equal replications, and workers that are a "
        f"multiple of the partitions; got loads {loads[:5]}, replications {copies[:5]}, "
        f"{n} workers and {k} partitions",
    )
    left = [set(row) for row in order_by_index(code)]
    rounds = [_matching(left, k, n // k) for _ in range(loads[0])]
    return tuple(zip(*rounds, strict=True))


def _matching(left: list[set[int]], k: int, m: int) -> list[int]:
    """A partition for each worker, each partition m times, taken out of what is left.

    Written out, since networkx's matchings use a vertex once and would be others than recorded.
    """
    holders: list[list[int]] = [[] for _ in range(k)]
    chosen = [-1] * len(left)
    for w in range(len(left)):
        _augment(w, left, holders, chosen, m)
    for w, j in enumerate(chosen):
        left[w].remove(j)
    return chosen


def _augment(
    start: int, left: Sequence[set[int]], holders: list[list[int]], chosen: list[int], m: int
) -> None:
    """Give one more worker a partition, moving others along a shortest alternating path."""
    origin: dict[int, int] = {}
    queue = [start]
    for w in queue:
        for j in sorted(left[w]):
            if j in origin:
                continue
            origin[j] = w
            if len(holders[j]) < m:
                return _shift(j, start, origin, holders, chosen)
            queue.extend(holders[j])
    return None


def _shift(
    j: int, start: int, origin: dict[int, int], holders: list[list[int]], chosen: list[int]
) -> None:
    """Move along the path that ends in partition j."""
    while True:
        w, before = origin[j], chosen[origin[j]]
        holders[j].append(w)
        chosen[w] = j
        if w == start:
            return
        holders[before].remove(w)
        j = before


def most_work(code: GradientCode, orders: Orders, copies: int = 1) -> int:
    """The most partitions that the workers may have to process until all have these copies.

    The worst case of a partition i lets ``copies - 1`` of its holders finish, and stops the others
    just before i; everyone else finishes. With p = 1, 2, ... the position of i for a worker of
    load d, stopping costs ``d - p + 1``, so the answer is ``1 + sum of all loads - min over i of``
    the sum of the ``redundancy - copies + 1`` smallest costs.

    Raises:
        BadInput: orders that do not fit the code, or more copies than some partition has holders.

    Complexity: O(sum of loads, sorted).
    Source: A. Ramamoorthy, R. Meng, V. Girimaji (2024) for one copy; derived here for more.

    >>> code = GradientCode([[1, 1, 0], [0, 1, 1], [1, 0, 1]])
    >>> most_work(code, order_by_matchings(code)), most_work(code, order_by_index(code))
    (4, 5)
    """
    require_orders(code, orders)
    fewest = min(code.replication())
    require(
        1 <= copies <= fewest, f"copies must be 1..{fewest}, the least replication; got {copies}"
    )
    costs: list[list[int]] = [[] for _ in range(code.partitions)]
    for order in orders:
        for position, j in enumerate(order):
            costs[j].append(len(order) - position)
    least = min(sum(sorted(cost)[: len(cost) - copies + 1]) for cost in costs)
    return 1 + sum(code.load()) - least


def least_most_work(code: GradientCode) -> int:
    """A number that `most_work` for one copy is not below, whatever the order.

    All costs of stopping together are ``sum of d (d + 1) / 2`` over the workers' loads d, so some
    partition has no more than the mean of k.

    Complexity: O(n k).
    Source: derived here.

    >>> least_most_work(GradientCode([[1, 1, 0], [0, 1, 1], [1, 0, 1]]))
    4
    """
    loads = code.load()
    return 1 + sum(loads) - sum(d * (d + 1) // 2 for d in loads) // code.partitions


def require_orders(code: GradientCode, orders: Orders) -> None:
    """Raise `BadInput` unless each worker processes exactly the partitions that it holds.

    >>> require_orders(GradientCode([[1, 1]]), ((1, 0),))
    """
    held = order_by_index(code)
    fits = len(orders) == code.workers and all(
        tuple(sorted(order)) == mine for order, mine in zip(orders, held, strict=True)
    )
    require(
        fits, f"orders must list the partitions of each of the {show(code.workers)} workers once"
    )
