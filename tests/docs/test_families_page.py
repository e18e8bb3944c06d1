"""The table of the families is made from the registry."""

from __future__ import annotations

import pytest
from page_scripts import DOCS, page_script

from designs.codes.family import registered


@pytest.fixture(scope="module")
def families():
    return page_script("families")


def test_every_family_has_a_row_of_four_cells(families):
    rows = [line.strip("| ").split(" | ") for line in families.table()][2:]
    assert [row[0] for row in rows] == [f"[{name}](gallery.md#{name})" for name in registered()]
    assert all(len(row) == 4 and all(row) for row in rows)


def test_the_pages_include_what_is_written(families, tmp_path):
    families.write(tmp_path)
    assert (tmp_path / "families.txt").read_text().count("\n") == len(registered()) + 2
    assert "{include} _static/families.txt" in (DOCS / "which-code.md").read_text()


def test_every_family_has_its_line_of_prose():
    prose = (DOCS / "which-code.md").read_text()
    missing = [name for name in registered() if f"`{name}" not in prose]
    assert not missing
