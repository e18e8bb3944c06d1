"""Comparisons as tables and pictures."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from bounds.comparison.report import cell, columns, picture, tables
from designs import BadInput


def test_table_and_picture(rows):
    shown = columns(rows, 3)
    (whole,) = tables(rows, shown, 200)
    assert [c.header for c in whole.columns][:5] == ["code", "n", "k", "load", "d"]
    assert len(whole.columns) == 5 + len(shown)
    assert cell(rows[0], 3) == "0.1429"
    assert picture(rows, "png").startswith(b"\x89PNG")
    with pytest.raises(BadInput, match="png, svg or pdf"):
        picture(rows, "docx")


def test_narrow_screens_get_several_tables_that_fit(rows):
    for width in (70, 80, 100, 10_000):
        parts = tables(rows, list(range(8)), width)
        shown = [c.header for t in parts for c in t.columns if c.header.startswith("s=")]
        assert shown == [f"s={s}" for s in range(8)]
        console = Console(width=width, file=io.StringIO())
        for part in parts:
            console.print(part)
            assert part.columns[5].header.startswith("s=")
        text = console.file.getvalue()
        assert "…" not in text
        assert text.count("2-(7,3,1), workers = points") == len(parts)
