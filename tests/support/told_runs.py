"""A run of two rounds as its log would tell it."""

from __future__ import annotations

from adversary.run.rounds import Evaluation, History, Round


def example(code, seconds, *, label="a"):
    rounds = (
        Round(0, (0,), {1: "late"}, 1, 1.0, seconds, "", {0: seconds}, seconds),
        Round(1, (0, 1), {}, 0, 0.0, seconds, "", {0: 0.5, 1: 0.25}, 2 * seconds),
    )
    header = {"code": code, "workers": 2, "label": label}
    return History(
        header, rounds, (Evaluation(2, 2 * seconds, 0.5, 0.75),), 2 * seconds, ended=True
    )
