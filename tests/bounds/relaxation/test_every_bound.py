"""All bounds of a code in one report."""

from __future__ import annotations

from fractions import Fraction

import pytest

from bounds.relaxation.every_bound import every_bound
from designs import block_design


def test_the_report_of_a_code_has_the_bound_of_any_code():
    pytest.importorskip("cvxpy")
    report = every_bound(block_design(13, 4, 1), 9)
    assert report.any_code.value == report.exact.error == Fraction(27, 7)
    assert report.to_json()["any code"] == {"method": report.any_code.name, "error": "27/7"}
