"""The least ratio of any code of a shape."""

from __future__ import annotations

from fractions import Fraction

import pytest
from shapes import REGULAR, classes

from bounds.closed_form.spectral import least_ratio
from bounds.relaxation.common_weight import has_ratio
from bounds.universal.ratio import least_ratios
from designs import block_design


@pytest.mark.parametrize(("n", "k", "d"), REGULAR)
def test_no_code_has_a_smaller_ratio(n, k, d):
    least = least_ratios(n, k, d)[0].value
    for kind in classes(n, k, d, k * d // n):
        assert not has_ratio(kind.code(), least - Fraction(1, 10**6))


@pytest.mark.parametrize(("n", "k", "d"), [(4, 4, 2), (6, 9, 2), (6, 12, 2), (8, 8, 3)])
def test_whole_overlaps_give_the_exact_least_ratio_without_a_design(n, k, d):
    least = least_ratios(n, k, d)[0].value
    assert least > least_ratio(n, d)
    assert any(has_ratio(kind.code(), least) for kind in classes(n, k, d, k * d // n))


@pytest.mark.parametrize("parameters", [(7, 3, 1), (13, 4, 1), (11, 5, 2), (9, 3, 1), (6, 3, 2)])
def test_designs_have_the_least_ratio_of_any(parameters):
    code = block_design(*parameters)
    n, k, d = code.workers, code.partitions, code.replication()[0]
    assert has_ratio(code, least_ratios(n, k, d)[0].value)
    assert {bound.name for bound in least_ratios(n, k, d)} == {"trace", "least overlap", "squares"}
