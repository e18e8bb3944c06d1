"""Estimates by attacks are not above the certified curve, and often on it."""

from __future__ import annotations

import numpy as np
import pytest

from adversary.worst_case import curve
from bounds.optimal.quick_attack import attacked_curve
from bounds.optimal.spelling import spelled


@pytest.mark.parametrize(
    "text", ["13:0,1,3,9", "10/5:2,5,6,9;1,3,4,9", "2x3:0,1+3:0,1,2", "8:0,1,2,3", "4*2^3:0,1,4"]
)
def test_attacks_come_close_to_the_curve_and_not_above_it(text):
    code = spelled(text)
    exact = np.array([float(point.error) for point in curve(code)])
    found = attacked_curve(np.array(code.encoding, dtype=float), np.arange(code.workers))
    assert (found <= exact + 2e-3).all()
    assert np.isclose(found, exact, atol=2e-3).sum() >= 0.9 * len(exact)
