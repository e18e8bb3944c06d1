"""Training: steps, stopping rules, delays, fewer answers with their certificate, interruption."""

from __future__ import annotations

import sys
from fractions import Fraction

import numpy as np
import pytest

from adversary.decoding.error import error
from adversary.decoding.online import Decoding
from adversary.run.optimisers import OPTIMISERS, constant
from adversary.run.settings import Settings
from adversary.run.stragglers import Exponential, Fixed, Sometimes
from adversary.run.training import agrees
from adversary.run.trial import trial
from adversary.tasks.task import tiny
from adversary.worst_case import worst_case
from designs import block_design, cyclic_repetition, fractional_repetition, uncoded

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the local engine needs Linux"),
    pytest.mark.usefixtures("nothing_left"),
]


def kept_the_promise(result):
    """Every round has a sum that errs no more than its certificate, or a named failure."""
    for record in result.rounds:
        if record.failure:
            assert record.exact is None or record.measured is not None
            continue
        assert agrees(record.measured, record.exact)
        certificate = result.certificate(record)
        assert certificate is not None
        assert record.exact <= certificate.upper
        assert record.measured <= float(certificate.upper) * (1 + 1e-9) + 1e-9


@pytest.mark.parametrize("name", sorted(OPTIMISERS))
def test_a_run_takes_the_steps_of_its_optimiser(name):
    code, task = cyclic_repetition(4, 2), tiny(4)
    result = trial(code, task, Settings(1, optimiser=name, rate=0.3, rounds=12))
    alone = OPTIMISERS[name](np.zeros(1), constant(0.3))
    for _ in range(12):
        alone = alone.step(alone.point - 1.5)
    assert result.loss == pytest.approx(task.evaluate(alone.parameters)[0], rel=1e-9)


def test_a_task_may_say_where_training_starts():
    from dataclasses import replace

    task = replace(tiny(3), start=np.array([1.0]))
    result = trial(uncoded(3), task, Settings(0, attack="none", rounds=1))
    assert result.loss == 1.0


def test_fewer_answers_are_decoded_with_the_certificate_for_so_many():
    code = block_design(7, 3, 1)
    options = {"silence": [0, 1, 2, 3], "deadline": 0.1, "rounds": 3}
    refused = trial(code, tiny(7), Settings(2, **options))
    assert [r.failure[:14] for r in refused.rounds] == ["3 of 5 answers"] * 3
    assert refused.loss == tiny(7).evaluate(np.zeros(1))[0]
    accepted = trial(code, tiny(7), Settings(2, accept_fewer=True, **options))
    assert not accepted.failures
    kept_the_promise(accepted)
    assert set(accepted.certificates) == {4}
    assert accepted.certificates[4].error == worst_case(code, 4).error
    for record in accepted.rounds:
        assert record.exact == error(code, [0, 1, 2, 3])
        assert accepted.certificate(record).stragglers == 4


def test_when_nobody_answers_there_is_no_sum():
    result = trial(
        uncoded(3),
        tiny(3),
        Settings(0, silence=[0, 1, 2], fault="kill", accept_fewer=True, rounds=5),
    )
    assert len(result.failures) == 3
    assert all(r.failure.startswith("0 of 3 answers; worker 0 dead") for r in result.rounds)


@pytest.mark.parametrize("decoder", ["optimal", "one-step"])
@pytest.mark.parametrize("accept_fewer", [False, True])
def test_under_random_delays_every_round_keeps_the_promise(decoder, accept_fewer):
    code = block_design(7, 3, 1)
    late = Sometimes([0.3] * 7, delay=0.2, seed=4)
    result = trial(
        code,
        tiny(7),
        Settings(
            2,
            attack="none",
            decoder=decoder,
            delays=late,
            policy="abandon",
            deadline=0.05,
            rounds=15,
            accept_fewer=accept_fewer,
        ),
    )
    kept_the_promise(result)
    assert (late.delays(15, 7) > 0).sum(axis=1).max() > 2
    assert bool(result.failures) != accept_fewer
    for record in result.rounds:
        assert set(record.survivors) | set(record.missing) == set(range(7))


def test_delays_are_met_by_the_workers_that_they_name():
    result = trial(
        uncoded(3),
        tiny(3),
        Settings(1, attack="none", delays=Fixed((2,), 5.0), policy="abandon", rounds=4),
    )
    for record in result.rounds:
        assert record.survivors == (0, 1)
        assert record.missing == {2: "late"}
        assert set(record.arrivals) == {0, 1}
        assert all(0 < x <= record.seconds for x in record.arrivals.values())


