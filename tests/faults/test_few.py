"""More than s missing: a named failure in time, or the approximate answer; then recovery."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from scenes import EXACT, NEARLY, TOLERATED, known, scene

from adversary.worst_case import worst_case

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the local engine needs Linux"),
    pytest.mark.usefixtures("nothing_left"),
]


def test_too_few_until_the_deadline_and_everybody_in_the_next_round(tmp_path):
    with scene(tmp_path) as s:
        struck = s.some(TOLERATED + 1)
        for w in struck:
            s.engine.stop(w)
        for _ in range(3):
            brought = s.round(EXACT.workers - TOLERATED, 0.2, dict.fromkeys(struck, "stopped"))
            assert brought.seconds >= 0.2
        for w in struck:
            s.engine.resume(w)
        s.round()


@pytest.mark.parametrize("deadline", [0.0, 1e-9])
def test_no_time_at_all(tmp_path, deadline):
    with scene(tmp_path, NEARLY) as s:
        for w in s.all:
            s.engine.stop(w)
        s.round(3, deadline, dict.fromkeys(s.all, "stopped"))
        for w in s.all:
            s.engine.resume(w)
        s.round()


@pytest.mark.parametrize("code", [EXACT, NEARLY], ids=str)
def test_the_approximate_answer_with_its_certificate(tmp_path, code):
    """Every count of missing workers: the error of those that came, below the worst case."""
    with scene(tmp_path, code) as s:
        struck = []
        for w in s.random.permutation(code.workers).tolist()[:-1]:
            struck.append(w)
            s.engine.stop(w)
            enough = code.workers - len(struck)
            brought = s.round(enough, 60.0, dict.fromkeys(struck, "stopped"))
            survivors = tuple(sorted(brought.answers))
            weights, exact = known(code, survivors)
            probe = weights @ np.stack([brought.answers[v][s.dimension :] for v in survivors])
            certified = float(worst_case(code, len(struck)).error)
            assert float(np.sum((probe - 1) ** 2)) == pytest.approx(
                float(exact), rel=1e-9, abs=1e-9
            )
            assert float(np.sum((probe - 1) ** 2)) <= certified + 1e-9


def test_the_answers_of_a_failed_round_are_not_used_again(tmp_path):
    """What came too late for the deadline belongs to no later round."""
    with scene(tmp_path) as s:
        for w in (0, 1, 2):
            s.hold(w, 1)
        s.broadcast()
        for w in (0, 1, 2):
            s.await_held(w)
        s.collect(2, 0.05, dict.fromkeys((0, 1, 2), "late"))
        for w in (0, 1, 2):
            s.release(w)
        for _ in range(5):
            s.round()
