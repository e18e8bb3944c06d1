"""The mean error of a whole scheme over all sets of s silent workers, exactly."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from math import comb

from adversary.decoding.communication import BlockErrors
from bounds.expectation.exact import average_error
from designs.algebra.linear import Rational, plain
from designs.codes.block_coordinate import CoordinateBlocks
from designs.codes.clustering import ClusteredScheme
from designs.codes.communication import MessageBlocks
from designs.codes.nested import NestedScheme
from designs.codes.partial_straggler import SECOND, PartialScheme
from designs.codes.scheme import Messages
from designs.codes.sequential import MultiplexedScheme, ReattemptScheme
from designs.errors import BadInput, require

_MOST_SETS = 5_000


def scheme_average(scheme: Messages, s: int) -> Rational:
    """The mean over all sets of s workers of the error without any of their messages.

    Means of sums are sums of means: of the blocks of coordinates, the stages, the groups of a job;
    what each of the s workers alone holds is lost. Clusters are those at home, which of all others
    differ by names; a nested scheme is taken at the lowest level that tolerates s, or else at the
    highest. Of m message blocks all sets are tried.

    Raises:
        BadInput: s is not 0..n, too many sets, or a scheme that is none of these.

    Complexity: that of `average_error` for each component; C(n, s) errors of message blocks.
    Source: the definition.

    >>> from designs.codes.partial_straggler import partial_fractional
    >>> scheme_average(partial_fractional(4, 1, 3), 2)
    Fraction(8, 3)
    """
    n = scheme.workers
    require(0 <= s <= n, f"stragglers must be 0..{n}, got {s}")
    if isinstance(scheme, MessageBlocks):
        return _of_blocks(scheme, s)
    if isinstance(scheme, CoordinateBlocks):
        return plain(sum((Fraction(average_error(c, s)) for c in scheme.codes), Fraction(0)))
    times, code, alone = 1, None, 0
    if isinstance(scheme, PartialScheme):
        code, alone = scheme[SECOND], s * scheme.uncoded
    elif isinstance(scheme, ClusteredScheme):
        code = scheme["whole"]
    elif isinstance(scheme, NestedScheme):
        levels = scheme.levels
        code = scheme.at(next((level for level in levels if level >= s), levels[-1]))
    elif isinstance(scheme, ReattemptScheme):
        code = scheme["round"]
    elif isinstance(scheme, MultiplexedScheme):
        code, times = scheme["coded" if scheme.groups else "plain"], scheme.groups
        alone = s * (scheme.partitions // n - scheme.groups)
    if code is None:
        raise BadInput(f"{scheme.name} is no scheme of the house: average its components")
    return plain(times * Fraction(average_error(code, s)) + alone)


def _of_blocks(scheme: MessageBlocks, s: int) -> Rational:
    n = scheme.workers
    sets = comb(n, s)
    require(sets <= _MOST_SETS, f"at most {_MOST_SETS} sets of workers are tried, got {sets}")
    errors = BlockErrors(scheme)
    kept = combinations(range(n), n - s)
    return plain(sum((Fraction(errors.of(left)) for left in kept), Fraction(0)) / sets)
