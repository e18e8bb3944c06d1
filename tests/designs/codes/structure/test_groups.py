"""Groups of workers with the same row."""

from __future__ import annotations

import pytest

from designs import BadInput, GradientCode, block_design, cyclic_repetition
from designs.codes.structure import repetition_groups


def test_groups_are_found_in_any_order():
    unequal = GradientCode([[1, 1, 0], [0, 0, 1], [1, 1, 0], [1, 1, 0], [0, 0, 1]])
    assert repetition_groups(unequal) == (0, 1, 0, 0, 1)
    for code in (block_design(7, 3, 1), cyclic_repetition(4, 2), GradientCode([[1, 0], [0, 0]]),
                 GradientCode([[2, 0], [0, 1]]), GradientCode([[1, 0]])):  # fmt: skip
        with pytest.raises(BadInput, match="fractional repetition"):
            repetition_groups(code)
