"""The exact average error: against the plain mean, closed forms, and the worst case."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from math import comb

import pytest
import strategies
from hypothesis import given, settings
from hypothesis import strategies as st

from adversary.decoding.error import error
from adversary.worst_case import worst_case
from bounds.expectation.exact import average_curve, average_error, orbits
from designs import (
    BadInput,
    GradientCode,
    block_design,
    build,
    cyclic_repetition,
    fractional_repetition,
    random_biregular,
    uncoded,
)

FAMILIES = ["block-design", "fractional-repetition", "cyclic-repetition", "random-biregular"]
members = st.sampled_from(FAMILIES).flatmap(lambda f: strategies.codes[f]).map(build)


@settings(max_examples=15, deadline=None)
@given(members, st.sampled_from(["optimal", "one-step"]), st.data())
def test_it_is_the_mean_over_all_sets(code, decoder, data):
    n = code.workers
    s = data.draw(st.integers(0, min(n, 3)))
    try:
        found = average_error(code, s, decoder)
    except BadInput:
        assert sum(map(sum, code.encoding)) == 0
        return
    sets = list(combinations(range(n), s))
    assert found == sum(Fraction(error(code, chosen, decoder)) for chosen in sets) / len(sets)


@settings(max_examples=15, deadline=None)
@given(members, st.integers(0, 4))
def test_orbits_partition_the_sets_and_keep_the_error(code, s):
    found = list(orbits(code, s))
    assert sum(size for _, size in found) == comb(code.workers, s)
    plain = GradientCode(code.encoding)
    assert all(size == 1 for _, size in orbits(plain, s))
    assert average_error(plain, min(s, code.workers)) == average_error(code, min(s, code.workers))


@given(st.integers(1, 4), st.integers(1, 3), st.data())
def test_fractional_repetition_loses_a_group_when_all_its_workers_are_silent(groups, d, data):
    n = groups * d
    s = data.draw(st.integers(0, n))
    lost = n * comb(n - d, s - d) if s >= d else 0
    assert average_error(fractional_repetition(n, d), s) == Fraction(lost, comb(n, s))


@pytest.mark.parametrize("s", range(8))
def test_designs_with_points_as_workers_have_the_same_error_for_every_set(s):
    code = block_design(7, 3, 1, "points")
    assert average_error(code, s) == worst_case(code, s).error


def test_curves_of_the_extremes():
    assert average_curve(uncoded(5)) == (0, 1, 2, 3, 4, 5)
    assert average_curve(cyclic_repetition(5, 3))[:3] == (0, 0, 0)


def test_the_average_is_at_most_the_worst():
    code = random_biregular(8, 8, 3, seed=1)
    for s, average in enumerate(average_curve(code)):
        assert average <= worst_case(code, s).error


def test_what_is_refused():
    with pytest.raises(BadInput, match=r"stragglers must be 0\.\.3, got 4"):
        average_error(uncoded(3), 4)
    with pytest.raises(BadInput, match="unknown decoder"):
        average_error(uncoded(3), 1, "best")
    with pytest.raises(BadInput, match=r"100000 straggler sets .* 30 workers .* are 4 and 26"):
        average_error(cyclic_repetition(30, 3), 15)
