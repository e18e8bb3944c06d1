"""Writing files: whole or not at all, with the permissions that they should have; decimals."""

from __future__ import annotations

import os
import stat
from fractions import Fraction
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designs import BadInput
from designs.files import decimal, entries, parts, rows, shipped, write_bytes, written


def test_a_failed_write_leaves_nothing(tmp_path, monkeypatch):
    target = tmp_path / "out.txt"
    target.write_text("old")
    monkeypatch.setattr(
        "pathlib.Path.replace", lambda *_: (_ for _ in ()).throw(OSError(28, "full"))
    )
    with pytest.raises(BadInput, match="cannot write"):
        write_bytes(target, b"new")
    assert [p.name for p in tmp_path.iterdir()] == ["out.txt"]
    assert target.read_text() == "old"


def test_links_are_followed_and_permissions_kept(tmp_path):
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_bytes(b"old")
    target.chmod(0o600)
    link.symlink_to(target)
    write_bytes(link, b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"
    assert target.stat().st_mode & 0o777 == 0o600


def test_new_files_obey_the_umask(tmp_path):
    old = os.umask(0o027)
    try:
        write_bytes(tmp_path / "new", b"x")
    finally:
        os.umask(old)
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o640


def test_pipes_and_devices_are_written_to_and_not_replaced(tmp_path):
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    reader = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
    write_bytes(fifo, b"through")
    assert os.read(reader, 99) == b"through"
    os.close(reader)
    assert stat.S_ISFIFO(fifo.stat().st_mode)
    write_bytes(Path("/dev/null"), b"x")
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


def test_long_names_can_be_written(tmp_path):
    write_bytes(tmp_path / ("n" * 250), b"x")


@pytest.mark.parametrize("name", ["", "no/such/folder/file"])
def test_targets_that_cannot_be_written(tmp_path, name):
    with pytest.raises(BadInput, match="cannot write"):
        write_bytes(tmp_path / name, b"x")


@given(st.fractions(), st.integers(-2000, 2000))
def test_decimals_of_any_size_are_close(value, exponent):
    scaled = value * Fraction(10) ** exponent
    shown = Fraction(decimal(scaled))
    assert abs(shown - scaled) <= abs(scaled) / 10**5


ROWS = st.lists(st.lists(st.integers(-9, 99)), min_size=1)


@given(ROWS)
def test_rows_come_back_as_written(table):
    assert [list(row) for row in rows(written(table))] == table


@given(st.lists(st.lists(st.text("ab 1;", min_size=1), min_size=1)))
def test_parts_are_what_stands_between_the_bars(table):
    lines = ["# a | comment", "", "  ", *map("|".join, table)]
    kept = [[part.strip() for part in row] for row in table if "|".join(row).strip()]
    assert list(parts(lines)) == kept


@pytest.mark.parametrize(
    "file", [f.name for f in resources.files("designs.data").iterdir() if f.name.endswith(".txt")]
)
def test_shipped_tables_are_entries_alone(file):
    found = shipped(file)
    assert found
    assert found == list(entries(found))
