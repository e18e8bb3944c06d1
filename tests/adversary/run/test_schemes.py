"""Every scheme of the house, trained with: exact rounds, bytes, stragglers, rules, refusals."""

from __future__ import annotations

import json
from math import ceil

import numpy as np
import pytest
from nested_runs import processes
from schemes import EXAMPLES, sending_of, small

from adversary.cluster.processes import Processes
from adversary.run.report import summaries, table
from adversary.run.rounds import Round
from adversary.run.run_log import read_log
from adversary.run.schemes import Ending, ending_of, scheme_rule
from adversary.run.settings import Settings, rule_of
from adversary.run.training import agrees
from adversary.run.trial import trial
from adversary.tasks import task_of
from adversary.tasks.task import tiny
from designs import BadInput
from designs.codes.files import read_levels

SEQUENTIAL = ("selective-reattempt", "multiplexed")
WHOLE = [name for name in EXAMPLES if not name.startswith("nested")]


def trained(scheme, **settings):
    given = {"stragglers": 1, "attack": "none", "rounds": 5, "deadline": 30.0} | settings
    return trial(scheme, task_of("breast-cancer", scheme.partitions), Settings(**given))


@processes
@pytest.mark.parametrize("name", WHOLE)
def test_every_scheme_trains_as_without_stragglers_where_it_loses_nothing(name):
    scheme = small(name)
    found = trained(scheme, delays="random-set:stragglers=1,delay=0.03")
    assert not found.failures
    assert len(found.rounds) == 5
    for record in found.rounds:
        if record.exact is None:
            assert name == "multiplexed"
            continue
        assert agrees(record.measured, record.exact)
        assert record.messages > 0
    if name == "communication-approximate":
        return
    assert all(not record.exact for record in found.rounds)
    if name not in SEQUENTIAL:
        assert found.loss == pytest.approx(exact_loss(), rel=1e-9)


def exact_loss():
    """The loss after five steps of gradient descent with the whole gradient."""
    from adversary.tasks.task import resolve

    task = task_of("breast-cancer", 1)
    point, gradient = np.zeros(task.dimension), resolve(task.gradient)
    for _ in range(5):
        point = point - task.rate * gradient(point, *task.partitions[0]) / task.rows
    return task.evaluate(point)[0]


@processes
@pytest.mark.parametrize("name", ["communication-exact", "repetition-mds"])
def test_messages_are_m_times_shorter_and_counted(name):
    scheme = small(name)
    found = trained(scheme)
    d = task_of("breast-cancer", 1).dimension
    for record in found.rounds:
        assert record.messages == scheme.workers - 1
        assert record.bytes == record.messages * 8 * ceil(d / scheme.reduction)


@processes
@pytest.mark.parametrize("fault", ["stop", "kill"])
@pytest.mark.parametrize(
    "name", ["communication-exact", "block-coordinate", "dynamic-clustering", *SEQUENTIAL[:1]]
)
def test_silent_workers_are_tolerated(name, fault):
    found = trained(small(name), attack="worst", fault=fault)
    assert not found.failures
    assert all(record.exact == 0 for record in found.rounds)
    assert all(record.missing for record in found.rounds)
    assert found.certified.error == 0


@processes
def test_more_silent_workers_than_tolerated_lose_what_is_certified():
    scheme = small("partial-fractional")
    found = trained(scheme, attack="worst", accept_fewer=True, rounds=2, deadline=0.5)
    assert {record.exact for record in found.rounds} == {found.certified.error} == {scheme.uncoded}
    assert found.certificate(found.rounds[0]) is found.certified


@processes
def test_clusters_are_formed_anew_from_the_stragglers_of_the_last_round():
    scheme = EXAMPLES["dynamic-clustering"]
    found = trained(scheme, stragglers=2, silence=[0, 1], rounds=3, accept_fewer=True)
    home, *later = [record.told["clusters"] for record in found.rounds]
    assert home[0] == home[1]
    assert all(clusters[0] != clusters[1] for clusters in later)
    assert [bool(record.exact) for record in found.rounds] == [True, False, False]


@processes
def test_a_log_of_a_scheme_is_read_back_and_reported(tmp_path):
    scheme, path = small("dynamic-clustering"), tmp_path / "run.jsonl"
    task = task_of("breast-cancer", scheme.partitions)
    found = trial(scheme, task, Settings(1, attack="none", rounds=3), log=path)
    history = read_log(path)
    assert history.rounds == found.rounds
    assert (history.bytes, history.messages) == (found.history.bytes, found.history.messages)
    (summary,) = summaries([history])
    assert summary.to_json()["bytes"] == history.bytes > 0
    assert table([summary]).row_count == 1
    assert found.to_json()["rounds"][0]["scheme"]["clusters"] == [0, 0, 1, 1]
    old = {k: v for k, v in found.rounds[0].to_json().items() if k not in ("messages", "bytes")}
    assert Round.from_json(old).bytes == 0


@processes
def test_a_throttled_link_takes_the_seconds_that_its_bytes_need():
    scheme = small("communication-exact")
    task = task_of("breast-cancer", scheme.partitions)
    numbers = ceil(task.dimension / 2)
    with Processes(scheme, task, bandwidth=8 * numbers / 0.2) as engine:
        engine.broadcast(np.zeros(task.dimension))
        found = engine.collect(4, 30.0)
    assert found.bytes == 4 * 8 * numbers
    assert all(0.2 <= at < 10.0 for at in found.arrivals.values())


def test_rules_of_schemes():
    stages, short = small("partial-fractional"), small("communication-exact")
    assert rule_of("first", stages, 1) == (Ending(0, 2, 0), False)
    assert rule_of("first", short, 1) == (Ending(3, 1), False)
    assert rule_of("deadline", short, 1) == (Ending(4, 1), True)
    assert scheme_rule("decodable:1/2", short, 1).most * 2 == 1
    assert scheme_rule("first", small("multiplexed"), 1) == Ending(3, 2)
    for text in ("groups", "decodable:x"):
        with pytest.raises(BadInput):
            rule_of(text, short, 1)
    with pytest.raises(BadInput, match="rule of a scheme"):
        ending_of(Settings(1, enough=lambda _: True).fitted(short).wait(), 1)


@pytest.mark.parametrize("name", ["partial-cyclic", "multiplexed"])
def test_what_cannot_be_decoded_without_a_worker_is_refused(name):
    with pytest.raises(BadInput, match="choose the attack none"):
        Settings(1).fitted(small(name))
    with pytest.raises(BadInput, match="of 2 workers, at most of 1"):
        Settings(2).fitted(small("selective-reattempt"))
    assert Settings(1, attack="none").fitted(small(name)).policy == "newest"
    for change in ({"decoder": "one-step"}, {"probabilities": "1/4"}):
        with pytest.raises(BadInput):
            Settings(0, **change).fitted(small(name))
    with pytest.raises(BadInput, match="bandwidth"):
        Settings(0, bandwidth=0.0)


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_scheme_file_is_read_back(name, tmp_path):
    scheme, path = EXAMPLES[name], tmp_path / "scheme.json"
    path.write_text(json.dumps(scheme.to_json()))
    same = read_levels(str(path))
    assert same.identity() == scheme.identity()
    assert same.codes == scheme.codes
    held = [
        sorted({i % scheme.partitions for code in scheme.codes
                for i, x in enumerate(code.encoding[w]) if x})
        for w in range(scheme.workers)
    ]  # fmt: skip
    assert [sorted(row) for row in scheme.tasks] == held
    sizes = sending_of(scheme).sizes(tiny(2).dimension + 16)
    assert sum(sizes) == 17
