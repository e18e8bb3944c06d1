"""A proof in pieces: where it is open, what comes first, and the whole of it."""

from __future__ import annotations

import pytest

from adversary.worst_case.tree import pool as pool_module
from adversary.worst_case.tree.open_node import OpenNode
from adversary.worst_case.tree.pool import Pool, joined, places

KNOWN = (0, ())


def node(bound):
    return OpenNode((), (), (1, 1), bound=bound)


def test_pieces_are_joined_in_preorder():
    parts = ["b 0", node(1.0), node(2.0)]
    second, first = sorted(places(parts, 3, KNOWN), key=lambda place: -place.position)
    assert (first.generation, first.incumbent) == (3, KNOWN)
    second.fill(["b 2", node(3.0), "e"])
    first.fill(["b 1", "l", "l"])
    with pytest.raises(ValueError, match="open"):
        list(joined(parts))
    (last,) = places(parts, 0, KNOWN)
    last.fill([])
    assert list(joined(parts)) == ["b 0", "b 1", "l", "l", "b 2", "e"]


def test_a_proof_may_be_deep():
    parts = [node(1.0)]
    for _ in range(5_000):
        parts = ["e", parts]
    (place,) = places(parts, 0, KNOWN)
    place.fill(["l"])
    assert list(joined(parts)) == [*["e"] * 5_000, "l"]


def test_the_greatest_bound_comes_first_and_the_first_of_equal_ones():
    pool = Pool(places([node(1.0), node(3.0), node(2.0), node(3.0)], 0, KNOWN))
    assert [pool.take().position for _ in range(4)] == [1, 3, 2, 0]
    assert not pool


def test_a_crowded_pool_gives_the_least(monkeypatch):
    monkeypatch.setattr(pool_module, "_CROWDED", 2)
    pool = Pool(places([node(float(x)) for x in (2, 1, 3, 0)], 0, KNOWN))
    assert [pool.take().node.bound for _ in range(4)] == [0, 1, 3, 2]
    assert [place.node.bound for place in pool] == []
