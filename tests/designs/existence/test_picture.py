"""Maps of where designs exist."""

from __future__ import annotations

from collections import Counter

import pytest
from small_table import SMALL

from designs import BadInput, Impossible, Open, Parameters
from designs.existence.picture import existence_map
from designs.existence.table import status
from designs.picture import drawn


def test_the_map_marks_every_set_once():
    pytest.importorskip("matplotlib")
    p = Parameters(22, 8, 4)
    answers = [*SMALL, Open(p, ("nothing",)), Impossible(Parameters(30, 8, 4), "", "", "")]
    figure = existence_map(answers)
    marks = Counter()
    for axes in figure.axes:
        for group in axes.collections:
            marks[group.get_label()] += len(group.get_offsets())
    assert marks == Counter(map(status, answers))
    titles = [axes.get_title() for axes in figure.axes if axes.get_title()]
    assert len(titles) == len({a.parameters.lam for a in answers})
    one = existence_map(answers, [4])
    assert [axes.get_title() for axes in one.axes] == ["$\\lambda$ = 4"]
    assert drawn(one, "svg").startswith(b"<?xml")


def test_maps_that_cannot_be_drawn():
    pytest.importorskip("matplotlib")
    with pytest.raises(BadInput, match="lambda must be one of"):
        existence_map(SMALL, [99])
    with pytest.raises(BadInput, match="png, svg or pdf"):
        drawn(existence_map(SMALL, [1]), "gif")
