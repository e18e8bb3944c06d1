"""The designs that Hadamard matrices are, against their definitions."""

from __future__ import annotations

from itertools import combinations

import pytest

from designs import BadInput, Exists, exists
from designs.constructions.hadamard import hadamard, hadamard_3
from designs.constructions.hadamard_matrices import (
    plan,
)


@pytest.mark.parametrize("order", [8, 12, 16, 20, 28, 40])
def test_hadamard_3_designs_are_affine_3_designs(order):
    design = hadamard_3(plan(order))
    blocks = [set(block) for block in design.blocks]
    for triple in combinations(range(order), 3):
        assert sum(block.issuperset(triple) for block in blocks) == order // 4 - 1
    classes = design.parallel_classes()
    assert len(classes) == order - 1
    for first, second in combinations(classes, 2):
        assert {len(set(a) & set(b)) for a in first for b in second} == {order // 4}


@pytest.mark.parametrize("order", [8, 12, 16, 20, 28, 40, 92])
def test_hadamard_designs_are_symmetric(order):
    design = hadamard(plan(order))
    blocks = [set(block) for block in design.blocks]
    assert {len(a & b) for a, b in combinations(blocks, 2)} == {order // 4 - 1}


@pytest.mark.parametrize("build", [hadamard, hadamard_3])
def test_tiny_matrices_give_no_designs(build):
    with pytest.raises(BadInput, match="order >= 8"):
        build(("sylvester", 2))


@pytest.mark.parametrize("n", range(2, 22))
def test_the_hadamard_family_is_answered(n):
    for p in ((4 * n - 1, 2 * n - 1, n - 1), (4 * n, 2 * n, 2 * n - 1), (2 * n, n, n - 1)):
        answer = exists(*p)
        assert isinstance(answer, Exists), p
        answer.design()


def test_huge_parameters_are_answered_without_building():
    n = 2**40
    assert isinstance(exists(4 * n - 1, 2 * n - 1, n - 1), Exists)
    assert isinstance(exists(4 * n**2, 2 * n**2 - n, n**2 - n), Exists)
