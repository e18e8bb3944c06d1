"""The mean error of whole schemes, against the plain mean over all sets of silent workers."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from statistics import mean

import pytest
from schemes import EXAMPLES, small

from adversary.decoding.error import error
from adversary.decoding.messages import silent_error
from bounds.expectation import schemes as module
from bounds.expectation.schemes import scheme_average
from designs import BadInput, uncoded
from designs.codes.scheme import Scheme


@pytest.mark.parametrize("name", [name for name in EXAMPLES if not name.startswith("nested")])
def test_the_mean_is_that_over_all_sets(name):
    scheme = small(name)
    for s in (0, 1, 2):
        sets = combinations(range(scheme.workers), s)
        assert scheme_average(scheme, s) == mean(Fraction(silent_error(scheme, x)) for x in sets)


def test_a_nested_scheme_is_taken_at_the_level_that_tolerates():
    scheme = small("nested-cyclic")
    assert scheme_average(scheme, 1) == 0
    sets = list(combinations(range(4), 2))
    assert scheme_average(scheme, 2) == mean(Fraction(error(scheme.at(1), x)) for x in sets)


def test_what_is_refused(monkeypatch):
    with pytest.raises(BadInput, match="average its components"):
        scheme_average(Scheme("mine", {"x": uncoded(2)}), 1)
    with pytest.raises(BadInput, match="must be 0"):
        scheme_average(small("multiplexed"), 5)
    monkeypatch.setattr(module, "_MOST_SETS", 3)
    with pytest.raises(BadInput, match="sets of workers"):
        scheme_average(small("communication-exact"), 1)
