"""Jobs over several rounds: deadlines, what is waited for, models, and what is dropped."""

from __future__ import annotations

import numpy as np
import pytest
from nested_runs import processes
from schemes import messages_of, small

from adversary.cluster.engine import Collected
from adversary.decoding.bursty import BurstyModel
from adversary.decoding.sequential import run_multiplexed, run_selective_reattempt
from adversary.run.optimisers import GradientDescent, constant
from adversary.run.rules import Wait
from adversary.run.schemes import Ending
from adversary.run.sequential import JobDecoder, Models, model_of
from adversary.run.settings import Settings
from adversary.run.trial import trial
from adversary.tasks import task_of
from designs import BadInput

PLAYS = {"selective-reattempt": run_selective_reattempt, "multiplexed": run_multiplexed}


class Played:
    """An engine whose workers compute honestly; those of a set are silent in a round."""

    def __init__(self, scheme, patterns, gradients):
        self.scheme, self.patterns = scheme, iter(patterns)
        self.sent = messages_of(scheme, gradients)
        self.round = 0

    def play(self, decoder, point):
        self.block = decoder.broadcast(point)
        self.round += 1

    def collect(self, enough, _):
        scheme, silent = self.scheme, next(self.patterns)
        chosen, codes = scheme.sending.chosen, len(scheme.codes)
        plan = self.block[-scheme.workers * chosen :].reshape(-1, chosen).astype(int)
        levels = {
            w: tuple(
                self.sent[w, x % codes] if x >= 0 else np.zeros_like(self.sent[w, 0]) for x in row
            )
            for w, row in enumerate(plan)
            if w not in silent
        }
        self.satisfied = enough(dict.fromkeys(levels, chosen))
        missing = dict.fromkeys(silent, "late")
        last = {w: vectors[-1] for w, vectors in levels.items()}
        return Collected(self.round, last, missing, 0.1, {}, levels)


def start(scheme, dimension=3):
    one = GradientDescent(np.zeros(dimension), constant(1.0))
    return Models((one,) * scheme.sending.models)


def play(name, pattern, wait=None, dimension=3):
    """The answers of every round, whether its rule was satisfied, and the sum of the gradients."""
    scheme = small(name)
    gradients = np.random.default_rng(2).standard_normal((scheme.partitions, dimension))
    decoder, engine = JobDecoder(scheme), Played(scheme, pattern, gradients)
    found = []
    for _ in pattern:
        engine.play(decoder, start(scheme, dimension))
        answers = decoder.collect(engine, wait or Wait(Ending(0, scheme.sending.chosen), 1.0))
        found.append((answers, engine.satisfied))
    return scheme, found, gradients.sum(axis=0)


@pytest.mark.parametrize("name", PLAYS)
@pytest.mark.parametrize("seed", range(6))
def test_jobs_are_decoded_in_the_rounds_of_the_schedule_and_exactly(name, seed):
    scheme = small(name)
    pattern = model_of(scheme).random_pattern(scheme.workers, 12, seed)
    expected = PLAYS[name](scheme, pattern).finished
    _, found, total = play(name, pattern)
    ended = {job: t for t, (answers, _) in enumerate(found) for job in answers.jobs}
    assert [ended[job] for job in range(len(expected))] == list(expected)
    for answers, satisfied in found:
        assert satisfied
        assert (answers.failure, answers.must_be_exact) == ("", True)
        for one, job in zip(answers.sums(3), sorted(answers.jobs), strict=True):
            assert one.exact == 0
            assert one.model == job % scheme.sending.models
            assert np.allclose(one.vector, total)


def test_what_violates_the_model_is_waited_for():
    pattern = [(0, 1), (2, 3), ()]
    assert not BurstyModel(1, 2, 2).conforms(pattern)
    _, found, _ = play("selective-reattempt", pattern)
    assert [satisfied for _, satisfied in found] == [True, False, True]
    _, found, _ = play("selective-reattempt", [(0,)] * 4)
    assert all(satisfied for _, satisfied in found), "one a round is tolerated without reattempts"


def test_a_job_that_is_due_and_cannot_be_decoded_is_dropped():
    pattern = [(0, 1), (0, 1), ()]
    _, found, _ = play("selective-reattempt", pattern)
    failures = [answers.failure for answers, _ in found]
    assert failures[1].startswith("job 0 is due and cannot be decoded: worker 0 late")
    assert found[1][0].sums(3) == []
    assert [sorted(answers.jobs) for answers, _ in found] == [[], [], [1, 2]]
    scheme = small("selective-reattempt")
    wait = Wait(Ending(0, scheme.sending.chosen), 1.0, accept_fewer=True)
    _, found, _ = play("selective-reattempt", pattern, wait)
    answers, _ = found[1]
    assert (answers.failure, answers.must_be_exact, sorted(answers.jobs)) == ("", False, [0])
    assert answers.sums(3)[0].exact > 0


def test_models_take_steps_of_their_own():
    models = start(small("multiplexed"), 1)
    after = models.stepped(1, np.array([2.0])).stepped(0, np.array([1.0]))
    assert after.point.tolist() == [-1.0, -2.0]
    assert after.parameters.tolist() == [-1.0]
    assert after.step(np.array([1.0])).last == 1


@processes
@pytest.mark.parametrize("name", PLAYS)
def test_deadlines_are_kept_under_bursts_on_processes(name, tmp_path):
    scheme = small(name)
    pattern = model_of(scheme).random_pattern(scheme.workers, 10, 3)
    delays = np.array([[0.15 * (w in silent) for w in range(4)] for silent in pattern])
    task, log = task_of("breast-cancer", scheme.partitions), tmp_path / "run.jsonl"
    chosen = Settings(2, attack="none", rounds=10, delays=delays, deadline=30.0, policy="abandon")
    found = trial(scheme, task, chosen, log=log)
    assert not found.failures
    done = [job for record in found.rounds for job in record.told["jobs"]]
    assert done == sorted(done)
    assert len(done) >= 10 - scheme.delay
    for t, record in enumerate(found.rounds):
        assert all(job <= t <= job + scheme.delay for job in record.told["jobs"])
    assert found.certificate(found.rounds[-1]) is None
    with pytest.raises(BadInput, match="no state beside it"):
        trial(scheme, task, chosen, log=log, resume=True)
