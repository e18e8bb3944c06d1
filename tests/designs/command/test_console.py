"""What all verbs share: lists of numbers, rationals, JSON, and codes from files and streams."""

from __future__ import annotations

import inspect
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designs import BadInput, uncoded
from designs.command import console
from designs.command.console import bar, code_argument, numbers, print_json, status

ROOT = Path(__file__).resolve().parents[3]


@given(st.lists(st.integers()), st.sampled_from([",", ", ", " , ", ",,"]))
def test_lists_of_numbers_are_read_back(values, comma):
    assert numbers(comma.join(map(str, values))) == values


@pytest.mark.parametrize("text", ["1,x", "1.5", "1;2", "0x3"])
def test_lists_with_something_else_in_them(text):
    with pytest.raises(BadInput) as error:
        numbers(text)
    assert text in str(error.value)


def test_json_is_printed_without_what_json_has_not(capsys):
    print_json({"loss": float("nan"), "steps": (1, float("inf"))}, None)
    assert json.loads(capsys.readouterr().out) == {"loss": None, "steps": [1, None]}


def test_a_code_is_a_file_or_standard_input(tmp_path, monkeypatch):
    file = tmp_path / "code.json"
    file.write_text(json.dumps(uncoded(3).to_json()))
    assert code_argument(str(file)) == uncoded(3)
    monkeypatch.setattr("sys.stdin", io.StringIO(file.read_text()))
    assert code_argument("-") == uncoded(3)


@pytest.mark.parametrize(("content", "text"), [(b"\xff", "not UTF-8"), (b"{", "not JSON")])
def test_standard_input_that_is_no_code(content, text, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content), encoding="utf-8"))
    with pytest.raises(BadInput, match=text):
        code_argument("-")


def test_nothing_is_wrapped_or_shown_where_no_terminal_is(capsys):
    with bar("working", 10) as update:
        update(5)
        update(10, "more")
    console.console().print("x" * 500)
    out, err = capsys.readouterr()
    assert out == "x" * 500 + "\n"
    assert err.strip() == ""


def test_without_a_terminal_progress_is_a_line_a_minute(monkeypatch, capsys):
    now = [0.0]
    monkeypatch.setattr(console.time, "monotonic", lambda: now[0])
    with bar("working", 10) as update, status("") as tell:
        for second in range(150):
            now[0] = float(second)
            update(second / 15, f"s = {second}")
            tell(f"asking {second}")
        now[0] = 200.0
        update(10)
    assert capsys.readouterr().err.splitlines() == [
        "kirkman: s = 60, 40.0% done",
        "kirkman: asking 60",
        "kirkman: s = 120, 80.0% done",
        "kirkman: asking 120",
        "kirkman: working, 100.0% done",
    ]


@pytest.mark.skipif(os.name != "posix", reason="pseudo-terminals are those of Unix")
def test_at_a_terminal_progress_is_a_bar_that_disappears():
    controller, terminal = os.openpty()
    text = (
        "from designs.command.console import bar, status\n"
        "with bar('working', 10) as update: update(5, 'half')\n"
        "with status('asking') as tell: tell('still asking')\n"
    )
    subprocess.run(
        [sys.executable, "-c", text],
        stderr=terminal, env=os.environ | {"TERM": "xterm"}, cwd=ROOT, check=True,
    )  # fmt: skip
    os.close(terminal)
    seen = os.read(controller, 1 << 16).decode()
    os.close(controller)
    assert "half" in seen
    assert "still asking" in seen
    assert "kirkman:" not in seen
    assert seen.count("\x1b[2K") >= 2  # both lines are wiped


def test_every_function_is_explained():
    public = [x for name, x in vars(console).items() if inspect.isfunction(x) and name[0] != "_"]
    own = [x for x in public if x.__module__ == console.__name__]
    assert own
    assert all(inspect.getdoc(x) for x in own)
