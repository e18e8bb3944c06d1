"""TODO test_common_weight.py"""

from __future__ import annotations

from fractions import Fraction

import pytest

from bounds.relaxation.common_weight import spectral_ratio
from designs.codes import net


@pytest.mark.parametrize("shape", [(3, 3), (4, 3), (5, 2)])
def test_the_spectral_ratio_of_a_net_is_one_over_its_classes(shape):
    assert spectral_ratio(net(*shape)) == Fraction(1, shape[1])
