"""What every family of codes and every scheme keeps: recipes, files, symmetries, exact errors."""

from __future__ import annotations

import json
from itertools import combinations

import pytest
import strategies
from hypothesis import given, settings
from hypothesis import strategies as st

from adversary.decoding.error import error
from adversary.worst_case import worst_case
from designs.codes import FAMILIES, SCHEMES, GradientCode, build, build_scheme

_MOST_SETS_WORKERS = 9


def test_every_family_and_scheme_has_a_strategy():
    assert set(strategies.codes) == set(FAMILIES)
    assert set(strategies.schemes) == set(SCHEMES)
    assert set(strategies.fitting) < set(strategies.members)


def check_code(code: GradientCode) -> None:
    """Files hold it, and its worst case is that of trying all sets."""
    assert GradientCode.from_json(json.loads(json.dumps(code.to_json()))) == code
    n = code.workers
    for s in range(min(3, n)) if n <= _MOST_SETS_WORKERS else ():
        sets = combinations(range(n), s)
        assert worst_case(code, s).error == max(error(code, stragglers) for stragglers in sets)


@pytest.mark.parametrize("family", sorted(FAMILIES))
@settings(max_examples=12)
@given(data=st.data())
def test_small_members_of_every_family(family, data):
    code = build(data.draw(strategies.codes[family]))
    assert code.recipe is not None
    assert build(json.loads(json.dumps(code.to_json()["recipe"]))) == code
    check_code(code)


@pytest.mark.parametrize("family", sorted(SCHEMES))
@settings(max_examples=8)
@given(data=st.data())
def test_small_members_of_every_scheme(family, data):
    scheme = build_scheme(data.draw(strategies.schemes[family]))
    assert scheme.recipe is not None
    again = build_scheme(json.loads(json.dumps(scheme.to_json()["recipe"])))
    assert again.components == scheme.components
    for code in scheme.components.values():
        check_code(code)
