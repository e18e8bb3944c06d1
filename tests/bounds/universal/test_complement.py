"""The complement of a biregular code and its error."""

from __future__ import annotations

from itertools import combinations

import pytest

from adversary.decoding.error import error
from bounds.universal.complement import complementary_error
from designs.codes import GradientCode, random_biregular


@pytest.mark.parametrize(("n", "d"), [(5, 2), (6, 4), (7, 3), (8, 3)])
def test_the_complement_has_the_error_told(n, d):
    code = random_biregular(n, n, d, seed=n)
    other = GradientCode([[1 - x for x in row] for row in code.encoding])
    for s in range(n + 1):
        for lost in combinations(range(n), s):
            assert error(other, lost) == complementary_error(n, d, error(code, lost))
