"""The gallery shows each family and scheme, the same at each build."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
from page_scripts import page_script

from designs.codes.family import named, registered

pytest.importorskip("matplotlib")


@pytest.fixture(scope="module")
def gallery():
    return page_script("gallery")


@pytest.fixture
def two(gallery, monkeypatch):
    """The gallery with one family and one scheme."""
    few = "fractional-repetition", "nested-cyclic"
    monkeypatch.setattr(gallery, "registered", lambda: {name: named(name) for name in few})
    return gallery


def test_every_family_and_scheme_has_a_picture_to_draw(gallery):
    for family in registered():
        shown = gallery.components(family)
        assert shown, family
        assert all(code.workers <= 12 for code in shown.values()), family


def test_what_is_drawn_is_written_and_the_same_each_time(two, tmp_path):
    two.draw(tmp_path / "a")
    two.draw(tmp_path / "b")
    names = sorted(path.name for path in (tmp_path / "a").iterdir())
    assert names == ["fractional-repetition.svg", "gallery.txt", "nested-cyclic.svg"]
    for name in names:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_a_page_newer_than_the_sources_is_kept(two, tmp_path):
    two.draw(tmp_path)
    (tmp_path / "gallery.txt").write_text("kept")
    two.draw(tmp_path)
    assert (tmp_path / "gallery.txt").read_text() == "kept"


def test_the_table_of_fractional_repetition(gallery):
    text = gallery.text("fractional-repetition", gallery.entries("fractional-repetition"))
    rows = {
        cells[0].strip(): [Fraction(cell.strip()) for cell in cells[1:]]
        for line in text.splitlines()
        if re.match(r"\| (worst|average) ", line)
        for cells in [line.strip("|").split("|")]
    }
    assert rows["worst"] == [0, 0, 0, 3, 3, 3, 6]
    assert rows["average"] == [0, 0, 0, Fraction(3, 10), Fraction(6, 5), 3, 6]
