"""Nets: the closed form against least squares, brute force and the certified solver."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from searching import search_alone

from adversary import curve, worst_case
from adversary.worst_case.closed_form.classes import classes_worst_case
from adversary.worst_case.closed_form.net import net_one_step_worst_case, net_worst_case
from bounds.closed_form.spectral import improved_bound
from designs import BadInput, GradientCode, Unavailable
from designs.codes import grid, net, of_classes, resolvable_design
from designs.codes.structure import orthogonal_classes


def test_latin_squares_of_order_five():
    """The table of the theory notes: 0, 0, 0, 1.9231, 2.381, 3.125, 4.5455, 5.3571, 6.5217."""
    expected = ["0", "0", "0", "25/13", "50/21", "25/8", "50/11", "75/14", "150/23"]
    code = net(5, 3)
    for s, value in enumerate(expected):
        with search_alone():
            point = worst_case(code, s)
        assert point.proved
        assert point.error == net_worst_case(5, 3, s) == Fraction(value)


def test_the_assignment_of_byzshield_is_a_net():
    """File (i, j) is on worker (a, c) if (a + 1) i + j = c modulo l."""
    rows = [
        [int(((a + 1) * i + j) % 5 == c) for i in range(5) for j in range(5)]
        for a in range(3)
        for c in range(5)
    ]
    other = GradientCode(rows)
    assert orthogonal_classes(other) is not None
    values = [classes_worst_case(other, s).value for s in range(16)]
    assert values == [net_worst_case(5, 3, s) for s in range(16)]


@pytest.mark.parametrize("shape", [(2, 3), (3, 3), (4, 2), (3, 4)])
def test_whole_curves_by_the_certified_solver(shape):
    with search_alone():
        points = curve(net(*shape))
    assert [p.error for p in points] == [net_worst_case(*shape, s) for s in range(len(points))]


@pytest.mark.parametrize("shape", [(2, 3), (3, 3), (4, 2), (3, 4), (5, 3)])
def test_one_step_decoding_of_nets_by_the_certified_solver(shape):
    with search_alone():
        points = curve(net(*shape), decoder="one-step")
    values = [net_one_step_worst_case(*shape, s) for s in range(len(points))]
    assert values == [p.error for p in curve(net(*shape), decoder="one-step")]
    assert [p.error for p in points] == values
    assert all(net_worst_case(*shape, s) <= x for s, x in enumerate(values))


@given(st.integers(2, 9), st.integers(2, 8), st.data())
def test_nets_attain_the_spectral_bound_when_classes_are_hit_equally(order, r, data):
    n, k = order * r, order**2
    s = data.draw(st.integers(0, n - 1))
    bound = improved_bound(k, n, Fraction(1, r), s)
    assert net_worst_case(order, r, s) <= bound
    assert (net_worst_case(order, r, s) == bound) == (s % r == 0)


@pytest.mark.parametrize("l_r", [(4, 5), (5, 6), (6, 3), (8, 4), (9, 3)])
def test_nets_have_the_counts_of_nets(l_r):
    order, r = l_r
    code = net(order, r)
    assert (code.workers, code.partitions) == (order * r, order**2)
    structure = orthogonal_classes(code)
    wanted = [tuple(range(i * order, (i + 1) * order)) for i in range(r)]
    assert list(structure.classes) == wanted


@pytest.mark.parametrize("classes", [1, 2, 4])
def test_resolvable_designs_are_exact_below_their_classes(classes):
    code = resolvable_design(15, 3, 1, classes)
    assert set(code.replication()) == {classes}
    assert worst_case(code, classes - 1).error == 0
    assert worst_case(code, classes).error > 0


@pytest.mark.parametrize(
    ("make", "kind", "text"),
    [
        (lambda: net(6, 4), BadInput, "TD\\(4,6\\)"),
        (lambda: net(5, 1), BadInput, "from 2 on"),
        (lambda: grid([3]), BadInput, "two sides"),
        (lambda: grid([3, 1]), BadInput, "at least 2"),
        (lambda: resolvable_design(9, 3, 1, 5), BadInput, "classes must be 1..4"),
        (lambda: resolvable_design(6, 3, 2), Unavailable, "there is no"),
        (lambda: net_worst_case(3, 2, 7), BadInput, "0..6"),
        (lambda: classes_worst_case(grid([2, 2]), 5), BadInput, "0..4"),
        (lambda: of_classes(4, [[(0, 1), (2,)]]), BadInput, "exactly once"),
    ],
)
def test_what_cannot_be(make, kind, text):
    with pytest.raises(kind, match=text):
        make()
