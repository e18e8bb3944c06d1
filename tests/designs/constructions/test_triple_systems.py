"""Triple systems: every order, counted by hand."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import pytest

from designs import BadInput, Exists, Parameters, exists
from designs.algebra.arithmetic import least_lambda
from designs.constructions.triple_systems import (
    idempotent,
    instances,
    steiner_triple_system,
    triple_system,
)


def pairs(blocks):
    return Counter(pair for block in blocks for pair in combinations(sorted(block), 2))


def covers(blocks, v, lam):
    counts = pairs(blocks)
    return len(counts) == v * (v - 1) // 2 and set(counts.values()) == {lam}


@pytest.mark.parametrize("n", [1, *range(3, 25)])
def test_idempotent_quasigroups(n):
    star = idempotent(n)
    letters = list(range(n))
    for x in letters:
        assert star(x, x) == x
        assert sorted(star(x, y) for y in letters) == letters
        assert sorted(star(y, x) for y in letters) == letters
    if n % 2:
        assert all(star(x, y) == star(y, x) for x in letters for y in letters)


@pytest.mark.parametrize("v", [v for v in range(7, 80) if v % 6 in {1, 3}])
def test_steiner_triple_systems(v):
    blocks = steiner_triple_system(v).blocks
    assert {len(block) for block in blocks} == {3}
    assert covers(blocks, v, 1)


@pytest.mark.parametrize("v", [v for v in range(5, 50) if v % 6 not in {1, 3}])
def test_triple_systems_of_least_lambda(v):
    lam = least_lambda(v, 3)
    blocks = triple_system(v, lam).blocks
    assert {len(block) for block in blocks} == {3}
    assert covers(blocks, v, lam)


def test_counting_decides_existence_for_triples():
    for v in range(4, 34):
        for lam in range(1, 8):
            counted = (lam * (v - 1) % 2, lam * v * (v - 1) % 6) == (0, 0)
            assert isinstance(exists(v, 3, lam), Exists) == counted, (v, lam)


def test_instances_are_found_without_building():
    for v in (10**9, 10**12 + 1, 10**12 + 2, 10**12 + 3):
        p = Parameters(v, 3, least_lambda(v, 3))
        assert dict(next(instances(p)).recipe.arguments)["points"] == v
    assert not list(instances(Parameters(9, 3, 2)))
    assert not list(instances(Parameters(9, 4, 3)))


@pytest.mark.parametrize(
    ("build", "arguments"),
    [
        (steiner_triple_system, (3,)),
        (steiner_triple_system, (8,)),
        (steiner_triple_system, (11,)),
        (triple_system, (6, 4)),
        (triple_system, (8, 3)),
        (triple_system, (9, 2)),
        (triple_system, (9, 1)),
        (triple_system, (4, 2)),
        (idempotent, (2,)),
        (idempotent, (0,)),
    ],
)
def test_orders_that_there_are_not(build, arguments):
    with pytest.raises(BadInput):
        build(*arguments)
