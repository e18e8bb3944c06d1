"""Estimated curves are the certified ones."""

from __future__ import annotations

import numpy as np

from adversary.worst_case import curve
from bounds.optimal.curve_estimate import estimated_curve
from designs.codes import circulant, random_biregular


def test_estimates_are_the_certified_curve():
    for code in [circulant(8, [0, 1, 4]), random_biregular(9, 9, 3, seed=2)]:
        exact = [float(point.error) for point in curve(code)]
        found = estimated_curve(np.array(code.encoding, dtype=float))
        assert np.allclose(found, exact, atol=1e-9)
