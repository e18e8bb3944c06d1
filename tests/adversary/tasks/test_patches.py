"""Least squares on photographs: the closed form, both sides, the patches."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from adversary.run.optimisers import Nesterov, constant
from adversary.tasks import patches
from adversary.tasks.patches import closed_form, curvature, square_gradient
from designs import BadInput


def test_patches_train_to_the_closed_form():
    pytest.importorskip("PIL")
    task = patches(3)
    best = closed_form(task.partitions)
    least = task.evaluate(best)
    assert least[1] > 0.98
    gradient = sum(square_gradient(best, *part) for part in task.partitions) / task.rows
    assert np.abs(gradient).max() < 1e-12
    small, large = curvature(task.partitions)
    assert task.rate == 1 / large
    products = sum(x.T @ x for x, _ in task.partitions), sum(x.T @ y for x, y in task.partitions)
    optimiser = Nesterov(np.zeros(task.dimension), constant(task.rate))
    for _ in range(300):
        step = products[0] @ optimiser.point - products[1]
        optimiser = optimiser.step(step / task.rows)
    gap = task.evaluate(optimiser.parameters)[0] - least[0]
    distance = np.sum((optimiser.parameters - best) ** 2)
    assert 0 <= gap <= 2 * large * np.sum(best**2) / 301**2
    assert gap >= small * distance / 2 * (1 - 1e-6)


def test_patches_of_the_other_sides():
    pytest.importorskip("PIL")
    task = patches(2, side=5)
    assert (task.rows, task.dimension) == (269028, 75)
    features, _ = task.partitions[0]
    assert np.array_equal(features[:, -1], np.ones(len(features)))


def test_a_patch_has_all_but_the_blue_of_its_centre():
    pytest.importorskip("PIL")
    from adversary.tasks.patches import _rows

    picture = np.arange(4 * 5 * 3.0).reshape(4, 5, 3)
    features, blue = _rows(picture, 3)
    assert blue.tolist() == [picture[i, j, 2] for i in (1, 2) for j in (1, 2, 3)]
    for row, b in zip(features, blue, strict=True):
        assert b not in row[:-1]
        assert len(set(row[:-1].tolist())) == 26
    assert sorted([*features[0, :-1], blue[0]]) == sorted(picture[:3, :3].ravel())


def test_pillow_is_missed_by_name(monkeypatch):
    pytest.importorskip("sklearn")
    monkeypatch.setitem(sys.modules, "PIL", None)
    with pytest.raises(BadInput, match="pip install"):
        patches(5)
