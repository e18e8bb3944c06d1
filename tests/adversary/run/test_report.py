"""Reports of runs: sums over repetitions, as a table and as JSON."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from told_runs import example

from adversary.run.report import Summary, summaries, table
from adversary.run.rounds import History, Round


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


def test_adding_summaries_is_associative():
    one, two, three = (Summary.of(example("a", x)) for x in (1.0, 2.0, 4.0))
    assert (one + two) + three == one + (two + three)


runs = st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 9)), min_size=1, max_size=6)


@given(runs)
def test_every_run_is_counted_once_with_its_repetitions(drawn):
    rows = summaries(example(code, float(seconds)) for code, seconds in drawn)
    assert [row.key[0] for row in rows] == list(dict.fromkeys(code for code, _ in drawn))
    for row in rows:
        seconds = [x for code, x in drawn if code == row.key[0]]
        assert (row.runs, row.rounds) == (len(seconds), 2 * len(seconds))
        assert row.wall_seconds == row.round_seconds == 2 * sum(seconds)


def test_the_table_has_a_line_for_each_and_a_dash_for_what_is_not_known():
    empty = History({"code": "none", "workers": 2}, (), (), 0.0, ended=False)
    console = Console(width=200)
    with console.capture() as captured:
        console.print(table(summaries([example("a", 1.0), example("a", 3.0), empty])))
    _, one, two = captured.get().splitlines()
    assert one.split()[:1] + one.split()[6:] == [
        "a", "2", "-", "4", "0", "-", "2e+03", "8.000", "8.000", "1", "0.5000", "75.0%"
    ]  # fmt: skip
    assert two.split()[-3:] == ["-", "-", "-"]


def test_what_was_received_has_columns_if_a_log_tells_it():
    one = Round(0, (0, 1), {}, 0, 0.0, 0.1, messages=3, bytes=2400)
    told = History({"code": "told", "workers": 2}, (one, one), (), 0.2, ended=True)
    assert (Summary.of(told) + Summary.of(told)).to_json()["bytes"] == 4 * 2400
    console = Console(width=240)
    with console.capture() as captured:
        console.print(table(summaries([told, example("old", 1.0)])))
    head, first, second = captured.get().splitlines()
    assert "messages/round  kB/round" in head
    assert first.split()[-8:-6] == ["3", "2.4"]
    assert "-" in second.split()
