"""Small codes, their worst cases by brute force, and the convex bounds on these."""

from __future__ import annotations

import json
from fractions import Fraction

from hypothesis import strategies as st
from small_codes import brute

from adversary.check import check
from bounds.relaxation.perspective import big_m_bound, perspective_bound
from bounds.relaxation.semidefinite import semidefinite_bound
from designs import GradientCode

CONVEX = (semidefinite_bound, perspective_bound, big_m_bound)


@st.composite
def small_codes(draw):
    n, k = draw(st.integers(3, 6)), draw(st.integers(1, 6))
    row = st.lists(st.sampled_from([0, 0, 1, 1, 1, 2, -1, Fraction(1, 2)]), min_size=k, max_size=k)
    return GradientCode(draw(st.lists(row.filter(any), min_size=n, max_size=n)))


def check_bound(bound):
    """The bound is not below the worst case, and its file is accepted."""
    assert bound.value >= brute(bound.code, bound.stragglers)
    assert check(json.loads(json.dumps(bound.to_json())))
