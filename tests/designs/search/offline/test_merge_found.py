"""The script that merges what searches found into the table of designs with a prescribed group."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import designs
from designs.constructions.prescribed import parse

SCRIPT = Path(designs.__file__).parent / "search" / "offline" / "merge_found.py"
FANO = "7 3 1 | 7 | 1 0 | - | 0 1 3 | by hand"
TWICE = "7 3 2 | 7 | 1 0 | - | 0 1 3; 0 1 3 | by hand"
THIRTEEN = "13 4 1 | 13 | 1 0 | - | 0 1 3 9 | by hand"


def merge(tmp_path, old, new, *flags):
    table, found = tmp_path / "table.txt", tmp_path / "found.txt"
    table.write_text("# head\n" + "".join(f"{line}\n" for line in old))
    found.write_text("".join(f"{line}\n" for line in new))
    words = [sys.executable, str(SCRIPT), str(found), "--into", str(table), *flags]
    out = subprocess.run(words, capture_output=True, check=True).stdout.decode()
    head, *lines = table.read_text().splitlines()
    assert head == "# head"
    return lines, out


def test_new_lines_are_sorted_in_and_the_old_ones_win(tmp_path):
    lines, out = merge(tmp_path, [THIRTEEN, FANO], [FANO.replace("hand", "eye"), TWICE])
    assert lines == [FANO, TWICE, THIRTEEN]
    assert out == "3 lines, 1 of them new\n"


def test_fewer_base_blocks_win(tmp_path):
    long = "7 3 2 | 7 | 1 0 | - | 0 1 3; 0 1 5 | by hand"
    short = "7 3 2 | 7 | 1 0 | 6 / 0 | 0 1 3 | by hand"
    assert merge(tmp_path, [long], [short])[0] == [short]
    assert merge(tmp_path, [short], [long])[0] == [short]


def test_what_is_no_design_or_no_line_is_left_out(tmp_path):
    bad = ["7 3 1 | 7 | 1 0 | - | 0 1 2 | wrong", "7 3 2 | 7 | 1 0 | - | 0 1", "13 4 2 " + FANO[6:]]
    lines, out = merge(tmp_path, [], [*bad, FANO])
    assert lines == [FANO]
    assert out.count("left out") == 3


def test_lean_leaves_out_what_follows_from_the_rest(tmp_path):
    lines, _ = merge(tmp_path, [], [TWICE, THIRTEEN], "--lean")
    assert lines == []
    lines, _ = merge(tmp_path, [TWICE], [THIRTEEN], "--lean")
    assert [next(parse([line])).parameters.v for line in lines] == [7]
