"""Quantised messages: unbiased, and no noisier than stated."""

from __future__ import annotations

import numpy as np
import pytest

from adversary.decoding.quantised import noise, quantised


@pytest.mark.parametrize("bits", [1, 2, 5])
def test_quantised_messages_are_unbiased_and_no_noisier_than_stated(bits):
    message, random, draws = np.array([3.0, -1.0, 0.5, 0.0]), np.random.default_rng(bits), 4000
    sent = np.array([quantised(message, bits, random) for _ in range(draws)])
    spread = sent.std(axis=0, ddof=1) / np.sqrt(draws)
    assert np.all(np.abs(sent.mean(axis=0) - message) <= 5 * spread + 1e-12)
    length, levels = np.linalg.norm(message), 2**bits - 1
    steps = np.abs(sent) / length * levels
    assert np.allclose(steps, steps.round(), atol=1e-9)
    assert steps.max() <= levels + 1e-9
    square = np.mean(np.sum((sent - message) ** 2, axis=1)) / length**2
    assert square <= 1.1 * float(noise(bits, 4)) / 4


def test_nothing_is_quantised_to_nothing():
    assert not quantised(np.zeros(3), 1, np.random.default_rng(0)).any()
