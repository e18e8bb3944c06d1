"""The steps of the tour: what it prints is what is certified; bad input before any work."""

from __future__ import annotations

from fractions import Fraction
from io import StringIO
from itertools import combinations

import pytest
from rich.console import Console

from adversary import error
from bounds.comparison import tour
from designs import BadInput, block_design


def printed(step, *arguments):
    screen = Console(file=StringIO(), width=200)
    return step(screen, *arguments), screen.file.getvalue()


def test_the_first_step_shows_the_design():
    answer, text = printed(tour._ask)
    rows = [line.split() for line in text.splitlines() if "#" in line]
    design = answer.design()
    assert [[int(x == "#") for x in row] for row in rows] == design.incidence().tolist()
    assert (design.points, len(design.blocks)) == (tour.V, tour.V)
    assert answer.because in text


def test_the_second_step_shows_errors_that_some_set_of_workers_causes():
    code = block_design(tour.V, tour.K, tour.LAMBDA)
    points, text = printed(tour._certify, code)
    assert [point.stragglers for point in points] == list(range(14))
    for s in range(4):
        worst = max(error(code, silent) for silent in combinations(range(13), s))
        assert points[s].lower == points[s].upper == worst
        assert f"e({s})={Fraction(worst)}" in text
    assert points[tour.STRAGGLERS].method in text


@pytest.mark.parametrize(
    ("name", "rounds", "text"),
    [("tour.xyz", 5, "png"), ("no/tour.png", 5, "no"), ("tour.png", 0, "at least 1, got 0")],
)
def test_nothing_is_begun_that_cannot_be_finished(name, rounds, text, tmp_path, capsys):
    pytest.importorskip("sklearn")
    pytest.importorskip("matplotlib")
    with pytest.raises(BadInput, match=text):
        tour.tour(tmp_path / name, rounds=rounds)
    assert capsys.readouterr().out == ""
    assert not list(tmp_path.iterdir())
