"""The order of the work on a curve: cheap points first, and none that starves."""

from __future__ import annotations

import time
from dataclasses import replace
from importlib import import_module
from math import comb

import pytest
from small_codes import brute

from adversary import error
from adversary.worst_case.proof import FEW, Proof
from adversary.worst_case.result import Method
from adversary.worst_case.schedule import Schedule, monotone
from designs import cyclic_repetition, random_biregular, uncoded

REGULAR = random_biregular(26, 26, 5, seed=0)


class Clock:
    """A clock that stands still until the test moves it."""

    def __init__(self, monkeypatch):
        self.now = 1000.0
        monkeypatch.setattr(time, "monotonic", lambda: self.now)


def test_all_cheap_points_are_proved_before_anything_else_is_begun(monkeypatch):
    worked_on = []
    finish = Proof.finish

    def recorded(self, progress, until=None):
        worked_on.append(self.s)
        finish(self, progress, until)
        if comb(REGULAR.workers, self.s) > FEW:
            raise KeyboardInterrupt

    monkeypatch.setattr(Proof, "finish", recorded)
    schedule = Schedule(REGULAR, "optimal", None)
    with pytest.raises(KeyboardInterrupt):
        schedule.run(None)
    cheap = {s for s in range(27) if comb(26, s) <= FEW}
    assert set(worked_on[:-1]) <= cheap
    assert all(schedule.result()[s].proved for s in cheap)


def test_a_cyclic_code_is_exact_below_its_redundancy_whatever_the_rest_takes(monkeypatch):
    code = cyclic_repetition(24, 4)
    finish = Proof.finish

    def limited(self, progress, until=None):
        if comb(24, self.s) > 100_000:
            raise KeyboardInterrupt
        finish(self, progress, until)

    monkeypatch.setattr(Proof, "finish", limited)
    schedule = Schedule(code, "optimal", None)
    with pytest.raises(KeyboardInterrupt):
        schedule.run(None)
    points = schedule.result()
    assert [point.error for point in points[:4]] == [0, 0, 0, 0]
    assert {point.method for point in points[:4]} <= {Method.FULL_SPAN, Method.SQUEEZED}


def test_slices_double_and_every_open_point_has_its_turn(monkeypatch):
    slices = []

    def idle(self, _, until=None):
        slices.append((self.s, round(until - clock.now, 3)))
        clock.now = until

    clock = Clock(monkeypatch)
    monkeypatch.setattr(Proof, "finish", idle)
    monkeypatch.setattr(Proof, "attack", lambda *_: None)
    schedule = Schedule(random_biregular(14, 14, 4, seed=0), "optimal", clock.now + 3)
    monkeypatch.setattr(import_module("adversary.worst_case.schedule"), "FEW", 0)
    schedule.run(None)
    first, second = slices[:15], slices[15:]
    assert {seconds for _, seconds in first} == {0.1}
    assert sorted(s for s, _ in first) == list(range(15))
    assert second[:-1] == [(s, 0.2) for s, _ in first][: len(second) - 1]
    assert sum(seconds for _, seconds in slices) == pytest.approx(3, abs=0.02)


def test_what_one_point_proves_ends_the_work_on_others():
    code = random_biregular(8, 8, 3, seed=1)
    schedule = Schedule(code, "optimal", None)
    worst = schedule.proofs[3]
    worst.run(None, keep_on_interrupt=False)
    schedule.points[3] = worst.result()
    schedule._share()
    points = schedule.result()
    truth = brute(code, 3)
    assert all(point.upper <= truth for point in points[:3])
    assert all(point.lower >= truth for point in points[4:])
    assert all(error(code, point.worst_set) == point.lower for point in points)


def test_a_point_squeezed_between_its_neighbours_is_done():
    points = [
        replace(p, method=Method.STOPPED) for p in Schedule(uncoded(4), "optimal", None).result()
    ]
    points[2] = replace(points[2], lower=1, worst_set=(0, 1), upper=4)
    points[3] = replace(points[3], upper=2, lower=2)
    points[1] = replace(points[1], lower=2, worst_set=(0,))
    done = monotone(uncoded(4), points)
    assert done[2].lower == done[2].upper == 2
    assert done[2].method is Method.SQUEEZED


def test_progress_counts_the_points_that_are_done():
    done = []
    Schedule(random_biregular(9, 9, 3), "optimal", None).run(done.append)
    assert done == sorted(done)
    assert done[-1] == 10
