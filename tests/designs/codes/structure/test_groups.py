"""Groups and copies of workers are recognised in any order."""

from __future__ import annotations

from fractions import Fraction

import pytest
from disguised import FACTORS, disguises
from hypothesis import given
from hypothesis import strategies as st

from designs import BadInput, GradientCode, block_design, cyclic_repetition, fractional_repetition
from designs.codes import duplicated
from designs.codes.structure import (
    copied_workers,
    disjoint_groups,
    equal_overlap,
    repetition_groups,
)


@given(st.sampled_from(FACTORS), st.integers(2, 4), st.data())
def test_copies_of_workers(design, copies, data):
    code = block_design(*design)
    found = copied_workers(data.draw(disguises(duplicated(code, copies))))
    assert found.code.workers == code.workers
    assert {len(same) for same in found.workers} == {copies}
    assert equal_overlap(found.code) == equal_overlap(code)
    assert copied_workers(code) is None


@given(st.integers(1, 4), st.integers(1, 4), st.data())
def test_groups_in_any_order(groups, copies, data):
    code = fractional_repetition(groups * copies, copies)
    found = disjoint_groups(data.draw(disguises(code)))
    assert [len(group.workers) for group in found] == [copies] * groups
    assert {group.loss for group in found} == {copies}
    plain = data.draw(disguises(code, st.just(1)))
    assert len(set(repetition_groups(plain))) == groups
    scaled = data.draw(disguises(code, st.just(2)))
    with pytest.raises(BadInput, match="fractional repetition"):
        repetition_groups(scaled)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([[1, 0], [1, 0], [0, 1]], None),
        ([[1, 0], [0, 1]], None),
        ([[1, 0], [-2, 0], [0, 3], [0, 1]], ((0, 1), (2, 3))),
        ([[0, 0], [0, 0]], ((0, 1),)),
    ],
)
def test_copies_are_as_many_of_every_row(rows, expected):
    found = copied_workers(GradientCode(rows))
    assert (found and found.workers) == expected


def test_groups_that_share_a_partition_are_not_disjoint():
    assert disjoint_groups(GradientCode([[1, 1, 0], [0, 1, 1]])) is None
    (one, none) = disjoint_groups(GradientCode([[1, 2], [0, 0], [2, 4]]))
    assert (one.workers, one.loss) == ((0, 2), Fraction(9, 5))
    assert (none.workers, none.loss) == ((1,), 0)


def test_groups_are_found_in_any_order():
    unequal = GradientCode([[1, 1, 0], [0, 0, 1], [1, 1, 0], [1, 1, 0], [0, 0, 1]])
    assert repetition_groups(unequal) == (0, 1, 0, 0, 1)
    for code in (block_design(7, 3, 1), cyclic_repetition(4, 2), GradientCode([[1, 0], [0, 0]]),
                 GradientCode([[2, 0], [0, 1]]), GradientCode([[1, 0]])):  # fmt: skip
        with pytest.raises(BadInput, match="fractional repetition"):
            repetition_groups(code)
