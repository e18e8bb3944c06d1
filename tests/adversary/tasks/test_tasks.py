"""Tasks on real data: derivatives, every row once, and training that finds the closed form."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adversary.tasks import SIZED, TASKS, breast_cancer, digits, patches, random_features, task_of
from adversary.tasks.cancer import logistic_gradient, logistic_loss
from adversary.tasks.digits import softmax_gradient
from adversary.tasks.patches import square_gradient
from adversary.tasks.task import resolve
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
