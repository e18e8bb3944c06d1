"""Comparisons: certified curves, orders, the Pareto front."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from fractions import Fraction
from multiprocessing import get_context

import pytest

from adversary import curve, error, worst_case
from adversary.worst_case import Method
from bounds.comparison.compare import Question, compare, ordered, pareto
from bounds.comparison.report import cell
from designs import BadInput, block_design


@pytest.mark.parametrize(("n", "d"), [(5, 6), (5, 0), (0, 0)])
def test_comparisons_that_make_no_sense(n, d):
    with pytest.raises(BadInput, match="redundancy"):
        compare(n, d)


def test_a_comparison_is_the_certified_curves(rows):
    for row in rows:
        assert row.proved
        assert [p.error for p in row.curve] == [p.error for p in curve(row.code)]
        for s, point in enumerate(row.curve):
            low, high = row.relative(s)
            assert low == high == Fraction(error(row.code, point.worst_set)) / row.code.partitions
        assert row.relative(len(row.curve)) is None


def test_block_design_wins_from_its_redundancy_on(rows):
    design, *others = (row for row in rows if row.code.redundancy() == 3)
    for s in range(3, 7):
        assert all(design.relative(s)[0] <= row.relative(s)[0] for row in others if row.relative(s))


def test_a_time_limit_shows_intervals():
    limited = compare(14, 4, question=Question(time_limit=0))
    open_rows = [row for row in limited if not row.proved]
    assert open_rows
    assert any(".." in cell(row, 5) for row in open_rows)
    assert worst_case(block_design(13, 4, 1), 4).proved


def test_a_comparison_in_processes_is_the_same(rows):
    with ProcessPoolExecutor(1, get_context("spawn")) as executor:
        again = compare(7, 3, executor=executor)
    assert [row.code for row in again] == [row.code for row in rows]
    assert [[p.error for p in row.curve] for row in again] == [
        [p.error for p in row.curve] for row in rows
    ]


def test_orders_and_the_pareto_front(rows):
    assert ordered(rows, at=4)[0].code.name == "2-(7,3,1), workers = points"
    first = ordered(rows, level=Fraction(1, 5))[0]
    assert first.threshold(Fraction(1, 5)).at_least == 4
    stars = pareto(rows, 3)
    for row, star in zip(rows, stars, strict=True):
        beaten = any(
            other.relative(3)[1] < row.relative(3)[1] and other.mean(3) < row.mean(3) - 1e-6
            and max(other.code.load()) / other.code.partitions
            < max(row.code.load()) / row.code.partitions
            for other in rows if other.relative(3)
        )  # fmt: skip
        assert not (star and beaten)
    assert any(stars)
    with pytest.raises(BadInput, match="not by both"):
        ordered(rows, at=1, level=Fraction(1))


def test_nets_have_their_closed_form_in_a_comparison():
    (row,) = [r for r in compare(6, 3) if r.code.recipe["family"] == "net"]
    assert row.curve[4].method is Method.ORTHOGONAL_CLASSES
    assert [p.error for p in row.curve] == [p.error for p in curve(row.code)]
    assert row.exact_below == 2
