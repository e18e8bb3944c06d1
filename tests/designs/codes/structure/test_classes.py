"""Orthogonal classes are recognised in any order, and what they lose is counted."""

from __future__ import annotations

import pytest
from disguised import disguises
from hypothesis import given
from hypothesis import strategies as st

from designs import GradientCode, block_design, cyclic_repetition
from designs.codes import grid, net, of_classes
from designs.codes.structure import (
    orthogonal_classes,
)


@given(st.sampled_from([net(3, 2), net(2, 3), grid([2, 3]), grid([2, 2, 2])]), st.data())
def test_orthogonal_classes_in_any_order(code, data):
    found = orthogonal_classes(data.draw(disguises(code)))
    assert sorted(map(len, found.classes)) == sorted(map(len, orthogonal_classes(code).classes))
    assert sorted(found.loads) == sorted(code.load())


@given(st.sampled_from([net(3, 2), grid([2, 3]), grid([2, 2, 2])]), st.data())
def test_what_a_class_loses_is_what_its_stragglers_hold(code, data):
    found = orthogonal_classes(code)
    silent = data.draw(st.sets(st.integers(0, code.workers - 1)))
    for part, lost in zip(found.classes, found.lost(silent), strict=True):
        rows = [code.encoding[w] for w in part if w in silent]
        assert lost == sum(map(any, zip(*rows, strict=True)))


@pytest.mark.parametrize(
    "code",
    [block_design(7, 3, 1), cyclic_repetition(4, 2), GradientCode([[1, 0], [0, 0]]),
     GradientCode([[2, 1], [0, 0]]), GradientCode([[1, 1, 0], [0, 1, 1], [1, 0, 0], [0, 0, 1]]),
     of_classes(6, [[(0, 1, 2), (3, 4, 5)], [(0, 1), (2, 3), (4, 5)], [(0, 1, 2, 3, 4, 5)]])],
)  # fmt: skip
def test_codes_without_orthogonal_classes(code):
    """Not disjoint, not covering, a row of two values, or classes that depend on one another."""
    assert orthogonal_classes(code) is None
