"""Training with nested schemes: the level of every round, its promise, and logs."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nested_runs import CYCLIC, FRACTIONAL, processes

from adversary.cluster.engine import Collected
from adversary.cluster.start import open_engine
from adversary.decoding.error import error
from adversary.decoding.nested import ready
from adversary.run.nested import NESTED_RULES, FirstLevel, LevelDecoder
from adversary.run.rules import First, Wait
from adversary.run.run_log import read_log
from adversary.run.settings import Settings, rule_of
from adversary.run.training import agrees, train
from adversary.run.trial import trial
from adversary.tasks.task import tiny
from adversary.worst_case import worst_case
from designs import BadInput
from designs.codes.files import nested_from_json
from designs.codes.nested import nested_cyclic


def within_the_certificates(result, scheme):
    """Every round was decoded, at a level that had enough workers, within its certificate."""
    n = scheme.workers
    assert not result.failures
    for record in result.rounds:
        assert record.level in scheme.levels
        assert len(record.survivors) >= n - record.level
        assert set(record.survivors).isdisjoint(record.missing)
        assert set(record.survivors) | set(record.missing) == set(range(n))
        assert set(record.arrivals) == set(record.survivors)
        assert all(0 <= x <= record.seconds for x in record.arrivals.values())
        assert record.exact == error(scheme.at(record.level), sorted(record.missing)) == 0
        assert agrees(record.measured, 0)
        certificate = result.certificate(record)
        assert (certificate.error, certificate.stragglers) == (0, record.level)


class Scripted:
    """An engine whose workers complete levels in a script: pairs of worker and level's vector."""

    def __init__(self, workers, *events):
        self.workers, self.events = workers, events

    def collect(self, enough, _, *, borrow):
        assert borrow
        levels = {}
        for w, vector in self.events:
            if enough({w: len(vectors) for w, vectors in levels.items()}):
                break
            levels[w] = (*levels.get(w, ()), np.array(vector))
        missing = dict.fromkeys(range(self.workers), "late")
        times = {w: tuple(range(len(vectors))) for w, vectors in levels.items()}
        return Collected(1, {}, missing, 1.0, {}, levels, times)


def test_a_round_is_decoded_at_the_first_level_that_has_enough_workers():
    scheme = nested_cyclic(3, [0, 1, 2])
    events = [(0, [1.0]), (1, [2.0]), (0, [3.0]), (1, [4.0]), (1, [5.0]), (2, [6.0])]
    found = LevelDecoder(scheme).collect(Scripted(3, *events), Wait(FirstLevel(scheme), 1.0))
    assert (found.level, found.failure, found.must_be_exact) == (1, "", True)
    assert {w: v.tolist() for w, v in found.collected.answers.items()} == {0: [3.0], 1: [4.0]}
    assert found.collected.missing == {2: "late"}
    assert found.collected.arrivals == {0: 1, 1: 1}
    assert found.decoding.code == scheme.at(1)


def test_a_round_without_a_level_says_what_is_missing():
    scheme = nested_cyclic(3, [0, 1])
    engine = Scripted(3, (0, [1.0]), (1, [2.0]), (0, [3.0]))
    found = LevelDecoder(scheme).collect(engine, Wait(FirstLevel(scheme), 1.0))
    assert found.level is None
    assert found.failure == (
        "no level will do: level 0 has 2 of 3 workers, level 1 has 1 of 2 workers; "
        "worker 0 late, worker 1 late, worker 2 late"
    )
    found = LevelDecoder(scheme).collect(engine, Wait(FirstLevel(scheme), 1.0, accept_fewer=True))
    assert (found.level, found.failure, found.must_be_exact) == (0, "", False)
    wait = Wait(FirstLevel(scheme), 1.0, accept_fewer=True)
    silent = LevelDecoder(scheme).collect(Scripted(3), wait)
    assert silent.failure.startswith("no level will do: level 0 has 0 of 3")


@pytest.mark.parametrize("decodable", [False, True])
@given(data=st.data())
def test_the_level_is_that_of_the_rule_and_else_loses_least(decodable, data):
    scheme = data.draw(st.sampled_from([CYCLIC, FRACTIONAL, nested_cyclic(4, [1, 3])]))
    counts = st.integers(0, len(scheme.levels))
    done = {w: data.draw(counts) for w in range(scheme.workers)}
    levels, rule = LevelDecoder(scheme, decodable), FirstLevel(scheme, decodable)
    first = next(iter(rule.levels(done)), None)
    assert levels.level(done) == first
    accepted = levels.level(done, accept_fewer=True)
    if first is not None or not any(done.values()):
        assert accepted == first
        return
    progress = [(0, *scheme.signals())[done[w]] for w in range(scheme.workers)]
    lost = {}
    for s in scheme.levels:
        there = ready(scheme, progress, s)
        silent = [w for w in range(scheme.workers) if w not in there]
        lost[s] = error(scheme.at(s), silent) if there else scheme.workers + 1
    assert lost[accepted] == min(lost.values())


