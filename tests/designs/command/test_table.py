"""The verb table: counts, rows, map, explanations, and bad input."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from small_table import SMALL

from designs.existence.table import as_csv, status, to_json
from designs.picture import check_picture


def test_the_verb_writes_counts_rows_and_map(run, tmp_path):
    pytest.importorskip("matplotlib")
    rows, plot = tmp_path / "t.csv", tmp_path / "t.png"
    code, out, _ = run("table", "--max-r", 8, "--csv", rows, "--plot", plot, "--lambda", "1,2")
    assert code == 0
    total = Counter(map(status, SMALL))
    line = next(x for x in out.splitlines() if x.split()[:1] == ["all"])
    assert line.split()[1:] == [str(total[s]) for s in ("exists", "impossible", "open")] + [
        str(len(SMALL))
    ]
    assert rows.read_text() == as_csv(SMALL)
    assert check_picture(plot) == "png"
    assert plot.read_bytes().startswith(b"\x89PNG")
    assert json.loads(run("table", "--max-r", 8, "--json")[1]) == json.loads(
        json.dumps(to_json(SMALL, 8))
    )


def test_the_verb_explains(run):
    code, out, _ = run("table", "--why", 13, 4, 1)
    assert (code, out.splitlines()[0]) == (0, "2-(13,4,1) exists")
    code, out, _ = run("table", "--why", 43, 7, 1, "--json")
    value = json.loads(out)
    assert (code, value["status"]) == (1, "impossible")
    assert "does not exist" in value["why"]["step"]


@pytest.mark.parametrize(
    "words",
    [
        ("--max-r", 2),
        ("--max-r", 10**9),
        ("--lambda", "x"),
        ("--max-r", 4, "--plot", "{out}.png", "--lambda", "9"),
        ("--max-r", 4, "--plot", "{out}.gif"),
        ("--csv", "{out}/no/such.csv"),
        ("--why", 7, 8, 1),
        ("--why", 7, 3),
    ],
)
def test_bad_input_to_the_verb_is_one_sentence(run, tmp_path, words):
    code, out, err = run("table", *(str(w).format(out=tmp_path / "out") for w in words))
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_an_interrupt_writes_nothing(run, tmp_path, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("designs.existence.table.exists", interrupted)
    code, out, err = run("table", "--max-r", 8, "--csv", tmp_path / "t.csv")
    assert (code, out) == (130, "")
    assert err.endswith("kirkman: interrupted.\n")
    assert not list(tmp_path.iterdir())
