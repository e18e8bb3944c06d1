"""The verification sweep finds what is wrong, and nothing else; names of the command line."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from fractions import Fraction

import pytest

import adversary.run.sweep
from adversary.run.baselines import BASELINES, baseline
from adversary.run.rule_names import RULES, rule_of
from adversary.run.rules import AllGroups, Decodable
from adversary.run.straggler_names import MODELS, stragglers_of
from adversary.run.stragglers import Bursty, Exponential, Fixed, PerWorker, RandomSet, Sometimes
from adversary.run.sweep import MOST_WORKERS, members, sizes, sweep
from adversary.run.traces import write_trace
from adversary.worst_case import worst_case
from designs import BadInput, block_design, fractional_repetition, uncoded
from designs.codes.family import registered

linux = pytest.mark.skipif(sys.platform != "linux", reason="the local engine needs Linux")
pytestmark = [linux, pytest.mark.usefixtures("nothing_left")]
SAMPLE = ["cyclic-repetition", "nested-fractional"]


def checked(found, sets):
    assert found.good
    assert found.certified.proved
    assert found.sets >= min(sets + 1, found.workers)
    assert found.worst_gap <= 1e-9
    assert found.worst_measured <= float(found.certified.error) * (1 + 1e-9) + 1e-9
    assert found.worst_measured == pytest.approx(float(found.certified.error), rel=1e-9, abs=1e-9)


def test_a_sample_of_the_sweep():
    results = list(sweep(members(SAMPLE), sets=5))
    assert len(results) == 3 + 3 * 3
    for found in results:
        checked(found, 5)


@pytest.mark.slow
def test_the_whole_sweep():
    results = list(sweep(members()))
    assert {r.family.partition(",")[0] for r in results} == set(registered())
    for found in results:
        checked(found, 20)


def test_all_members_are_small_enough():
    for _, code in members(["product", "edge-scheme", "uncoded"]):
        assert 1 < code.workers <= MOST_WORKERS
    with pytest.raises(BadInput, match="unknown family"):
        list(members(["nothing"]))


@pytest.mark.parametrize("workers", range(2, 17))
def test_sizes_leave_somebody_to_answer(workers):
    assert all(1 <= s < workers for s in sizes(workers))


def test_a_wrong_certificate_is_found_out(monkeypatch):
    def too_low(code, s, **options):
        known = worst_case(code, s, **options)
        return replace(known, lower=known.lower / 2, upper=known.upper / 2)

    monkeypatch.setattr(adversary.run.sweep, "worst_case", too_low)
    results = list(sweep([("fano", block_design(7, 3, 1))], sets=3))
    assert all("exceeds the certificate" in r.complaint for r in results)


def test_a_worst_set_that_is_not_worst_is_found_out(monkeypatch):
    def too_high(code, s, **options):
        known = worst_case(code, s, **options)
        return replace(known, lower=Fraction(99), upper=Fraction(99))

    monkeypatch.setattr(adversary.run.sweep, "worst_case", too_high)
    results = list(sweep([("fano", block_design(7, 3, 1))], sets=3))
    assert all("is not the certified 99" in r.complaint for r in results)


def test_a_code_that_the_workers_do_not_use_is_found_out(monkeypatch):
    code, other = block_design(7, 3, 1), uncoded(7)
    opened = adversary.run.sweep.open_engine
    monkeypatch.setattr(
        adversary.run.sweep, "open_engine", lambda name, _, task: opened(name, other, task)
    )
    results = list(sweep([("fano", code)], sets=3))
    assert all("measured" in r.complaint for r in results)


def test_the_verb_verify(run, monkeypatch):
    code, out, err = run("verify", "uncoded", "--sets", 2)
    assert (code, err) == (0, "")
    assert out.splitlines()[-1].endswith("0 complaints")
    code, out, _ = run("verify", "uncoded", "--json")
    (result,) = json.loads(out)["results"]
    assert result["sets"] == 3
    assert result["certified"]["error"] == "1"
    monkeypatch.setattr(adversary.run.sweep, "agrees", lambda _measured, _exact: False)
    assert run("verify", "uncoded")[0] == 1
    assert run("verify", "nothing")[0] == 2


def test_straggler_models_by_name(tmp_path):
    assert stragglers_of("exponential", 3) == Exponential(seed=3)
    assert stragglers_of("exponential:seed=5,mean=0.25", 3) == Exponential(0.25, seed=5)
    assert stragglers_of("per-worker:means=0.1/0.2") == PerWorker((0.1, 0.2))
    assert stragglers_of("sometimes:probabilities=0/1,delay=2") == Sometimes((0.0, 1.0), 2.0)
    assert stragglers_of("random-set:stragglers=2,delay=3.5") == RandomSet(2, 3.5)
    assert stragglers_of("bursty:enter=0.1,leave=0.5,delay=1") == Bursty(0.1, 0.5, 1.0)
    assert stragglers_of("fixed:workers=3,delay=1") == Fixed((3,), 1.0)
    write_trace([[0.5, 0.25]], tmp_path / "a.csv")
    assert stragglers_of(str(tmp_path / "a.csv")).delays(2, 2).tolist() == [[0.5, 0.25]] * 2
    assert len(MODELS) == 6


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("lazy", "one of exponential"),
        ("exponential:median=1", "have the numbers mean, shift, seed"),
        ("bursty:enter=0.1", "have the numbers enter, leave, delay, seed"),
        ("exponential:mean", "like name:mean=0.5"),
        ("exponential:mean=x", "like name:mean=0.5"),
        ("exponential:mean=1/2", "one number"),
        ("exponential:mean=-1", "at least 0"),
        ("no-such-trace.csv", "cannot read"),
    ],
)
def test_straggler_models_that_there_are_not(text, sentence):
    with pytest.raises(BadInput, match=sentence):
        stragglers_of(text)


@pytest.mark.parametrize(("workers", "stragglers"), [(6, 2), (7, 2), (5, 0), (4, 3)])
def test_the_exact_baseline_loses_nothing_and_holds_no_more_than_it_must(workers, stragglers):
    found = baseline("exact", workers, stragglers)
    assert worst_case(found.code, stragglers).error == 0
    assert set(found.code.replication()) == {stragglers + 1}


def test_ignoring_stragglers_rescales():
    found = baseline("ignore", 5, 2)
    known = worst_case(found.code, 2, decoder=found.decoder)
    # Two partitions are lost; the others count 5/3 times.
    assert known.error == 2 + 3 * Fraction(2, 3) ** 2


@pytest.mark.parametrize(("name", "stragglers"), [("hope", 1), ("exact", 5), ("wait", -1)])
def test_baselines_that_there_are_not(name, stragglers):
    with pytest.raises(BadInput):
        baseline(name, 5, stragglers)
    assert len(BASELINES) == 3


def test_rules_by_name():
    code = block_design(7, 3, 1)
    assert rule_of("first", code, 2) == (5, False)
    assert rule_of("all", code, 2) == (7, False)
    assert rule_of("deadline", code, 2) == (7, True)
    assert rule_of("decodable:4/7", code, 2) == (Decodable(code, Fraction(4, 7)), False)
    assert rule_of("decodable", code, 2) == (Decodable(code, 0), False)
    groups = fractional_repetition(6, 2)
    assert rule_of("groups", groups, 2) == (AllGroups(groups), False)
    assert rule_of("groups:4", groups, 2) == (AllGroups(groups, 4), False)
    for text, sentence in [
        ("second", "rule must be one of first, all, deadline"),
        ("first:3", "rule must be one of"),
        ("groups", "needs a repetition code"),
        ("groups:x", "number of answers"),
        ("decodable:x", "number"),
        ("decodable:-1", "at least 0"),
    ]:
        with pytest.raises(BadInput, match=sentence):
            rule_of(text, code, 2)
    assert RULES[0] == "first"
