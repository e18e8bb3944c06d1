"""Designs with a prescribed group, and the table of those found."""

from __future__ import annotations

import pytest
from definitions import is_design

from designs import BadInput
from designs.constructions.prescribed import parse, prescribed_group, stored


@pytest.mark.parametrize("p", stored(), ids=str)
def test_every_line_of_the_table_is_a_design(p):
    entry = stored()[p]
    assert is_design(entry.recipe().build().blocks, p.v, p.k, p.lam)
    assert next(parse([entry.line()])) == entry


def test_a_family_that_is_none_is_refused():
    with pytest.raises(BadInput, match="equally often"):
        prescribed_group((7,), 1, 0, (), [(0, 1, 2)])


@pytest.mark.parametrize(
    ("line", "because"),
    [
        ("9 3 1 | 3 3 | 1 0 | - | 0 1 2; 0 3 6; 0 4 8; 0 5 7 | by hand",
         "4 base blocks under Z_3 x Z_3"),
        ("8 4 3 | 7 | 1 1 | 2 / 0 | 1 2 4 7; 0 3 5 6 | by hand",
         "2 base blocks under Z_7 and 1 fixed point with a multiplier"),
        ("6 3 2 | 5 | 1 1 | - | 0 1 3; 0 1 5 | by hand",
         "2 base blocks under Z_5 and 1 fixed point"),
    ],
)  # fmt: skip
def test_lines_say_what_they_are_and_build_it(line, because):
    (entry,) = parse(["# a comment", "", line])
    p = entry.parameters
    assert entry.because() == because
    assert is_design(entry.recipe().build().blocks, p.v, p.k, p.lam)
