"""Pictures of runs: what was measured is what is drawn."""

from __future__ import annotations

from dataclasses import replace

import pytest
from nested_runs import CYCLIC, processes
from told_runs import example

from adversary.run.rounds import Round
from adversary.run.settings import Settings
from adversary.run.trial import trial
from adversary.tasks.task import tiny


@pytest.mark.parametrize("form", ["png", "svg", "pdf"])
def test_pictures_of_runs(form):
    pytest.importorskip("matplotlib")
    from adversary.run.picture import run_picture

    drawn = run_picture(example("a", 1.0), form, [example("b", 2.0)])
    assert drawn[:4] == {"png": b"\x89PNG", "svg": b"<?xm", "pdf": b"%PDF"}[form]


def test_a_picture_shows_what_was_measured():
    pytest.importorskip("matplotlib")
    from adversary.run.picture import run_figure

    certified = {"upper": "3/2", "stragglers": 1}
    told = example("a", 1.0)
    told = replace(told, header={**told.header, "certified": certified})
    arrivals, errors, losses, _ = run_figure(told).axes
    shown = arrivals.images[0].get_array()
    assert shown.shape == (2, 2)
    assert shown[1, 1] == 250.0
    assert errors.collections[0].get_offsets().tolist() == [[0.0, 1.0], [1.0, 0.0]]
    assert errors.lines[-1].get_ydata()[0] == 1.5
    assert losses.lines[0].get_xydata().tolist() == [[2.0, 0.5]]


@processes
def test_a_picture_has_the_level_of_every_round():
    pytest.importorskip("matplotlib")
    from adversary.run.picture import run_figure

    history = trial(CYCLIC, tiny(6), Settings(2, fault="kill", rounds=4)).history
    failed = Round(4, (), {}, None, None, 0.1, "no level will do")
    history = replace(history, rounds=(*history.rounds, failed))
    axes = run_figure(history).axes[3]
    decoded, crosses = axes.collections
    assert decoded.get_offsets().tolist() == [[t, 2] for t in range(4)]
    assert crosses.get_offsets().tolist() == [[4, -1]]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["failed", "0", "1", "2"]


def test_other_runs_stand_in_the_picture_of_losses_with_their_labels():
    pytest.importorskip("matplotlib")
    from adversary.run.picture import run_figure

    others = [example("b", 2.0, label="wait for all"), example("c", 3.0, label="")]
    _, _, losses, _ = run_figure(example("a", 1.0), others).axes
    assert [line.get_label() for line in losses.lines] == ["a", "wait for all", "c"]
    assert [line.get_xdata().tolist() for line in losses.lines] == [[2.0], [4.0], [6.0]]
    assert losses.get_legend() is not None
