"""The least redundancy that tolerates so many stragglers."""

from __future__ import annotations

from fractions import Fraction

import pytest

from adversary import worst_case
from bounds.comparison.candidates import candidates
from bounds.comparison.tolerate import tolerate
from designs import BadInput


def test_the_least_redundancy():
    found = tolerate(7, 3, Fraction(1, 7))
    assert found.code.redundancy() == found.redundancy
    assert worst_case(found.code, 3).error <= Fraction(found.code.partitions, 7)
    for d in range(1, found.redundancy):
        for other in (c.code for c in candidates(7, d)):
            if other.workers == 7 and max(other.replication()) <= d:
                assert worst_case(other, 3).error > Fraction(other.partitions, 7)


def test_no_error_needs_one_more_than_the_stragglers():
    found = tolerate(9, 2, 0)
    assert (found.redundancy, found.needed) == (3, 3)
    with pytest.raises(BadInput, match="stragglers"):
        tolerate(3, 3, 0)
