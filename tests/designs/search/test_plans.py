"""TODO test_plans.py"""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from designs.search.plans import _compositions


@given(st.integers(0, 30), st.lists(st.integers(1, 9), min_size=1, max_size=4))
def test_compositions_are_all_of_them(total, parts):
    ranges = [range(total // part + 1) for part in parts]
    expected = {
        counts
        for counts in np.ndindex(*[len(r) for r in ranges])
        if sum(c * part for c, part in zip(counts, parts, strict=True)) == total
    }
    found = list(_compositions(total, parts))
    assert len(found) == len(set(found))
    assert set(found) == expected
