"""Optimisers against recursions written another way, and on real tasks."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adversary.run.optimisers import (
    OPTIMISERS,
    GradientDescent,
    Nesterov,
    TwoTrackAdam,
    constant,
    harmonic,
)
from adversary.run.settings import Settings
from adversary.run.trial import trial
from adversary.tasks import digits, patches
from adversary.tasks.patches import closed_form
from designs import BadInput, block_design

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the local engine needs Linux"),
    pytest.mark.usefixtures("nothing_left"),
]


def test_nesterov_finds_the_closed_form_of_the_photographs():
    pytest.importorskip("PIL")
    code, task = block_design(3, 2, 1), patches(3)
    result = trial(code, task, Settings(0, attack="none", optimiser="nesterov", rounds=30))
    best = closed_form(task.partitions)
    least = task.evaluate(best)[0]
    assert not result.failures
    assert least <= result.loss <= least + 2 * np.sum(best**2) / task.rate / 31**2


def test_sorted_digits_with_momentum():
    pytest.importorskip("sklearn")
    task = digits(7, "sorted")
    plain = trial(block_design(7, 3, 1), task, Settings(2, rounds=40))
    faster = trial(block_design(7, 3, 1), task, Settings(2, rounds=40, optimiser="nesterov"))
    assert faster.loss < plain.loss


gradients = st.lists(st.floats(-10, 10), min_size=1, max_size=6)


@given(gradients)
def test_harmonic_steps_on_squares_give_the_mean(samples):
    """On |b - x|^2 l/2 with rates 1/(l t) the parameters are the mean of the x so far."""
    found = GradientDescent(np.array([99.0]), harmonic(2.0))
    for x in samples:
        found = found.step(2.0 * (found.point - x))
    assert found.parameters[0] == pytest.approx(np.mean(samples), abs=1e-12)


@given(gradients, st.floats(0, 0.5))
def test_nesterov_is_momentum_written_another_way(values, decay):
    """b' = y - r g - d r b and y' = b' + (t/(t+3)) (b' - b): the momentum of theta_t = 2/(t+2)."""
    b = y = 1.0
    found = Nesterov(np.array([1.0]), constant(0.25), decay)
    for t, g in enumerate(values):
        assert found.point[0] == pytest.approx(y, rel=1e-9, abs=1e-9)
        found = found.step(np.array([g]))
        new = y - 0.25 * g - decay * 0.25 * b
        b, y = new, new + t / (t + 3) * (new - b)
        assert found.parameters[0] == pytest.approx(b, rel=1e-9, abs=1e-9)


@given(gradients, st.floats(0.5, 4))
def test_adam_weighs_the_past_geometrically(values, factor):
    """Its means written as sums; a second track of c g is Adam with rate/c and epsilon/c."""
    found = TwoTrackAdam(np.zeros(1), constant(0.5), epsilon=1e-3)
    other = TwoTrackAdam(np.zeros(1), constant(0.5 * factor), epsilon=1e-3 * factor)
    b = 0.0
    for t in range(1, len(values) + 1):
        g = np.array(values[:t])
        found = found.step(g[-1:])
        other = other.step(g[-1:], factor * g[-1:])
        one, two = (p ** np.arange(t - 1, -1, -1) for p in (0.9, 0.999))
        mean, square = one @ g / one.sum(), two @ g**2 / two.sum()
        b -= 0.5 * mean / (np.sqrt(square) + 1e-3)
        assert found.parameters[0] == pytest.approx(b, rel=1e-6, abs=1e-9)
        assert other.parameters[0] == pytest.approx(b, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("name", sorted(OPTIMISERS))
def test_a_step_leaves_the_state_before_it_as_it_was(name):
    start = OPTIMISERS[name](np.zeros(2), constant(0.5))
    first = start.step(np.ones(2))
    first.step(np.ones(2))
    assert start.parameters.tolist() == [0, 0]
    assert first.parameters.tolist() == start.step(np.ones(2)).parameters.tolist()


@pytest.mark.parametrize("decays", [(1.0, 0.5), (0.5, -0.1)])
def test_decays_of_adam_out_of_range(decays):
    with pytest.raises(BadInput, match=f"got {decays[0]}, {decays[1]}"):
        TwoTrackAdam(np.zeros(1), constant(0.5), *decays)
