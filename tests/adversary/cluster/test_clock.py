"""The gap between the wall clock of a run and the sum of its rounds: when it voids the run."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import replace

import pytest

from adversary.run import rounds
from adversary.run.report import summaries, table
from adversary.run.rounds import GAP_A_ROUND, GAP_SECONDS, GAP_SHARE, History, Round
from adversary.run.run_log import read_log, read_state
from adversary.run.settings import Settings
from adversary.run.training import Training
from adversary.run.trial import trial
from adversary.tasks.task import tiny
from designs import uncoded
from designs.command.console import console

linux = pytest.mark.skipif(sys.platform != "linux", reason="the local engine needs Linux")


def run_of(rounds, seconds, gap):
    """A run of so many rounds with this gap between them."""
    records = tuple(Round(i, (0,), {}, 0, 0.0, seconds) for i in range(rounds))
    return History({"code": "a"}, records, (), rounds * seconds + gap, ended=True)


@pytest.mark.parametrize(
    ("rounds", "seconds", "gap", "void"),
    [
        (100, 0.1, 0.0, False),
        (100, 0.1, 0.49, False),  # too little to tell from a busy machine
        (100, 0.1, 0.6, True),
        (100, 0.2, 0.9, False),  # 5 % of the wall clock
        (100, 0.2, 1.2, True),
        (1000, 0.002, 1.9, False),  # 2 ms a round
        (1000, 0.002, 2.1, True),
        (30, 0.34, 35.2, True),  # what ErasureHead's repetition reports: 10.2 s of 45.4 s
        (0, 0.1, 0.6, True),
    ],
)
def test_a_gap_voids_a_run_if_it_is_large_in_every_measure(rounds, seconds, gap, void):
    found = run_of(rounds, seconds, gap)
    assert bool(found.void) == void
    assert found.gap_seconds == pytest.approx(gap)
    limits = GAP_SHARE * found.wall_seconds, GAP_A_ROUND * rounds, GAP_SECONDS
    assert void == (gap > max(limits))


def test_a_void_run_says_so():
    assert run_of(30, 0.34, 35.2).void == (
        "void: 35.200 s of 45.400 s (78 %) lie between the rounds, not in them"
    )


def test_a_report_counts_void_runs(capsys):
    (row,) = summaries([run_of(30, 0.34, 35.2), run_of(30, 0.34, 0.0), run_of(30, 0.34, 9.0)])
    assert (row.runs, row.voids, row.to_json()["void_runs"]) == (3, 2, 2)
    console().print(table([row]))
    head, line = capsys.readouterr().out.splitlines()
    assert head.index("void") + len("void") == line.index(" 2 ") + 2


@pytest.fixture
def strict(monkeypatch):
    """Every gap voids a run: the tests need not wait, and no machine is too fast for them."""
    for name in ("GAP_SHARE", "GAP_A_ROUND", "GAP_SECONDS"):
        monkeypatch.setattr(rounds, name, 0.0)


@linux
@pytest.mark.usefixtures("nothing_left", "strict")
def test_time_between_rounds_is_seen_and_named(tmp_path, run):
    result = trial(
        uncoded(2),
        tiny(2),
        Settings(0, attack="none", rounds=3),
        progress=lambda _: time.sleep(0.05),
    )
    gap = result.wall_seconds - sum(r.seconds for r in result.rounds)
    assert gap >= 0.15
    assert result.history.void.startswith("void: ")
    value = result.to_json()
    assert value["void"] == result.history.void
    assert value["gap_seconds"] == pytest.approx(gap)
    code_file, log = tmp_path / "code.json", tmp_path / "a.jsonl"
    code_file.write_text(json.dumps(uncoded(2).to_json()))
    words = ("run", code_file, "-s", 0, "--data", "tiny", "--rounds", 3)
    code, out, _ = run(*words, "--log", log, "--baseline", "wait")
    assert code == 1
    assert out.count("void: ") == 3
    assert read_log(log).void
    code, out, _ = run("report", log, "--json")
    assert json.loads(out)["runs"][0]["void_runs"] == 1


@linux
@pytest.mark.usefixtures("nothing_left")
def test_a_round_cut_off_by_ctrl_c_is_in_neither_clock(tmp_path, monkeypatch):
    inner, calls = Training._decoded, []

    def interrupted(self, *arguments):
        calls.append(0)
        if len(calls) == 3:
            time.sleep(0.05)
            raise KeyboardInterrupt
        return inner(self, *arguments)

    log = tmp_path / "a.jsonl"
    five = Settings(0, attack="none", rounds=5)
    with monkeypatch.context() as patch:
        patch.setattr(Training, "_decoded", interrupted)
        cut = trial(uncoded(2), tiny(2), five, log=log, keep_on_interrupt=True)
    assert len(cut.rounds) == 2
    assert cut.wall_seconds == cut.rounds[-1].at == read_state(log).seconds
    whole = trial(uncoded(2), tiny(2), five, log=log, resume=True)
    assert len(whole.rounds) == 5
    assert whole.rounds[2].at - cut.wall_seconds >= whole.rounds[2].seconds


def test_a_log_of_before_there_were_levels_is_read():
    value = Round(0, (0,), {}, 0, 0.0, 0.1).to_json()
    old = {name: x for name, x in value.items() if name != "level"}
    assert Round.from_json(old).level is None
    new = replace(Round.from_json(value), level=2)
    assert Round.from_json(new.to_json()) == new
