"""The search for codes of small worst case."""

from __future__ import annotations

import pytest

from adversary.worst_case import worst_case
from bounds.optimal.search import best_codes
from designs.errors import BadInput


def test_annealing_is_seeded_certified_and_no_worse_than_the_circulants():
    found = best_codes(6, 3, time_limit=0.3, seed=4)
    for s, one in enumerate(found):
        assert one.value == worst_case(one.code, s).error
        assert one.value <= best_codes(6, 3, time_limit=0, aims=[s])[s].value
        assert {*one.code.load()} == {*one.code.replication()} == {3}


def test_what_does_not_fit_is_told():
    with pytest.raises(BadInput, match="needs"):
        best_codes(17, 3)
