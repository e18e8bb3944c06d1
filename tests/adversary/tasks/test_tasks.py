"""Tasks on real data: derivatives, every row once, and training that finds the closed form."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adversary.cluster.worker import resolve
from adversary.run.optimisers import Nesterov, constant
from adversary.tasks import SIZED, TASKS, breast_cancer, digits, patches, random_features, task_of
from adversary.tasks.cancer import RIDGE, logistic_gradient, logistic_loss
from adversary.tasks.digits import softmax_gradient
from adversary.tasks.patches import closed_form, curvature, square_gradient
from adversary.tasks.task import cut
from designs import BadInput

REAL = [digits, breast_cancer, random_features, patches]


def slopes(loss, parameters, at, step=1e-6):
    """Numerical derivatives of a loss in some coordinates."""
    for i in at:
        moved = np.zeros(len(parameters))
        moved[i] = step
        yield (loss(parameters + moved) - loss(parameters - moved)) / (2 * step)


def softmax_loss(parameters, features, labels):
    scores = features @ parameters.reshape(-1, 10)
    top = scores.max(axis=1)
    total = np.log(np.exp(scores - top[:, None]).sum(axis=1)) + top
    return (total - scores[np.arange(len(labels)), labels.astype(int)]).sum()


def square_loss(parameters, features, targets):
    return ((features @ parameters - targets) ** 2).sum() / 2


@pytest.mark.parametrize(
    ("gradient", "loss", "width", "classes"),
    [
        (softmax_gradient, softmax_loss, 10, 10),
        (logistic_gradient, logistic_loss, 1, 2),
        (square_gradient, square_loss, 1, 5),
    ],
)
@given(seed=st.integers(0, 10**6))
def test_gradients_are_derivatives(gradient, loss, width, classes, seed):
    random = np.random.default_rng(seed)
    data = random.normal(size=(4, 3)), random.integers(0, classes, 4).astype(float)
    parameters = random.normal(size=3 * width)
    found = gradient(parameters, *data)
    at = random.integers(0, len(parameters), 4)
    numeric = list(slopes(lambda p: loss(p, *data), parameters, at))
    assert found[at] == pytest.approx(numeric, abs=1e-4)


def test_the_logistic_gradient_neither_overflows_nor_forgets_the_ridge():
    x, y = np.array([[1.0]]), np.array([1.0])
    assert logistic_gradient(np.array([1e4]), x, y) == pytest.approx([RIDGE * 1e4])
    assert logistic_gradient(np.array([-1e4]), x, y) == pytest.approx([-1 - RIDGE * 1e4])


@pytest.mark.parametrize("make", REAL)
@pytest.mark.parametrize("split", ["shuffled", "sorted"])
def test_partitions_hold_every_training_row_once(make, split):
    pytest.importorskip("sklearn")
    pytest.importorskip("PIL")
    task, whole = make(13, split), make(1, "shuffled").partitions[0]
    rows = [np.concatenate(arrays) for arrays in zip(*task.partitions, strict=True)]
    assert len(rows[0]) == len(rows[1]) == task.rows
    keys = [np.lexsort([y, x[:, 0], x[:, 1]]) for x, y in (rows, whole)]
    for array, other in zip(rows, whole, strict=True):
        assert np.array_equal(array[keys[0]], other[keys[1]])
    sizes = [len(labels) for _, labels in task.partitions]
    assert max(sizes) - min(sizes) <= 1
    if split == "sorted":
        assert np.array_equal(rows[1], np.sort(rows[1]))


@pytest.mark.parametrize("make", REAL)
def test_the_named_gradient_fits_the_task_and_goes_down(make):
    pytest.importorskip("sklearn")
    pytest.importorskip("PIL")
    task = make(5)
    gradient = resolve(task.gradient)
    start = np.zeros(task.dimension)
    total = sum(gradient(start, *part) for part in task.partitions)
    assert total.shape == (task.dimension,)
    assert task.evaluate(start - task.rate * total / task.rows)[0] < task.evaluate(start)[0]


@pytest.mark.parametrize("make", [digits, breast_cancer, random_features])
def test_the_loss_evaluated_is_the_one_that_the_gradient_descends(make):
    pytest.importorskip("sklearn")
    task = make(3)
    gradient = resolve(task.gradient)
    point = np.random.default_rng(0).normal(size=task.dimension) / 10
    total = sum(gradient(point, *part) for part in task.partitions) / task.rows
    at = [0, 7, task.dimension - 1]
    numeric = list(slopes(lambda p: task.evaluate(p)[0], point, at, step=1e-4))
    assert total[at] == pytest.approx(numeric, rel=1e-4, abs=1e-7)


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


def test_random_features_approximate_a_gaussian_kernel():
    pytest.importorskip("sklearn")
    task = random_features(1, features=20_000)
    waves = task.partitions[0][0][:40]
    ((pixels, labels),) = digits(1).partitions
    assert np.array_equal(labels, task.partitions[0][1])
    squares = ((pixels[:40, None, :-1] - pixels[None, :40, :-1]) ** 2).sum(axis=2)
    # The standard deviation of an entry is at most sqrt(1/m) = 0.007: five of them.
    assert waves @ waves.T == pytest.approx(np.exp(-(0.7**2) * squares / 2), abs=0.036)


@pytest.mark.parametrize("partitions", [0, 500])
def test_data_that_cannot_be_cut(partitions):
    with pytest.raises(BadInput, match=r"partitions must be 1\.\.9"):
        cut([np.zeros(9)], partitions, "shuffled", by=np.zeros(9))


def test_splits_are_two():
    with pytest.raises(BadInput, match="split"):
        cut([np.zeros(9)], 3, "x", by=np.zeros(9))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("covertype", "data must be one of"),
        ("digits:3", "goes with patches"),
        ("patches:4", r"\(3, 5, 7\)"),
        ("patches:x", "whole number"),
        ("patches:", "whole number"),
        ("random-features:0", r"1\.\.50000"),
    ],
)
def test_tasks_that_there_are_not(name, text):
    pytest.importorskip("sklearn")
    with pytest.raises(BadInput, match=text):
        task_of(name, 3)


def test_a_size_goes_with_the_name_of_a_task():
    pytest.importorskip("sklearn")
    assert task_of("random-features:30", 3).dimension == 300
    assert set(SIZED) < set(TASKS)


def test_missing_extras_are_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "sklearn", None)
    monkeypatch.setitem(sys.modules, "sklearn.datasets", None)
    for make in REAL:
        with pytest.raises(BadInput, match="pip install"):
            make(5)


def test_pillow_is_missed_by_name(monkeypatch):
    pytest.importorskip("sklearn")
    monkeypatch.setitem(sys.modules, "PIL", None)
    with pytest.raises(BadInput, match="pip install"):
        patches(5)
