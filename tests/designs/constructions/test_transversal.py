"""Transversal designs, and the checker of group-divisible designs."""

from __future__ import annotations

import pytest
from definitions import is_divisible

from designs import BadInput
from designs.constructions.transversal import (
    GroupDivisible,
    has_transversal,
    mols,
    transversal_design,
)
from designs.errors import VerificationError


@pytest.mark.parametrize("order", [1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 14, 15, 21])
def test_transversal_designs(order):
    largest = 5 if order == 1 else mols(order) + 2
    for size in {2, 3, largest}:
        td = transversal_design(size, order)
        assert [len(group) for group in td.groups] == [order] * size
        assert len(td.blocks) == order**2
        assert is_divisible(td.groups, td.blocks, 1)
    assert order == 1 or not has_transversal(largest + 1, order)


def test_orthogonal_squares_at_hand_never_contradict_theory():
    """At most n - 1 squares, none beyond the first of order 2 or 6; n - 1 for prime powers."""
    assert [mols(n) for n in (2, 3, 4, 5, 6, 7, 8, 9)] == [1, 2, 3, 4, 1, 6, 7, 8]
    for n in range(2, 400):
        assert 1 <= mols(n) <= n - 1
        for size in range(2, 14):
            assert has_transversal(size, n) == (size <= mols(n) + 2), (size, n)


def test_the_checker_refuses_what_is_no_group_divisible_design():
    td = transversal_design(3, 3)
    for groups, blocks, index in [
        (td.groups, td.blocks[1:], 1),
        (td.groups, td.blocks, 2),
        (td.groups[:2], td.blocks, 1),
        (((0,), (1, 2)), ((0, 1), (0, 2), (1, 2)), 1),
    ]:
        with pytest.raises(VerificationError):
            GroupDivisible(tuple(groups), tuple(blocks)).confirmed(index)


@pytest.mark.parametrize(
    ("build", "arguments"),
    [
        (transversal_design, (4, 6)),
        (transversal_design, (4, 2)),
        (transversal_design, (1, 5)),
        (transversal_design, (3, 0)),
        (mols, (1,)),
    ],
)
def test_what_does_not_fit(build, arguments):
    with pytest.raises(BadInput):
        build(*arguments)
