"""Logs of runs: written, resumed, cut off and caught up."""

from __future__ import annotations

import json
import signal
import subprocess
import sys

import numpy as np
import pytest

from adversary.run.optimisers import OPTIMISERS
from adversary.run.rounds import Round
from adversary.run.run_log import RunLog, read_log, read_state, state_path
from adversary.run.settings import Settings
from adversary.run.stragglers import Exponential
from adversary.run.trial import trial
from adversary.tasks.task import tiny
from designs import BadInput, block_design, uncoded

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the local engine needs Linux"),
    pytest.mark.usefixtures("nothing_left"),
]


def untimed(records):
    return [(r.number, r.survivors, r.missing, r.exact, r.failure) for r in records]


@pytest.mark.parametrize("name", sorted(OPTIMISERS))
def test_a_resumed_run_ends_where_an_uninterrupted_one_does(name, tmp_path):
    log, code = tmp_path / "a.jsonl", block_design(3, 2, 1)
    fixed = {"silence": [1], "optimiser": name, "rate": 0.1, "evaluate_every": 2}

    def impatient(number):
        if number == 4:
            raise KeyboardInterrupt

    whole = trial(code, tiny(3), Settings(1, rounds=12, **fixed))
    with pytest.raises(KeyboardInterrupt):
        trial(code, tiny(3), Settings(1, rounds=12, **fixed), log=log, progress=impatient)
    assert [r.number for r in read_log(log).rounds] == list(range(5))
    assert not read_log(log).ended
    assert read_state(log).rounds == 5
    resumed = trial(code, tiny(3), Settings(1, rounds=12, **fixed), log=log, resume=True)
    assert resumed.loss == whole.loss
    assert untimed(resumed.rounds) == untimed(whole.rounds)
    assert [e.round for e in resumed.evaluations] == [6, 8, 10, 12]
    told = read_log(log)
    assert told.ended
    assert told.rounds == resumed.rounds
    times = [r.at for r in told.rounds]
    assert times == sorted(times)


def test_delays_go_on_where_they_were(tmp_path):
    table = np.zeros((6, 2))
    table[[0, 1, 4], 0] = table[[2, 3, 5], 1] = 5.0
    options, log = {"attack": "none", "delays": table, "policy": "abandon"}, tmp_path / "a"
    trial(uncoded(2), tiny(2), Settings(1, rounds=4, **options), log=log)
    result = trial(uncoded(2), tiny(2), Settings(1, rounds=6, **options), log=log, resume=True)
    assert [r.survivors for r in result.rounds] == [(1,), (1,), (0,), (0,), (1,), (0,)]


def test_a_killed_run_goes_on_from_its_last_state(tmp_path):
    log = tmp_path / "a.jsonl"
    program = (
        "from pathlib import Path; from designs import uncoded\n"
        "from adversary.run.settings import Settings\n"
        "from adversary.run.trial import trial\n"
        "from adversary.tasks.task import tiny\n"
        "import sys\n"
        "tell = lambda number: print(number, flush=True)\n"
        "settings = Settings(0, attack='none', rounds=10**9)\n"
        "trial(uncoded(2), tiny(2), settings, log=Path(sys.argv[1]), progress=tell)"
    )
    with subprocess.Popen([sys.executable, "-c", program, log], stdout=subprocess.PIPE) as server:
        for line in server.stdout:
            if int(line) == 120:
                server.send_signal(signal.SIGKILL)
                break
    first = read_state(log).rounds
    assert first >= 100
    assert first % 50 == 0
    result = trial(
        uncoded(2), tiny(2), Settings(0, attack="none", rounds=first + 3), log=log, resume=True
    )
    assert [r.number for r in result.rounds] == list(range(first + 3))
    assert result.loss == pytest.approx(tiny(2).evaluate(np.array([0.5]))[0])


