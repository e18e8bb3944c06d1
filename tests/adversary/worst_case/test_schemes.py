"""The worst case of a whole scheme, against the error of every set of silent workers."""

from __future__ import annotations

from itertools import combinations

import pytest
from schemes import EXAMPLES, small

from adversary.decoding.messages import MessageDecoding
from adversary.worst_case import schemes as module
from adversary.worst_case.schemes import scheme_worst_case
from designs import BadInput, uncoded
from designs.codes.clustering import ClusteredScheme
from designs.codes.scheme import Scheme

SENT = [name for name in EXAMPLES if not name.startswith(("nested", "dynamic"))]


def worst(scheme, s):
    """The largest error of all messages without s workers, by enumeration."""
    decoding = MessageDecoding(scheme)
    return max(
        decoding.error(
            (w, i)
            for w in range(scheme.workers)
            if w not in silent
            for i in range(len(scheme.codes))
        )
        for silent in combinations(range(scheme.workers), s)
    )


@pytest.mark.parametrize("name", SENT)
def test_no_set_of_silent_workers_loses_more_and_one_loses_that(name):
    scheme = small(name)
    for s in (0, 1, 2, scheme.workers):
        found = scheme_worst_case(scheme, s)
        assert found.error == worst(scheme, s), s
        assert len(found.worst_set) == s == found.stragglers
        assert (found.workers, found.partitions) == (scheme.workers, scheme.partitions)


def test_many_sets_of_blocks_of_coordinates_leave_an_interval(monkeypatch):
    scheme = small("block-coordinate")
    exact = scheme_worst_case(scheme, 2)
    monkeypatch.setattr(module, "_MOST_SETS", 1)
    found = scheme_worst_case(scheme, 2)
    assert found.lower <= exact.error <= found.upper


def test_levels_and_clusters():
    nested, clusters = small("nested-cyclic"), small("dynamic-clustering")
    assert [scheme_worst_case(nested, s).error == 0 for s in range(4)] == [True, True, False, False]
    assert isinstance(clusters, ClusteredScheme)
    assert [scheme_worst_case(clusters, s).error for s in range(3)] == [0, 0, 2]


def test_what_is_refused():
    with pytest.raises(BadInput, match="certify its components"):
        scheme_worst_case(Scheme("mine", {"x": uncoded(2)}), 1)
    with pytest.raises(BadInput, match="must be 0"):
        scheme_worst_case(small("multiplexed"), 5)
