"""The least worst cases of all codes of small shapes."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from adversary import curve
from bounds.universal.every import (
    best_universal_bound,
)
from bounds.universal.least import as_markdown, stored_results
from designs import block_design

ROOT = Path(__file__).resolve().parents[3]


def test_seven_workers():
    least = [best_universal_bound(7, 7, 3, s, constant_load=True).value for s in range(8)]
    assert least == [0, Fraction(1, 13), Fraction(1, 4), 1, Fraction(8, 5), Fraction(5, 2), 4, 7]
    free = [best_universal_bound(7, 7, 3, s).value for s in range(8)]
    assert free == [0, 0, 0, *least[3:]]
    assert free[3:] == [point.lower for point in curve(block_design(7, 3, 1))][3:]


def test_the_page_shows_the_stored_results():
    page = (ROOT / "docs" / "least-worst-cases.md").read_text()
    assert as_markdown(stored_results(), regular=True) in page
    assert as_markdown(stored_results(), regular=False) in page


def test_unequal_loads_can_be_better():
    assert (stored_results()[6, 6, 3, 3, 4].error, stored_results()[6, 6, 3, None, 4].error) == (
        Fraction(12, 5),
        2,
    )
