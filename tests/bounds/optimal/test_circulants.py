"""Bases of circulants up to equivalence."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from bounds.optimal.circulants import circulant_bases
from bounds.optimal.curve_estimate import estimated_curve
from designs.codes import circulant


@pytest.mark.parametrize(("n", "d"), [(7, 3), (8, 3), (9, 2)])
def test_bases_left_out_are_equivalent_to_one_that_is_kept(n, d):
    kept = [curve_of(n, base) for base in circulant_bases(n, d)]
    for base in combinations(range(n), d):
        assert curve_of(n, base) in kept


def curve_of(n, base):
    return tuple(estimated_curve(np.array(circulant(n, base).encoding, float)).round(6))
