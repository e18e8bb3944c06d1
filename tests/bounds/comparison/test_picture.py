"""The picture of certified curves."""

from __future__ import annotations

from fractions import Fraction

import pytest

from bounds.comparison.picture import figure


def test_a_line_for_each_code_and_a_band_where_an_interval_is_proved():
    pytest.importorskip("matplotlib")
    zero, half, one = Fraction(0), Fraction(1, 2), Fraction(1)
    proved = [(zero, zero), (half, half), (one, one)]
    open_ = [(zero, zero), (zero, half), (one, one)]
    (axes,) = figure([("a", proved), ("b", open_)]).axes
    assert [line.get_label() for line in axes.lines] == ["a", "b"]
    assert axes.lines[0].get_xdata().tolist() == [0, 0.5, 1]
    assert len(axes.collections) == 1
