"""The worst case of a whole scheme: the largest error of all its messages without s workers."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from itertools import combinations
from math import comb

from adversary.decoding.messages import MessageDecoding
from adversary.worst_case import worst_case
from adversary.worst_case.blocks import block_worst_case
from adversary.worst_case.result import Method, WorstCase
from designs.algebra.linear import Rational
from designs.codes.block_coordinate import CoordinateBlocks
from designs.codes.clustering import ClusteredScheme
from designs.codes.communication import MessageBlocks
from designs.codes.nested import NestedScheme
from designs.codes.partial_straggler import SECOND, PartialScheme
from designs.codes.scheme import Messages, Scheme
from designs.codes.sequential import MultiplexedScheme, ReattemptScheme
from designs.errors import BadInput, require

_MOST_SETS = 2_000


def scheme_worst_case(scheme: Messages, s: int, seconds: float | None = None) -> WorstCase:
    """The largest error of a scheme without any message of s workers, decoded optimally.

    * m message blocks: `block_worst_case`, the sum of m squared distances;
    * two stages: the worst case of the second code, and n1 more for the n1 partitions that each
      of the s workers holds alone;
    * blocks of coordinates: the sum over the blocks, by enumeration of at most 2,000 sets; if there
      are more, between the worst of the blocks' worst sets and the sum of their worst cases;
    * clusters: that of the clusters at home, of which others are the same with workers renamed;
    * nested: that of the lowest level that tolerates s, or else of the highest;
    * selective reattempt: that of a job in its own round;
    * multiplexed: that of a group times their number, and the plain chunks of the s workers.

    Raises:
        BadInput: s is not 0..n, or a scheme that is none of these.

    Complexity: that of `worst_case` for each component, or of `block_worst_case`.
    Source: derived here (docs/why-it-is-true.md).

    >>> from designs.codes.partial_straggler import partial_fractional
    >>> scheme_worst_case(partial_fractional(4, 1, 3), 2).error
    4
    """
    n = scheme.workers
    require(0 <= s <= n, f"stragglers must be 0..{n}, got {s}")
    for kind, known in _KINDS:
        if isinstance(scheme, kind):
            found: WorstCase = known(scheme, s, seconds)
            return found
    raise BadInput(f"{scheme.name} is no scheme of the house: certify its components")


def _changed(known: WorstCase, partitions: int, more: int, times: int = 1) -> WorstCase:
    """The worst case where every set's error is that of a part so many times, and ``more``."""
    return WorstCase(
        known.workers, partitions, known.stragglers, known.decoder, times * known.lower + more,
        times * known.upper + more, known.worst_set, known.method, known.seconds,
    )  # fmt: skip


def _of_stages(scheme: PartialScheme, s: int, seconds: float | None) -> WorstCase:
    second = worst_case(scheme[SECOND], s, time_limit=seconds)
    return _changed(second, scheme.partitions, s * scheme.uncoded)


def _of_clusters(scheme: ClusteredScheme, s: int, seconds: float | None) -> WorstCase:
    return worst_case(scheme["whole"], s, time_limit=seconds)


def _of_levels(scheme: NestedScheme, s: int, seconds: float | None) -> WorstCase:
    level = next((level for level in scheme.levels if level >= s), scheme.levels[-1])
    return worst_case(scheme.at(level), s, time_limit=seconds)


def _of_reattempts(scheme: ReattemptScheme, s: int, seconds: float | None) -> WorstCase:
    return worst_case(scheme["round"], s, time_limit=seconds)


def _of_chunks(scheme: MultiplexedScheme, s: int, seconds: float | None) -> WorstCase:
    alone = s * (scheme.partitions // scheme.workers - scheme.groups)
    coded = worst_case(scheme["coded" if scheme.groups else "plain"], s, time_limit=seconds)
    return _changed(coded, scheme.partitions, alone, scheme.groups)


def _of_blocks(scheme: MessageBlocks, s: int, seconds: float | None) -> WorstCase:
    del seconds
    begin = time.perf_counter()
    found = block_worst_case(scheme, s)
    method = Method.ENUMERATION if found.error is not None else Method.STOPPED
    return WorstCase(
        scheme.workers, scheme.partitions, s, "optimal", found.lower, found.upper, found.worst_set,
        method, time.perf_counter() - begin,
    )  # fmt: skip


def _of_coordinates(scheme: CoordinateBlocks, s: int, seconds: float | None) -> WorstCase:
    begin, n = time.perf_counter(), scheme.workers
    if comb(n, s) <= _MOST_SETS:
        lower, worst = _largest(scheme, list(combinations(range(n), s)))
        upper: Rational = lower
        method = Method.ENUMERATION
    else:
        known = [worst_case(code, s, time_limit=seconds) for code in scheme.components.values()]
        lower, worst = _largest(scheme, [one.worst_set for one in known])
        upper, method = sum(one.upper for one in known), Method.STOPPED
    return WorstCase(
        n, scheme.partitions, s, "optimal", lower, upper, worst, method,
        time.perf_counter() - begin,
    )  # fmt: skip


def _largest(scheme: Scheme, sets: Sequence[tuple[int, ...]]) -> tuple[Rational, tuple[int, ...]]:
    """The largest error of these sets of silent workers, and the first set that has it."""
    decoding, places = MessageDecoding(scheme), range(len(scheme.codes))
    errors = [
        decoding.error((w, i) for w in range(scheme.workers) if w not in silent for i in places)
        for silent in sets
    ]
    largest = max(errors)
    return largest, tuple(sorted(sets[errors.index(largest)]))


_KINDS: tuple[tuple[type, Callable[..., WorstCase]], ...] = (
    (MessageBlocks, _of_blocks),
    (PartialScheme, _of_stages),
    (CoordinateBlocks, _of_coordinates),
    (ClusteredScheme, _of_clusters),
    (NestedScheme, _of_levels),
    (ReattemptScheme, _of_reattempts),
    (MultiplexedScheme, _of_chunks),
)
