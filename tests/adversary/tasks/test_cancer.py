"""Logistic regression keeps its ridge and does not overflow."""

from __future__ import annotations

import numpy as np
import pytest

from adversary.tasks.cancer import RIDGE, logistic_gradient


def test_the_logistic_gradient_neither_overflows_nor_forgets_the_ridge():
    x, y = np.array([[1.0]]), np.array([1.0])
    assert logistic_gradient(np.array([1e4]), x, y) == pytest.approx([RIDGE * 1e4])
    assert logistic_gradient(np.array([-1e4]), x, y) == pytest.approx([-1 - RIDGE * 1e4])