def test_a_log_of_another_run_is_not_resumed(tmp_path):
    log = tmp_path / "a.jsonl"
    options = {"attack": "none", "rounds": 2}
    trial(uncoded(3), tiny(3), Settings(0, **options), log=log)
    before = log.read_bytes()
    with pytest.raises(BadInput, match="exists already"):
        trial(uncoded(3), tiny(3), Settings(0, **options), log=log)
    for code, s, more, text in [
        (block_design(3, 2, 1), 0, {}, "another identity"),
        (uncoded(3), 1, {}, "another stragglers"),
        (uncoded(3), 0, {"optimiser": "adam"}, "another optimiser"),
        (uncoded(3), 0, {"decoder": "one-step"}, "another decoder"),
        (uncoded(3), 0, {"rate": 0.25}, "another rate"),
        (uncoded(3), 0, {"delays": Exponential(0.01)}, "another delays"),
    ]:
        with pytest.raises(BadInput, match=text):
            trial(code, tiny(3), Settings(s, **options, **more), log=log, resume=True)
    assert log.read_bytes() == before


def test_logs_that_are_none(tmp_path):
    path = tmp_path / "a.jsonl"
    with pytest.raises(BadInput, match="no state"):
        trial(uncoded(2), tiny(2), Settings(0), log=path, resume=True)
    with pytest.raises(BadInput, match="no such folder"):
        trial(uncoded(2), tiny(2), Settings(0), log=tmp_path / "no" / "a.jsonl")
    for text, sentence in [
        ("", "must begin"),
        ('{"kind": "round"}\n', "must begin"),
        ('{"kind": "start", "format": "other"}\n', "must begin"),
        ("[1]\n", "line 1"),
        ('{"kind": "start", "format": "kirkman-log/1"}\nx\n', "line 2"),
        ('{"kind": "start", "format": "kirkman-log/1"}\n{"kind": "round"}\n', "incomplete"),
        ('{"kind": "start", "format": "kirkman-log/1"}\n{"kind": "evaluation"}\n', "incomplete"),
    ]:
        path.write_text(text)
        with pytest.raises(BadInput, match=sentence):
            read_log(path)
    path.write_bytes(b"\xff\n")
    with pytest.raises(BadInput, match="UTF-8"):
        read_log(path)
    state_path(path).write_bytes(b"nonsense")
    with pytest.raises(BadInput, match="no state of a run"):
        read_state(path)


def test_a_last_line_that_was_cut_off_is_left_out_and_cut_away(tmp_path):
    path = tmp_path / "a.jsonl"
    trial(uncoded(2), tiny(2), Settings(0, attack="none", rounds=3), log=path)
    with path.open("a") as file:
        file.write('{"kind": "round", "rou')
    assert len(read_log(path).rounds) == 3
    trial(uncoded(2), tiny(2), Settings(0, attack="none", rounds=5), log=path, resume=True)
    assert [r.number for r in read_log(path).rounds] == list(range(5))


def test_every_line_of_a_log_is_json_even_if_training_diverges(tmp_path):
    path = tmp_path / "a.jsonl"
    trial(uncoded(2), tiny(2), Settings(0, attack="none", rounds=9, rate=1e200), log=path)
    lines = path.read_text().splitlines()
    values = [json.loads(line, parse_constant=pytest.fail) for line in lines]
    kinds = [value["kind"] for value in values]
    assert kinds[0] == "start"
    assert kinds[-2:] == ["evaluation", "end"]
    told = read_log(path)
    assert told.failures
    assert len(told.evaluations) == 1


def test_a_log_is_whole_when_an_exception_ends_it(tmp_path):
    path = tmp_path / "a.jsonl"

    def written_to():
        with RunLog(path, {"code": "a"}, resume=False) as log:
            log.round(Round(0, (), {}, None, None, 0.1, "failed"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        written_to()
    assert [r.failure for r in read_log(path).rounds] == ["failed"]


def test_rounds_that_an_interrupt_kept_from_the_log_are_caught_up(tmp_path):
    rounds = [Round(number, (0,), {}, 0, 0.0, 0.1) for number in range(4)]
    with RunLog(tmp_path / "a.jsonl", {"code": "a"}, resume=False) as log:
        log.round(rounds[0])
        log.catch_up(rounds, 3)
        log.catch_up(rounds, 3)
    assert [r.number for r in read_log(tmp_path / "a.jsonl").rounds] == [0, 1, 2]
    assert (tmp_path / "a.jsonl").read_text().count('"round"') >= 3