def test_a_table_of_delays_will_do():
    table = np.zeros((2, 3))
    table[0, 0] = table[1, 1] = 5.0
    result = trial(
        uncoded(3), tiny(3), Settings(1, attack="none", delays=table, policy="abandon", rounds=4)
    )
    assert [r.survivors for r in result.rounds] == [(1, 2), (0, 2)] * 2


def test_a_rule_ends_the_round_when_it_is_content():
    code = fractional_repetition(4, 2)
    groups = [{0, 1}, {2, 3}]

    def every_group(levels):
        return all(group & set(levels) for group in groups)

    late = Fixed((0, 3), 5.0)
    result = trial(
        code,
        tiny(4),
        Settings(0, attack="none", enough=every_group, delays=late, policy="abandon", rounds=3),
    )
    assert not result.failures
    for record in result.rounds:
        assert record.exact == 0
        assert record.survivors == (1, 2)
    kept_the_promise(result)


def test_a_rule_that_is_not_content_is_a_named_failure():
    result = trial(
        uncoded(2),
        tiny(2),
        Settings(0, silence=[1], enough=lambda _: False, deadline=0.05, rounds=9),
    )
    assert [r.failure for r in result.rounds] == ["1 of enough answers; worker 1 stopped"] * 3


def test_two_tracks_for_adam():
    p = Fraction(1, 4)
    code, late = uncoded(4), Sometimes([0.25] * 4, 5.0, seed=1)
    result = trial(
        code,
        tiny(4),
        Settings(
            0,
            attack="none",
            decoder="two-track",
            probabilities=[p] * 4,
            enough=4,
            accept_fewer=True,
            deadline=0.05,
            delays=late,
            policy="abandon",
            optimiser="adam",
            rate=0.1,
            rounds=20,
        ),
    )
    assert result.certified is None
    assert result.certificates == {}
    optimiser = OPTIMISERS["adam"](np.zeros(1), constant(0.1))
    factor = Decoding(code, "two-track", [p] * 4).of((0,)).second[0] / (4 / 3)
    for record in result.rounds:
        if record.failure:
            continue
        partials = optimiser.point[0] - np.array(record.survivors)
        first = np.array([4 / 3 * partials.sum() / 4])
        optimiser = optimiser.step(first, factor * first)
        silent = 4 - len(record.survivors)
        assert record.exact == silent + (4 - silent) * Fraction(1, 9)
    assert result.loss == pytest.approx(tiny(4).evaluate(optimiser.parameters)[0])


def test_evaluations_are_taken_at_their_rounds_and_at_the_end():
    result = trial(uncoded(3), tiny(3), Settings(0, attack="none", rounds=7, evaluate_every=3))
    assert [e.round for e in result.evaluations] == [0, 3, 6, 7]
    assert [e.loss for e in result.evaluations] == pytest.approx(
        [tiny(3).evaluate(np.array([1 - 0.5**t]))[0] for t in (0, 3, 6, 7)]
    )
    times = [e.seconds for e in result.evaluations]
    assert times == sorted(times)
    assert times[-1] <= result.wall_seconds


def test_the_wall_clock_covers_the_rounds_and_little_else():
    result = trial(
        uncoded(3), tiny(3), Settings(0, attack="none", delays=Exponential(0.02, seed=2), rounds=20)
    )
    total = sum(r.seconds for r in result.rounds)
    assert total <= result.wall_seconds
    # Ten times the 1 % that a quiet machine keeps to.
    assert result.wall_seconds <= 1.1 * total + 0.1


def test_ctrl_c_keeps_what_is_done_if_asked_to():
    def impatient(number):
        if number == 4:
            raise KeyboardInterrupt

    fifty = Settings(0, attack="none", rounds=50)
    with pytest.raises(KeyboardInterrupt):
        trial(uncoded(3), tiny(3), fifty, progress=impatient)
    result = trial(uncoded(3), tiny(3), fifty, progress=impatient, keep_on_interrupt=True)
    assert result.interrupted
    assert [r.number for r in result.rounds] == list(range(5))
    assert result.loss == pytest.approx(tiny(3).evaluate(np.array([1 - 0.5**5]))[0])


def test_an_interrupted_round_counts_wholly_or_not_at_all(monkeypatch):
    from adversary.run.training import Training

    inner, calls = Training._decoded, []

    def interrupted(self, *arguments):
        calls.append(0)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return inner(self, *arguments)

    monkeypatch.setattr(Training, "_decoded", interrupted)
    result = trial(uncoded(3), tiny(3), Settings(0, attack="none"), keep_on_interrupt=True)
    assert len(result.rounds) == 2
    assert result.loss == pytest.approx(tiny(3).evaluate(np.array([0.75]))[0])
