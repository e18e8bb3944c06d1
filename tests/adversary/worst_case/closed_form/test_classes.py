"""Orthogonal classes: the closed form over all straggler sets, in disguise, one step at a time."""

from __future__ import annotations

import csv
from fractions import Fraction
from itertools import combinations
from math import comb

import pytest
from class_codes import CODES
from disguised import disguises
from hypothesis import given, settings
from hypothesis import strategies as st
from searching import search_alone

from adversary import curve, error, worst_case
from adversary.decoding.classes import classes_error
from adversary.worst_case.closed_form import closed_form
from adversary.worst_case.closed_form.classes import classes_worst_case
from adversary.worst_case.result import Method
from bounds.threshold import threshold
from designs import BadInput, GradientCode, block_design, fractional_repetition
from designs.codes import grid, net, of_classes, resolvable_design
from designs.codes.structure import orthogonal_classes

EQUAL = [net(3, 2), net(2, 3), grid([2, 2, 2]), fractional_repetition(4, 1)]


UNEQUAL = [grid([2, 3]), GradientCode([[1, 1, 0, 0], [0, 0, 1, 1], [2, 0, 2, 0], [0, 2, 0, 2]])]


@pytest.mark.parametrize("code", EQUAL)
def test_one_step_decoding_of_classes_in_disguise(code):
    """All classes have blocks of one size, and all entries are one number."""
    scaled = GradientCode([[Fraction(x, 3) for x in row] for row in reversed(code.encoding)])
    points = curve(scaled, decoder="one-step")
    assert all(p.method.closed_form for p in points)
    with search_alone():
        assert [p.error for p in points] == [p.error for p in curve(scaled, decoder="one-step")]
    for p in points:
        assert error(scaled, p.worst_set, "one-step") == p.error


@pytest.mark.parametrize("code", UNEQUAL)
def test_other_classes_have_no_formula_for_one_step(code):
    assert closed_form(code, 2, "one-step") is None
    assert closed_form(code, 2) is not None


def test_the_net_of_order_seven_as_a_bare_matrix(tmp_path, run):
    table = tmp_path / "net.csv"
    with table.open("w", newline="") as file:
        csv.writer(file).writerows(net(7, 5).encoding)
    for s, value in ((15, "147/23"), (9, "49/17")):
        status, out, _ = run("certify", table, "-s", s, "--json")
        assert status == 0
        assert f'"error": "{value}"' in out
        assert Method.ORTHOGONAL_CLASSES.sentence in out
    status, out, _ = run("threshold", table, "--error", "1/5")
    assert status == 0
    assert out.startswith("20 stragglers")


@given(st.data())
@settings(max_examples=5)
def test_the_net_of_order_seven_in_disguise(data):
    code = data.draw(disguises(net(7, 5)))
    assert worst_case(code, 15).error == Fraction(147, 23)
    assert worst_case(code, 9).error == Fraction(49, 17)
    assert threshold(code, Fraction(49, 5)).at_most == 20


@pytest.mark.parametrize("code", CODES.values(), ids=CODES)
def test_the_closed_form_over_all_straggler_sets(code):
    structure, n = orthogonal_classes(code), code.workers
    assert structure is not None
    for s in range(n + 1):
        values = [classes_error(structure, silent) for silent in combinations(range(n), s)]
        sets = list(combinations(range(n), s))[:: max(1, comb(n, s) // 60)]
        assert all(classes_error(structure, silent) == error(code, silent) for silent in sets)
        worst = classes_worst_case(code, s)
        assert worst.value == max(values) == classes_error(structure, worst.worst_set)
        assert len(worst.worst_set) == s


@given(st.lists(st.integers(2, 4), min_size=2, max_size=4), st.data())
@settings(max_examples=40)
def test_no_split_among_the_classes_beats_the_greedy_one(sides, data):
    code = grid(sides)
    structure = orthogonal_classes(code)
    silent = data.draw(st.sets(st.integers(0, code.workers - 1)))
    assert classes_error(structure, silent) <= classes_worst_case(code, len(silent)).value


@pytest.mark.parametrize(
    "code",
    [block_design(7, 3, 1), resolvable_design(15, 3, 1), GradientCode([[1, 2], [1, 0]]),
     GradientCode([[0, 0], [1, 1]]), GradientCode([[1, 0], [0, 1], [1, -1]]),
     of_classes(6, [[(0, 1, 2), (3, 4, 5)], [(0, 1), (2, 3), (4, 5)]])],
    ids=range(6),
)  # fmt: skip
def test_other_codes_have_no_closed_form(code):
    assert orthogonal_classes(code) is None
    with pytest.raises(BadInput, match="orthogonal classes"):
        classes_worst_case(code, 1)