@processes
@pytest.mark.parametrize("fault", ["stop", "kill"])
@pytest.mark.parametrize("scheme", [CYCLIC, FRACTIONAL], ids=["cyclic", "fractional"])
@pytest.mark.parametrize("attack", ["worst", "random", "none"])
def test_every_round_stays_within_the_certificate_of_its_level(scheme, fault, attack):
    result = trial(scheme, tiny(scheme.workers), Settings(1, attack=attack, fault=fault, rounds=8))
    assert len(result.rounds) == 8
    within_the_certificates(result, scheme)
    reason = {"stop": "stopped", "kill": "dead (SIGKILL)"}[fault]
    for record in result.rounds:
        assert all(record.missing[w] == reason for w in result.silenced)
        assert record.level >= len(result.silenced)


@processes
@pytest.mark.parametrize("policy", ["in-order", "newest", "abandon"])
def test_as_many_stragglers_as_the_highest_level_tolerates(policy):
    result = trial(CYCLIC, tiny(6), Settings(2, rounds=10, policy=policy, fault="kill"))
    within_the_certificates(result, CYCLIC)
    assert result.history.levels == {2: 10}
    alone = [result.loss]
    alone.append(trial(CYCLIC.at(2), tiny(6), Settings(2, rounds=10, silence=result.silenced)).loss)
    assert alone[0] == pytest.approx(alone[1], rel=1e-9)


@processes
def test_every_level_has_its_certificate_and_json_tells_them():
    result = trial(CYCLIC, tiny(6), Settings(1, rounds=4, optimiser="nesterov"))
    assert set(result.level_certificates) == {(0, 0), (1, 1), (2, 2)}
    assert all(known.proved and known.error == 0 for known in result.level_certificates.values())
    assert (result.certified.stragglers, result.certified.error) == (1, 0)
    value = json.loads(json.dumps(result.to_json()))
    assert [(c["level"], c["error"]) for c in value["certificates"]] == [
        (0, "0"), (1, "0"), (2, "0"),
    ]  # fmt: skip
    assert [r["level"] for r in value["rounds"]] == [r.level for r in result.rounds]
    assert sum(value["rounds_at_level"].values()) == 4
    assert value["settings"]["levels"] == [0, 1, 2]
    assert value["settings"]["policy"] == "abandon"


@processes
def test_waiting_for_all_levels_decodes_the_lowest():
    enough = First(6, levels=3)
    result = trial(
        CYCLIC, tiny(6), Settings(0, attack="none", rounds=5, enough=enough, policy="newest")
    )
    within_the_certificates(result, CYCLIC)
    assert result.history.levels == {0: 5}
    assert all(record.missing == {} for record in result.rounds)


@processes
def test_orders_levels_and_delays_reach_the_engine(monkeypatch):
    given = {}

    def opened(name, code, task, **options):
        given.update(options, code=code)
        return open_engine(name, code, task, **options)

    monkeypatch.setattr("adversary.run.training.open_engine", opened)
    table = np.full((1, 4), 0.02)
    result = trial(
        FRACTIONAL,
        tiny(4),
        Settings(
            0,
            attack="none",
            rounds=2,
            delays=table,
            every_partition=True,
            enough=First(4, levels=3),
            policy="newest",
        ),
    )
    assert given["code"].codes == tuple(FRACTIONAL.at(s) for s in (0, 1, 3))
    assert given["code"].tasks == FRACTIONAL.orders
    assert FRACTIONAL.orders != tuple(tuple(sorted(x)) for x in FRACTIONAL.orders)
    assert given["for_every_partition"]
    assert result.header["delays"].endswith(" before every partition")
    for record in result.rounds:
        assert record.seconds >= 0.08
        assert all(x >= 0.02 for x in record.arrivals.values())


@processes
def test_a_round_that_no_level_can_decode_is_a_named_failure():
    result = trial(CYCLIC, tiny(6), Settings(2, silence=[0, 1, 2], fault="kill", rounds=9))
    assert len(result.rounds) == len(result.failures) == 3
    for record in result.rounds:
        assert record.level is record.exact is record.measured is None
        assert record.failure.startswith("no level will do: level 0 has 3 of 6 workers, level 1")
        assert record.failure.endswith("worker 2 dead (SIGKILL)")
        assert result.certificate(record) is None
    assert result.history.levels == {}


