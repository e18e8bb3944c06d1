"""The verb report: sums of logs, arrivals as CSV, pictures, and logs that are none."""

from __future__ import annotations

import json

import pytest
from nested_runs import CYCLIC, processes

from adversary.run.report import summaries
from adversary.run.run_log import read_log
from adversary.run.settings import Settings
from adversary.run.trial import trial
from adversary.tasks.task import tiny
from designs import uncoded


@processes
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


@processes
def test_a_report_adds_up_the_levels(tmp_path, run):
    logs = [tmp_path / "a.jsonl", tmp_path / "b.jsonl"]
    for log in logs:
        trial(CYCLIC, tiny(6), Settings(2, fault="kill", rounds=4), log=log)
    (row,) = summaries(read_log(log) for log in logs)
    assert (row.levels, row.rounds, row.voids) == ({2: 8}, 8, 0)
    code, out, _ = run("report", *logs, "--arrivals", tmp_path / "a.csv")
    assert code == 0
    assert " 2:8 " in out
    head, *rows = (tmp_path / "a.csv").read_text().splitlines()
    assert head.split(",")[-2:] == ["worker 5", "level"]
    assert [row.split(",")[-1] for row in rows] == ["2"] * 4
    _, out, _ = run("report", *logs, "--json")
    assert json.loads(out)["runs"][0]["rounds_at_level"] == {"2": 8}


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (("{missing}",), "cannot read"),
        (("{log}", "{missing}"), "cannot read"),
        (("{log}", "--plot", "{folder}/a.txt"), "png"),
        (("{log}", "--arrivals", "{folder}/no/a.csv"), "no such folder"),
    ],
)
def test_bad_input_gets_one_sentence_and_writes_nothing(run, tmp_path, words, text):
    log = tmp_path / "a.jsonl"
    log.write_text('{"kind": "start", "format": "kirkman-log/1", "workers": 2, "code": "a"}\n')
    names = {"missing": tmp_path / "none.jsonl", "log": log, "folder": tmp_path}
    code, out, err = run("report", *[word.format(**names) for word in words])
    assert (code, out) == (2, "")
    assert text in err
    assert err.count("\n") == 1
    assert list(tmp_path.iterdir()) == [log]
