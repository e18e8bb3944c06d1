"""Sequential schemes: what they tolerate, their loads counted chunk by chunk, and refusals."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest
from exactness import recovers
from hypothesis import given
from hypothesis import strategies as st

from designs import BadInput, build_scheme, uncoded
from designs.codes.sequential import multiplexed, multiplexed_load, selective_reattempt


@st.composite
def bursty(draw, most=6):
    n, burst = draw(st.integers(1, most)), draw(st.integers(1, 3))
    return n, burst, burst + draw(st.integers(1, 4)), draw(st.integers(0, n))


@given(bursty())
def test_the_load_is_mini_tasks_over_chunks(parameters):
    """With small chunks of size 1: plain ones of lambda + 1, B groups of n; none if lambda = n."""
    n, burst, window, distinct = parameters
    plain = 1 if distinct == n else distinct + 1
    job = [plain] * (n * (window - 1)) + [1] * (0 if distinct == n else n * burst)
    tasks = [plain] * (window - 1 + burst)
    assert multiplexed_load(*parameters) == Fraction(sum(tasks), sum(job))


@given(bursty())
def test_patience_costs_no_more_than_a_code_for_all_stragglers_a_round(parameters):
    n, _, window, distinct = parameters
    load = multiplexed_load(*parameters)
    assert load >= Fraction(1, n)
    if distinct < n:
        assert load <= Fraction(distinct + 1, n)
    longer = (n, parameters[1], window + 1, distinct)
    assert multiplexed_load(*longer) <= load


@given(bursty(5))
def test_the_codes_of_multiplexed_jobs(parameters):
    n, _, _, distinct = parameters
    scheme = multiplexed(*parameters)
    assert scheme["plain"] == uncoded(n)
    assert ("coded" in scheme.components) == (distinct < n)
    if distinct < n:
        assert recovers(scheme["coded"], distinct)
        assert set(scheme["coded"].load()) == {distinct + 1}


@given(st.integers(2, 6), st.integers(1, 3), st.integers(1, 2), st.data())
def test_reattempts_make_up_for_the_stragglers_above_the_tolerance(n, burst, times, data):
    """In W - 1 + B rounds B lambda answers are missing at most: some s a round are enough."""
    window, distinct = burst * times + 1, data.draw(st.integers(0, n - 1))
    scheme, rounds = selective_reattempt(n, burst, window, distinct), window - 1 + burst
    (load,) = set(scheme["round"].load())
    assert (load - 2) * rounds < burst * distinct <= (load - 1) * rounds
    assert recovers(scheme["round"], load - 1)


@pytest.mark.parametrize("build", [selective_reattempt, multiplexed])
def test_recipes_build_the_scheme_again(build):
    scheme = build(6, 2, 3, 2, seed=3)
    value = json.loads(json.dumps(scheme.to_json()))
    again = build_scheme(value["recipe"])
    assert again == scheme
    assert json.loads(json.dumps(again.to_json())) == value


@pytest.mark.parametrize("build", [selective_reattempt, multiplexed, multiplexed_load])
@pytest.mark.parametrize(
    ("parameters", "text"),
    [
        ((4, 2, 2, 1), "less than window, got burst=2, window=2"),
        ((4, 0, 2, 1), "at least 1"),
        ((4, 1, 2, 5), "distinct=5, workers=4"),
        ((4, 1, 2, -1), "between 0 and the workers"),
        ((0, 1, 2, 0), "workers must be at least 1"),
    ],
)
def test_models_that_cannot_be(build, parameters, text):
    with pytest.raises(BadInput, match=text):
        build(*parameters)


def test_windows_that_do_not_fit_name_the_nearest():
    with pytest.raises(BadInput, match="windows are 4 and 7"):
        selective_reattempt(4, 3, 5, 1)
    assert selective_reattempt(4, 3, 4, 1).workers == selective_reattempt(4, 3, 7, 1).workers
