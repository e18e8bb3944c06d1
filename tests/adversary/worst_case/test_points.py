"""A curve is a sequence of worst cases that knows its code."""

from __future__ import annotations

import copy
import pickle
from fractions import Fraction

from adversary import curve, worst_case
from designs import block_design


def test_a_curve_is_a_sequence():
    fano = block_design(7, 3, 1)
    points = curve(fano)
    assert len(points) == 8
    assert points[2].error == worst_case(fano, 2).error == Fraction(4, 7)
    assert points[1:3] == (points[1], points[2])
    assert [p.stragglers for p in points] == list(range(8))
    assert points[0] in points


def test_a_curve_survives_copies_and_says_what_it_is():
    points = curve([[1, 0], [0, 1]])
    assert pickle.loads(pickle.dumps(points)) == copy.copy(points) == points
    assert repr(points) == '<Curve of "user\'s matrix": e(s) = 0, 1, 2>'
    assert [row["e(s)"] for row in points.rows()] == ["0", "1", "2"]
    assert points.to_json()["identity"] == points.code.identity()


def test_an_interval_is_shown_as_one():
    from designs.codes import random_biregular

    points = curve(random_biregular(40, 40, 5, seed=0), time_limit=0)
    (wide,) = [row["e(s)"] for row in points.rows() if row["s"] == 20]
    assert ".." in wide
