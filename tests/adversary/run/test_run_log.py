"""Logs of runs: written, resumed, summed, drawn."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from adversary.run.delays import named_delays
from adversary.run.optimisers import OPTIMISERS
from adversary.run.report import Summary, summaries
from adversary.run.rounds import Evaluation, History, Round, arrival_matrix
from adversary.run.run_log import RunLog, read_log, read_state, state_path
from adversary.run.settings import Settings
from adversary.run.stragglers import Exponential, Fixed
from adversary.run.traces import Trace
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


def example(code, seconds, *, label="a"):
    rounds = (
        Round(0, (0,), {1: "late"}, 1, 1.0, seconds, "", {0: seconds}, seconds),
        Round(1, (0, 1), {}, 0, 0.0, seconds, "", {0: 0.5, 1: 0.25}, 2 * seconds),
    )
    header = {"code": code, "workers": 2, "label": label}
    return History(
        header, rounds, (Evaluation(2, 2 * seconds, 0.5, 0.75),), 2 * seconds, ended=True
    )


def test_summaries_add_up():
    rows = summaries([example("a", 1.0), example("b", 2.0), example("a", 3.0)])
    assert [(row.runs, row.rounds, row.wall_seconds) for row in rows] == [(2, 4, 8.0), (1, 2, 4.0)]
    assert rows[0].worst_measured == 1.0
    assert rows[0].losses == (0.5, 0.5)
    told = rows[0].to_json()["workers"]
    assert told == {
        "0": {"asked": 4, "counted": 4, "seconds": 5.0},
        "1": {"asked": 4, "counted": 2, "seconds": 0.5},
    }


def test_delays_are_named_in_logs():
    names = [
        named_delays(delays)["delays"]
        for delays in (
            Exponential(0.5), Exponential(0.25), Fixed((1,), 0.5), np.zeros((1, 2)),
            np.zeros((2, 1)), np.ones((1, 2)),
        )
    ]  # fmt: skip
    assert len(set(names)) == len(names)
    assert named_delays(Trace(np.zeros((1, 2))))["delays"] == names[3]
    assert named_delays(Exponential(0.5, seed=7)) == {"delays": names[0], "delay_seed": 7}


def test_adding_summaries_is_associative():
    one, two, three = (Summary.of(example("a", x)) for x in (1.0, 2.0, 4.0))
    assert (one + two) + three == one + (two + three)


def test_the_arrival_matrix_has_a_place_for_everyone():
    table = arrival_matrix(example("a", 1.0).rounds, 2)
    assert np.array_equal(table, [[1.0, np.nan], [0.5, 0.25]], equal_nan=True)


@pytest.mark.parametrize("form", ["png", "svg", "pdf"])
def test_pictures_of_runs(form):
    pytest.importorskip("matplotlib")
    from adversary.run.picture import run_picture

    drawn = run_picture(example("a", 1.0), form, [example("b", 2.0)])
    assert drawn[:4] == {"png": b"\x89PNG", "svg": b"<?xm", "pdf": b"%PDF"}[form]


def test_a_picture_shows_what_was_measured():
    pytest.importorskip("matplotlib")
    from adversary.run.picture import run_figure

    certified = {"upper": "3/2", "stragglers": 1}
    told = example("a", 1.0)
    told = History({**told.header, "certified": certified}, *told_rest(told))
    arrivals, errors, losses, _ = run_figure(told).axes
    shown = arrivals.images[0].get_array()
    assert shown.shape == (2, 2)
    assert shown[1, 1] == 250.0
    assert errors.collections[0].get_offsets().tolist() == [[0.0, 1.0], [1.0, 0.0]]
    assert errors.lines[-1].get_ydata()[0] == 1.5
    assert losses.lines[0].get_xydata().tolist() == [[2.0, 0.5]]


def told_rest(told):
    return told.rounds, told.evaluations, told.wall_seconds, told.ended


def test_the_verb_report(tmp_path, run):
    log, other = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    for path in (log, other):
        trial(uncoded(2), tiny(2), Settings(0, attack="none", rounds=3), log=path)
    code, out, _ = run("report", log, other, "--arrivals", tmp_path / "a.csv")
    assert code == 0
    head, *rows = (tmp_path / "a.csv").read_text().splitlines()
    assert head == "round,worker 0,worker 1"
    assert [row.split(",")[0] for row in rows] == ["0", "1", "2"]
    assert all(0 < float(x) < 60 for row in rows for x in row.split(",")[1:])
    assert len(out.splitlines()) == 2
    pytest.importorskip("matplotlib")
    code, out, _ = run("report", log, other, "--json", "--plot", tmp_path / "a.svg")
    (row,) = json.loads(out)["runs"]
    assert (row["runs"], row["rounds"], row["failed_rounds"]) == (2, 6, 0)
    assert (tmp_path / "a.svg").read_text().startswith("<?xml")


def test_the_verb_run_with_everything(tmp_path, run):
    code_file = tmp_path / "code.json"
    assert run("code", "block-design", 3, 2, 1, "-o", code_file)[0] == 0
    words = (
        "run", code_file, "-s", 1, "--data", "tiny", "--rounds", 4, "--attack", "none", "--log",
        tmp_path / "a.jsonl", "--optimiser", "nesterov", "--delays", "exponential:mean=0.001",
        "--baseline", "wait", "--baseline", "ignore", "--baseline", "exact", "--rule", "all",
        "--evaluate-every", 2,
    )  # fmt: skip
    code, out, err = run(*words)
    assert (code, err) == (0, "")
    assert [line for line in out.splitlines() if "wait for all" in line]
    code, out, _ = run(*words[:10], "--json", "--baseline", "ignore")
    value = json.loads(out)
    assert value["rounds"][0]["arrivals"]
    assert [b["label"] for b in value["baselines"]] == ["ignore stragglers"]
    assert read_log(tmp_path / "a.jsonl").header["optimiser"] == "nesterov"


def test_the_verb_run_with_two_tracks_and_a_picture(tmp_path, run):
    pytest.importorskip("matplotlib")
    code_file = tmp_path / "code.json"
    assert run("code", "block-design", 3, 2, 1, "-o", code_file)[0] == 0
    words = ("run", code_file, "-s", 1, "--data", "tiny", "--rounds", 3, "--attack", "random")
    tracks = ("--decoder", "two-track", "--optimiser", "adam", "--probabilities")
    code, out, err = run(*words, *tracks, "1/4", "--plot", tmp_path / "a.svg")
    assert (code, err) == (0, "")
    assert "no certificate for two-track decoding" in out
    assert (tmp_path / "a.svg").read_text().startswith("<?xml")
    for more in [
        (*tracks, "1/4,1/4"),
        (*tracks, "often"),
        ("--probabilities", "1/4"),
        ("--resume",),
        ("--rule", "groups"),
        ("--delays", "late"),
        ("--baseline", "luck"),
        ("--baseline", "wait", "--engine", "mpi"),
        ("--plot", tmp_path / "a.txt"),
        ("--log", tmp_path / "no" / "a.jsonl"),
    ]:
        code, out, err = run(*words, *more)
        assert (code, out) == (2, ""), more
        assert err.count("\n") == 1


def test_ctrl_c_at_the_prompt_reports_what_is_done(tmp_path):
    code_file, log = tmp_path / "code.json", tmp_path / "a.jsonl"
    program = [sys.executable, "-m", "kirkman"]
    code_file.write_text(json.dumps(block_design(3, 2, 1).to_json()))
    words = ["run", code_file, "-s", "1", "--data", "tiny", "--rounds", "1000000", "--log", log]
    with subprocess.Popen([*program, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          text=True, env=os.environ | {"COLUMNS": "80"}) as server:  # fmt: skip
        while not (state_path(log).exists() and _rounds_saved(log)):
            assert server.poll() is None
        server.send_signal(signal.SIGINT)
        out, _ = server.communicate(timeout=60)
    assert server.returncode == 130
    assert "test accuracy" in out
    told = read_log(log)
    assert told.ended
    assert len(told.rounds) == read_state(log).rounds > 0


def _rounds_saved(log: Path) -> int:
    return read_state(log).rounds


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
