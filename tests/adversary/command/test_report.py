"""The verb report: logs as a table and as JSON."""

from __future__ import annotations

import json


def test_report_reads_a_log_and_writes_its_arrivals(run, fano, tmp_path):
    log, arrivals = tmp_path / "run.jsonl", tmp_path / "arrivals.csv"
    done, _, _ = run("run", fano, "-s", 1, "--data", "tiny", "--rounds", 2, "--log", log)
    assert done == 0
    code, out, _ = run("report", log, "--arrivals", arrivals, "--json")
    assert code == 0
    assert len(json.loads(out)["runs"]) == 1
    lines = arrivals.read_text().splitlines()
    assert lines[0].startswith("round,worker 0,")
    assert len(lines) == 3
    assert run("report", tmp_path / "nothing.jsonl")[0] == 2
