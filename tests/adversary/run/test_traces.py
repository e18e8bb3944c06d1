"""Recorded traces: bit for bit in CSV and NPZ, and one sentence for damaged ones."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adversary.run.traces import Trace, read_trace, write_trace
from designs import BadInput

tables = st.integers(1, 4).flatmap(
    lambda n: st.lists(
        st.lists(st.floats(0, 1e300), min_size=n, max_size=n), min_size=1, max_size=5
    )
)


@given(tables, st.sampled_from([".csv", ".npz"]))
def test_traces_come_back_bit_for_bit(tmp_path_factory, table, kind):
    path = tmp_path_factory.getbasetemp() / f"trace{kind}"
    write_trace(np.array(table), path)
    assert read_trace(path).table.tolist() == table


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "none"),
        ("# kirkman-delays/1\n", "none"),
        ("# kirkman-delays/2: new\n1\n", "format"),
        ("1,2\n3\n", "line 2 must have 2"),
        ("1,x\n", "line 1"),
        ("1,,2\n", "line 1"),
        ("nan\n", "finite"),
        ("-1\n", "at least 0"),
    ],
)
def test_damaged_csv_traces(tmp_path, text, told):
    path = tmp_path / "trace.csv"
    path.write_text(text)
    with pytest.raises(BadInput, match=told):
        read_trace(path)


def test_csv_traces_may_have_comments_and_empty_lines(tmp_path):
    path = tmp_path / "trace.csv"
    path.write_text("# measured on Monday\n\n 1 , 2 # first\r\n0.5,1e-3\n")
    assert read_trace(path).table.tolist() == [[1.0, 2.0], [0.5, 0.001]]


@pytest.mark.parametrize(
    ("arrays", "told"),
    [
        ({"other": np.zeros((1, 1))}, "delays"),
        ({"delays": np.array([["a"]])}, "numbers"),
        ({"delays": np.array([[{}]])}, "no .npz"),
        ({"delays": np.zeros((1, 1)), "format": np.array("kirkman-delays/9")}, "format"),
    ],
)
def test_damaged_npz_traces(tmp_path, arrays, told):
    path = tmp_path / "trace.npz"
    np.savez(path, **arrays)
    with pytest.raises(BadInput, match=told):
        read_trace(path)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 not a zip", b"\x93NUMPY\x01\x00 nor this"])
def test_files_that_are_no_npz(tmp_path, data):
    path = tmp_path / "trace.npz"
    path.write_bytes(data)
    with pytest.raises(BadInput, match=r"no \.npz"):
        read_trace(path)


def test_a_trace_begins_again_and_cannot_be_changed():
    trace = Trace(np.array([[1.0, 2.0], [3.0, 4.0]]))
    assert trace.delays(5, 1).ravel().tolist() == [1, 3, 1, 3, 1]
    with pytest.raises(ValueError, match="read-only"):
        trace.table[0, 0] = 5.0


@pytest.mark.parametrize(
    ("table", "text"),
    [([1.0], "shape"), ([[]], "shape"), ([[-0.5]], "at least 0"), ([[float("inf")]], "finite")],
)
def test_tables_that_are_no_traces_are_not_written(tmp_path, table, text):
    with pytest.raises(BadInput, match=text):
        write_trace(np.array(table), tmp_path / "a.csv")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("call", [lambda: write_trace(np.zeros((1, 1)), "a.txt"),
                                  lambda: read_trace("a.txt")])  # fmt: skip
def test_files_of_another_kind(call):
    with pytest.raises(BadInput, match=r"\.csv or \.npz file, got 'a\.txt'"):
        call()


@pytest.mark.parametrize(
    ("shape", "text"), [((0, 1), "rounds"), ((1, 3), r"workers must be 1\.\.2")]
)
def test_what_a_trace_cannot_give(shape, text):
    with pytest.raises(BadInput, match=text):
        Trace(np.zeros((4, 2))).delays(*shape)
