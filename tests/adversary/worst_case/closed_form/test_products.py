"""Products of block designs: worst cases by formula against certified ones."""

from __future__ import annotations

from fractions import Fraction as F
from itertools import combinations
from itertools import product as pairs_of

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from searching import search_alone

from adversary import curve, error, worst_case
from adversary.worst_case.closed_form import closed_form
from adversary.worst_case.closed_form.products import proved_staircases, staircase_limit
from bounds.closed_form.spectral import improved_bound
from designs import BadInput, GradientCode, block_design, fractional_repetition, uncoded
from designs.codes.product import product

SMALL = [(3, 2, 1), (4, 2, 1), (4, 3, 2), (5, 4, 3), (6, 3, 2), (7, 3, 1), (7, 4, 2)]


@pytest.mark.parametrize(("one", "two"), [p for p in pairs_of(SMALL, SMALL) if p[0] <= p[1]
                                          and p[0][0] * p[1][0] <= 24])  # fmt: skip
def test_proved_staircases_are_the_certified_curve(one, two):
    a, b = block_design(*one), block_design(*two)
    proved = proved_staircases(a, b)
    with search_alone():
        certified = [p.error for p in curve(product(a, b))]
    assert list(proved) == certified[: len(proved)]
    assert proved[-1] <= staircase_limit(a, b)


def test_products_of_two_fano_planes():
    fano = block_design(7, 3, 1)
    proved, whole = proved_staircases(fano, fano), product(fano, fano)
    assert len(proved) == 15
    for s in (1, 2, 3, 9, 14):
        with search_alone():
            assert worst_case(whole, s).error == proved[s]


def test_products_beyond_the_reach_of_any_search():
    plane = block_design(13, 4, 1)
    proved = proved_staircases(plane, plane)
    assert staircase_limit(plane, plane) == 9
    assert len(proved) == 40
    assert proved[13] == F(13, 5)
    assert all(e <= improved_bound(169, 169, F(3, 16), s) for s, e in enumerate(proved))


def test_without_overlaps_in_a_factor_every_point_is_proved():
    a, b = uncoded(3), block_design(4, 3, 2)
    proved = proved_staircases(a, b)
    with search_alone():
        assert list(proved) == [p.error for p in curve(product(a, b))]
    assert len(proved) == 13


@given(st.sampled_from([((3, 2, 1), (4, 3, 2)), ((3, 2, 1), (3, 2, 1)), ((4, 2, 1), (3, 2, 1))]),
       st.data())  # fmt: skip
def test_sorting_a_certificate_never_lowers_its_error(pair, data):
    """The step of the proof: z sorted along columns, then rows, keeps its zeros and its value."""
    a, b = (block_design(*p) for p in pair)
    shape = (a.workers, b.workers)
    numbers = st.integers(-3, 5)
    z = np.array(data.draw(st.lists(numbers, min_size=shape[0] * shape[1],
                                    max_size=shape[0] * shape[1]))).reshape(shape)  # fmt: skip
    columns = -np.sort(-z, axis=0)
    both = -np.sort(-columns, axis=1)
    assert (both == -np.sort(-both, axis=0)).all()
    whole = product(a, b)
    sets = [np.flatnonzero(x.ravel()).tolist() for x in (z, both)]
    gram = whole.to_numpy() @ whole.to_numpy().T
    inverse = np.linalg.inv(gram)
    before, after = (float(x.ravel() @ inverse @ x.ravel()) for x in (z, both))
    assert after <= before + 1e-9
    assert len(sets[0]) == len(sets[1])
    if (z >= 0).all():
        silent = set(sets[1])
        assert all(w - 1 in silent for w in silent if w % shape[1])
        assert all(w - shape[1] in silent for w in silent if w >= shape[1])


def test_a_worst_set_is_a_staircase_in_each_of_two_corners():
    """What is proved without a limit, tried on all sets of a product of two triangles."""
    triangle = block_design(3, 2, 1)
    whole = product(triangle, triangle)
    for s in range(10):
        corners = [x for x in combinations(range(9), s) if in_two_corners(x)]
        with search_alone():
            assert max(error(whole, x) for x in corners) == worst_case(whole, s).error


def in_two_corners(silent):
    """Whether a set of pairs (i, j), i and j below 3, is a down-set and an up-set together."""
    cells = {divmod(w, 3) for w in silent}
    down = {
        c for c in cells if all((i, j) in cells for i in range(c[0] + 1) for j in range(c[1] + 1))
    }
    up = {c for c in cells if all((i, j) in cells for i in range(c[0], 3) for j in range(c[1], 3))}
    return down | up == cells


@pytest.mark.parametrize(
    "code",
    [fractional_repetition(4, 2), GradientCode([[1, 1], [1, 1]]), GradientCode([[2, -1], [-1, 2]])],
)
def test_factors_without_the_structure(code):
    with pytest.raises(BadInput):
        staircase_limit(code, block_design(3, 2, 1))


def test_a_product_beyond_the_reach_of_any_search():
    plane = block_design(13, 4, 1)
    whole = product(plane, plane)
    mixed = GradientCode([row[::-1] for row in whole.encoding[::-1]])
    assert worst_case(mixed, 13).error == F(13, 5)
    assert closed_form(mixed, 39) is not None
    assert closed_form(mixed, 40) is None
