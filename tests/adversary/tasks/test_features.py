"""Random features approximate a kernel."""

from __future__ import annotations

import numpy as np
import pytest

from adversary.tasks import digits, random_features


def test_random_features_approximate_a_gaussian_kernel():
    pytest.importorskip("sklearn")
    task = random_features(1, features=20_000)
    waves = task.partitions[0][0][:40]
    ((pixels, labels),) = digits(1).partitions
    assert np.array_equal(labels, task.partitions[0][1])
    squares = ((pixels[:40, None, :-1] - pixels[None, :40, :-1]) ** 2).sum(axis=2)
    # The standard deviation of an entry is at most sqrt(1/m) = 0.007: five of them.
    assert waves @ waves.T == pytest.approx(np.exp(-(0.7**2) * squares / 2), abs=0.036)
