"""Certified against measured, on real processes training on real data."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from adversary.run.settings import Settings
from adversary.run.trial import trial
from adversary.tasks import digits
from adversary.tasks.task import tiny
from adversary.worst_case import worst_case
from designs import (
    BadInput,
    GradientCode,
    block_design,
    cyclic_repetition,
    fractional_repetition,
    random_biregular,
    uncoded,
)
from designs.files import as_json_text

pytestmark = pytest.mark.usefixtures("nothing_left")


@pytest.mark.parametrize(
    ("code", "s"),
    [
        (block_design(13, 4, 1), 4),
        (block_design(7, 3, 1), 5),
        (fractional_repetition(12, 4), 4),
        (cyclic_repetition(8, 3), 2),
        (cyclic_repetition(8, 3), 3),
        (random_biregular(8, 8, 3, seed=1), 3),
        (uncoded(6), 2),
    ],
    ids=str,
)
@pytest.mark.parametrize("fault", ["stop", "kill"])
def test_measured_error_equals_the_certificate_in_every_round(code, s, fault):
    pytest.importorskip("sklearn")
    result = trial(code, digits(code.partitions, "sorted"), Settings(s, fault=fault, rounds=12))
    assert result.certified.proved
    assert len(result.rounds) == 12
    reason = {"stop": "stopped", "kill": "dead (SIGKILL)"}[fault]
    for record in result.rounds:
        assert set(record.survivors) == set(range(code.workers)) - set(result.silenced)
        assert record.missing == dict.fromkeys(result.silenced, reason)
        assert record.exact == result.certified.error
        assert record.measured == pytest.approx(float(record.exact), rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("seed", range(4))
def test_random_attacks_stay_below_the_certificate(seed):
    code = random_biregular(8, 8, 3, seed=1)
    result = trial(code, tiny(8), Settings(3, attack="random", rounds=5, seed=seed))
    for record in result.rounds:
        assert record.exact <= result.certified.error
        assert record.measured == pytest.approx(float(record.exact), rel=1e-9, abs=1e-12)


def test_without_an_attack_whoever_answers_first_is_decoded():
    code = block_design(7, 3, 1)
    result = trial(code, tiny(7), Settings(2, attack="none", rounds=30))
    assert result.silenced == ()
    for record in result.rounds:
        assert len(record.survivors) >= 5
        assert record.measured == pytest.approx(float(record.exact), rel=1e-9)
        assert record.exact <= result.certified.error


def test_fixed_decoders_are_measured_too():
    code = block_design(7, 3, 1)
    known = worst_case(code, 2, decoder="one-step")
    result = trial(code, tiny(7), Settings(2, decoder="one-step", rounds=3), known=known)
    for record in result.rounds:
        assert record.measured == pytest.approx(float(known.error), rel=1e-9)


def test_training_reaches_the_exact_answer_when_nothing_is_lost():
    code = cyclic_repetition(5, 3)
    result = trial(code, tiny(5), Settings(2, rounds=60))
    assert result.accuracy == 1.0


def test_waiting_for_all_with_a_stopped_worker_is_a_named_failure():
    result = trial(uncoded(3), tiny(3), Settings(0, silence=[1], rounds=9, deadline=0.1))
    assert len(result.rounds) == len(result.failures) == 3
    assert result.worst_measured is None
    for record in result.rounds:
        assert record.missing == {1: "stopped"}
        assert record.exact is record.measured is None
        assert record.failure == "2 of 3 answers; worker 1 stopped"


def test_sorted_digits_need_redundancy():
    pytest.importorskip("sklearn")
    task = digits(13, "sorted")
    coded = trial(block_design(13, 4, 1), task, Settings(4, rounds=60))
    ignoring = trial(uncoded(13), task, Settings(4, decoder="one-step", rounds=60))
    assert coded.accuracy > ignoring.accuracy + 0.1


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"stragglers": 7}, r"0\.\.6"),
        ({"stragglers": -1}, r"0\.\.6"),
        ({"rounds": 0}, "at least 1"),
        ({"deadline": 0}, "above 0"),
        ({"attack": "all"}, "attack must be"),
        ({"fault": "burn"}, "fault must be"),
        ({"seed": -1}, "seed"),
    ],
)
def test_bad_questions(options, text):
    arguments = {"stragglers": 2} | options
    with pytest.raises(BadInput, match=text):
        trial(block_design(7, 3, 1), tiny(7), Settings(**arguments))


def test_json_of_a_run():
    value = trial(block_design(3, 2, 1), tiny(3), Settings(1, rounds=2)).to_json()
    assert value["format"] == "kirkman-run/1"
    assert value["certified"]["error"] == "1/3"
    assert [r["exact_error"] for r in value["rounds"]] == ["1/3", "1/3"]
    assert value["wall_seconds"] >= value["sum_of_round_seconds"] * 0.999


@pytest.mark.parametrize("split", ["shuffled", "sorted"])
def test_digits_sorted_have_few_kinds_in_a_partition(split):
    pytest.importorskip("sklearn")
    kinds = [len(set(labels.tolist())) for _, labels in digits(13, split).partitions]
    assert max(kinds) <= 2 if split == "sorted" else min(kinds) >= 9


def test_decoding_that_loses_precision_is_a_failed_round():
    code = GradientCode([[1, "200000000000000001/100000000000000000"], [1, 2]])
    result = trial(code, tiny(2), Settings(0, rounds=9))
    assert result.certified.error == 0
    assert len(result.rounds) == len(result.failures) == 3
    assert all("decode error measured" in record.failure for record in result.rounds)


def test_training_that_diverges_is_a_failed_round_and_valid_json():
    task = replace(tiny(3), rate=1e200)
    result = trial(uncoded(3), task, Settings(0, rounds=9))
    assert result.failures
    json.loads(as_json_text(result.to_json()), parse_constant=pytest.fail)


def test_weights_beyond_floats_are_one_sentence():
    with pytest.raises(BadInput, match="float64"):
        trial(GradientCode([[f"1/{10**320}"]]), tiny(1), Settings(0, rounds=1))


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"optimiser": "lion"}, "optimiser must be one of gd, nesterov, adam"),
        ({"policy": "lazy"}, "policy must be one of"),
        ({"rate": 0.0}, "rate must be above 0"),
        ({"enough": 0}, r"1\.\.7"),
        ({"enough": 8}, r"1\.\.7"),
        ({"evaluate_every": -1}, "evaluate every 0"),
        ({"engine": "carrier pigeons"}, "engine must be one of"),
        ({"decoder": "two-track"}, "needs the probabilities"),
        ({"decoder": "guess"}, "unknown decoder"),
        ({"probabilities": [0] * 7}, "go with two-track"),
        ({"decoder": "two-track", "probabilities": [Fraction(1, 2)] * 7}, "no worst set"),
        ({"decoder": "two-track", "probabilities": [2] * 7}, r"0\.\.1"),
        ({"delays": np.zeros((2, 3))}, r"shape \(rounds, 7\)"),
    ],
)
def test_options_that_do_not_fit(options, text):
    with pytest.raises(BadInput, match=text):
        trial(block_design(7, 3, 1), tiny(7), Settings(2, **options))
