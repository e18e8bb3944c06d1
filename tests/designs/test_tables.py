"""Text tables: comments and empty lines are left out, and rows of integers come back as written."""

from __future__ import annotations

from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designs.tables import entries, parts, rows, shipped, written

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
