"""Softmax regression on the digits: probabilities, gradients of sums, and the rows held back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adversary.tasks.digits import softmax, softmax_gradient, softmax_task


@given(st.integers(0, 10**6))
def test_probabilities_are_positive_and_add_up_however_large_the_scores(seed):
    random = np.random.default_rng(seed)
    chances = softmax(random.normal(scale=300, size=30), random.normal(size=(5, 3)))
    assert (chances >= 0).all()
    assert chances.sum(axis=1) == pytest.approx(1)


@given(st.integers(0, 10**6), st.integers(1, 6))
def test_the_gradient_of_all_rows_is_the_sum_over_partitions(seed, cut):
    random = np.random.default_rng(seed)
    x, y = random.normal(size=(7, 3)), random.integers(0, 10, 7).astype(float)
    parameters = random.normal(size=30)
    parts = [softmax_gradient(parameters, x[:cut], y[:cut])]
    parts.append(softmax_gradient(parameters, x[cut:], y[cut:]))
    assert softmax_gradient(parameters, x, y) == pytest.approx(sum(parts))


def test_a_quarter_of_the_rows_is_kept_for_testing():
    random = np.random.default_rng(1)
    features = random.normal(size=(40, 2))
    labels = (np.arange(40) % 10).astype(float)
    task = softmax_task("rows", features, labels, 3, "shuffled", 1.0)
    assert task.rows == 30
    held = np.concatenate([part[0] for part in task.partitions])
    assert {*map(tuple, held)} == {*map(tuple, features[10:])}