@processes
def test_fewer_are_decoded_where_they_lose_least_with_their_certificate():
    result = trial(
        CYCLIC,
        tiny(6),
        Settings(
            2,
            silence=[0, 1, 2],
            fault="kill",
            rounds=3,
            accept_fewer=True,
            enough=First(6, levels=3),
        ),
    )
    assert not result.failures
    lost = {s: error(CYCLIC.at(s), [0, 1, 2]) for s in CYCLIC.levels}
    best = min(lost, key=lambda s: (lost[s], s))
    assert set(result.level_certificates) == {(0, 0), (1, 1), (2, 2), (best, 3)}
    for record in result.rounds:
        assert (record.level, record.exact) == (best, lost[best])
        assert agrees(record.measured, record.exact)
        assert result.certificate(record).error == worst_case(CYCLIC.at(best), 3).error
        assert record.exact <= result.certificate(record).error


@processes
def test_one_ready_worker_of_each_group_will_do_for_the_rule_decodable():
    result = trial(
        FRACTIONAL,
        tiny(4),
        Settings(
            2, silence=[1, 2], fault="kill", rounds=3, enough=FirstLevel(FRACTIONAL, decodable=True)
        ),
    )
    assert not result.failures
    assert all(r.level in (1, 3) and r.exact == 0 for r in result.rounds)
    assert all(agrees(r.measured, 0) for r in result.rounds)


@processes
def test_a_sum_with_an_error_at_a_level_that_must_be_exact_is_a_failed_round():
    rows = {0: [[1, 0], [0, 1]], 1: [[1, 1], [1, 2]]}
    own = {f"level {s}": {"encoding": row} for s, row in rows.items()}
    scheme = nested_from_json({"components": own})
    with pytest.raises(BadInput, match="level 1 must lose nothing, without 0 it loses 1/5"):
        trial(scheme, tiny(2), Settings(1, rounds=3))
    settings = Settings(1, fault="kill", rounds=9, policy="abandon")
    done = train(scheme, tiny(2), settings.fitted(scheme), silenced=[0])
    assert [r.failure for r in done.rounds] == [
        "level 1 promises an exact sum, and its error is 1/5"
    ] * 3


def untimed(records):
    return [(r.number, r.survivors, r.missing, r.exact, r.failure, r.level) for r in records]


@processes
def test_a_log_tells_the_levels_and_is_resumed(tmp_path):
    log = tmp_path / "a.jsonl"
    options = {"fault": "kill", "optimiser": "adam"}
    whole = trial(CYCLIC, tiny(6), Settings(2, rounds=9, **options))
    trial(CYCLIC, tiny(6), Settings(2, rounds=5, **options), log=log)
    resumed = trial(CYCLIC, tiny(6), Settings(2, rounds=9, **options), log=log, resume=True)
    assert resumed.loss == pytest.approx(whole.loss, rel=1e-12)
    assert untimed(resumed.rounds) == untimed(whole.rounds)
    told = read_log(log)
    assert told.rounds == resumed.rounds
    assert told.levels == {2: 9}
    assert told.header["levels"] == [0, 1, 2]
    for other in (nested_cyclic(6, [0, 2]), CYCLIC.at(2)):
        with pytest.raises(BadInput, match="another identity"):
            trial(other, tiny(6), Settings(2, rounds=9, **options), log=log, resume=True)


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"stragglers": 3}, "levels 0, 1, 2 tolerate at most 2 stragglers, got 3"),
        ({"stragglers": 6}, r"0\.\.5"),
        ({"decoder": "one-step"}, "optimal decoding, got 'one-step'"),
        ({"enough": 4}, "waits by a stopping rule, got 4 answers"),
        ({"probabilities": [0] * 6}, "go with two-track"),
        ({"policy": "lazy"}, "policy must be one of"),
    ],
)
def test_bad_questions(options, text):
    with pytest.raises(BadInput, match=text):
        trial(CYCLIC, tiny(6), Settings(**{"stragglers": 2} | options))
    with pytest.raises(BadInput, match="the task must have 6 partitions"):
        trial(CYCLIC, tiny(5), Settings(1))


def test_rules_of_nested_schemes_by_name():
    assert rule_of("first", CYCLIC, 2) == (FirstLevel(CYCLIC), False)
    assert rule_of("decodable", CYCLIC, 2) == (FirstLevel(CYCLIC, decodable=True), False)
    assert rule_of("all", CYCLIC, 2) == (First(6, levels=3), False)
    assert rule_of("deadline", CYCLIC, 2) == (First(6, levels=3), True)
    for text in ("groups", "decodable:1/2", "luck"):
        with pytest.raises(BadInput, match=", ".join(NESTED_RULES)):
            rule_of(text, CYCLIC, 2)
