"""Families of symmetric designs, against the definition and against their own theorems."""

from __future__ import annotations

from collections import Counter
from itertools import combinations, product

import numpy as np
import pytest

from designs import BadInput, Exists, Parameters, exists
from designs.algebra.arithmetic import prime_power
from designs.algebra.field import GF
from designs.constructions import shrikhande_singhi as cyclotomic
from designs.constructions import subspace_difference_sets as hyperplanes
from designs.constructions import weighing
from designs.constructions.shrikhande_singhi import shrikhande_singhi
from designs.constructions.subspace_difference_sets import mcfarland, spence
from designs.constructions.weighing import (
    weighing_geometry,
    weighing_hadamard,
    weighing_matrix,
)


@pytest.mark.parametrize(
    ("build", "arguments", "expected"),
    [
        (mcfarland, (1, 2), (16, 6, 2)),
        (mcfarland, (2, 2), (64, 28, 12)),
        (mcfarland, (1, 3), (45, 12, 3)),
        (mcfarland, (1, 4), (96, 20, 4)),
        (mcfarland, (1, 5), (175, 30, 5)),
        (spence, (1,), (36, 15, 6)),
        (spence, (2,), (351, 126, 45)),
        (shrikhande_singhi, (2,), (31, 10, 3)),
        (shrikhande_singhi, (3,), (69, 17, 4)),
        (shrikhande_singhi, (5,), (223, 37, 6)),
        (weighing_geometry, (2, 2, 2), (25, 9, 3)),
        (weighing_geometry, (2, 2, 3), (79, 27, 9)),
        (weighing_geometry, (2, 3, 2), (61, 16, 4)),
        (weighing_geometry, (2, 4, 2), (121, 25, 5)),
        (weighing_geometry, (3, 2, 2), (113, 49, 21)),
        (weighing_hadamard, (3, 2), (25, 9, 3)),
        (weighing_hadamard, (5, 2), (61, 25, 10)),
        (weighing_hadamard, (9, 1), (19, 9, 4)),
    ],
)
def test_any_two_blocks_of_a_symmetric_design_meet_equally(build, arguments, expected):
    design, (v, k, lam) = build(*arguments), expected
    blocks = [set(block) for block in design.blocks]
    assert (design.points, len(blocks), {len(block) for block in blocks}) == (v, v, {k})
    assert {len(a & b) for a, b in combinations(blocks, 2)} == {lam}
    assert isinstance(exists(v, k, lam), Exists)


@pytest.mark.parametrize(("order", "exponent"), [(2, 3), (3, 2), (4, 2), (5, 2), (3, 3)])
def test_quotients_of_rows_of_a_weighing_matrix_are_balanced(order, exponent):
    matrix = weighing_matrix(order, exponent)
    field = GF(order)
    assert len(matrix) == (order**exponent - 1) // (order - 1)
    assert {np.count_nonzero(row) for row in matrix} == {order ** (exponent - 1)}
    for first, second in combinations(matrix, 2):
        both = (first != 0) & (second != 0)
        logs = (field.log[first[both]] - field.log[second[both]]) % (order - 1)
        counts = Counter(logs.tolist())
        assert counts == dict.fromkeys(range(order - 1), order ** (exponent - 2))


@pytest.mark.parametrize(
    ("build", "arguments"),
    [
        (mcfarland, (0, 3)),
        (mcfarland, (1, 6)),
        (spence, (0,)),
        (shrikhande_singhi, (1,)),
        (shrikhande_singhi, (4,)),
        (shrikhande_singhi, (6,)),
        (weighing_geometry, (1, 3, 2)),
        (weighing_geometry, (2, 1, 2)),
        (weighing_geometry, (2, 5, 2)),
        (weighing_geometry, (2, 6, 1)),
        (weighing_geometry, (2, 3, 0)),
        (weighing_hadamard, (4, 2)),
        (weighing_hadamard, (15, 2)),
    ],
)
def test_symmetric_families_refuse_what_they_cannot_do(build, arguments):
    with pytest.raises(BadInput):
        build(*arguments)


def symmetric_parameters(largest_k):
    for k in range(3, largest_k):
        for lam in range(1, k):
            if k * (k - 1) % lam == 0:
                yield Parameters(k * (k - 1) // lam + 1, k, lam)


def test_the_rules_answer_exactly_the_families():
    found = set()
    for p in symmetric_parameters(80):
        for rule in (hyperplanes, cyclotomic, weighing):
            found |= {(p.v, p.k, p.lam) for _ in rule.instances(p)}
    assert found == {(v, k, lam) for v, k, lam in families() if k < 80}


def families():
    """The parameters of the theorems, enumerated from the families' own letters."""
    powers = [q for q in range(2, 80) if prime_power(q)]
    for q, d in product(powers, range(1, 7)):
        r = (q ** (d + 1) - 1) // (q - 1)
        yield q ** (d + 1) * (r + 1), q**d * r, q**d * (r - 1) // q
    for d in range(1, 5):
        m = (3 ** (d + 1) - 1) // 2
        yield 3 ** (d + 1) * m, 3**d * (m + 1), 3**d * (3**d + 1) // 2
    for q in powers:
        m, n = q + 1, q * q + q + 1
        if prime_power(n) == (n, 1):
            yield m**3 + m + 1, m * m + 1, m
    for q, d, m in product(powers, range(2, 8), range(2, 8)):
        r = (q**d - 1) // (q - 1)
        if prime_power(r):
            yield 1 + q * r * (r**m - 1) // (r - 1), r**m, r ** (m - 1) * (r - 1) // q
    for r, m in product(powers, range(2, 8)):
        if r % 2:
            yield 2 * sum(r**i for i in range(1, m + 1)) + 1, r**m, r ** (m - 1) * (r - 1) // 2


def test_huge_parameters_are_answered_without_building():
    q = 10**6 + 3
    r = q + 1
    assert list(hyperplanes.instances(Parameters(q**2 * (r + 1), q * r, q)))
    assert not list(weighing.instances(Parameters(q**2 * (r + 1), q * r, q)))
    r = 2**20
    assert not list(weighing.instances(Parameters(r * r * r, r * r, r)))
