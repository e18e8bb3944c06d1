"""The script that finds designs by exact combination: what it prints is a design, by counting."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import numpy as np
import pytest

from designs import Parameters
from designs.answers.answers import Open
from designs.constructions.action import Action
from designs.constructions.prescribed import parse
from designs.existence.table import table
from designs.incidence.check import why_not
from designs.search.groups import actions
from designs.search.offline import find_by_cover
from designs.search.offline.find_by_cover import PAIR_ORBITS, few, found
from designs.search.settings import Setting

SMALL = [
    (Parameters(7, 3, 1), Action((7,), 1, 0)),
    (Parameters(13, 4, 1), Action((13,), 1, 0)),
    (Parameters(15, 3, 1), Action((15,), 1, 0)),
    (Parameters(6, 3, 2), Action((5,), 1, 1)),
    (Parameters(9, 3, 1), Action((3, 3), 1, 0)),
    (Parameters(11, 5, 2), Action((11,), 1, 0, (((3,), (0,)),))),
    (Parameters(10, 4, 2), Action((5,), 2, 0)),
    (Parameters(10, 3, 2), Action((3,), 3, 1)),  # with base blocks that are taken twice
    (Parameters(21, 5, 1), Action((3,), 7, 0, (((1,), (1, 2, 3, 4, 5, 6, 0)),))),
]


def checked(entry):
    """A design built from its entry, counted by the checker, and once more pair by pair."""
    p, design = entry.parameters, entry.recipe().build()
    assert why_not(design.points, design.blocks, p.v, p.k, p.lam) is None
    pairs = Counter(pair for block in design.blocks for pair in combinations(sorted(block), 2))
    assert set(pairs.values()) == {p.lam}
    assert len(pairs) == p.v * (p.v - 1) // 2
    return design


@pytest.mark.parametrize(("p", "action"), SMALL, ids=str)
def test_what_is_found_is_a_design_with_the_group(p, action):
    entry = found(p, Setting(action), np.random.default_rng(0))
    design = checked(entry)
    assert few(action, p.v)
    blocks = Counter(frozenset(block) for block in design.blocks)
    for image in action.generators():
        assert Counter(frozenset(image[x] for x in block) for block in design.blocks) == blocks


def test_a_line_of_the_table_gives_the_design_back():
    entry = found(*(SMALL[0][0], Setting(SMALL[0][1])), np.random.default_rng(0))
    (again,) = parse([entry.line()])
    assert again == entry
    assert checked(again) == entry.recipe().build()


@pytest.mark.parametrize(
    ("p", "action"),
    [
        (Parameters(22, 7, 2), Action((11,), 2, 0)),  # there is none, by Bruck, Ryser and Chowla
        (Parameters(9, 3, 1), Action((9,), 1, 0)),  # the affine plane of order 3 is not cyclic
    ],
    ids=str,
)
def test_nothing_is_found_where_nothing_is(p, action):
    assert found(p, Setting(action), np.random.default_rng(0)) is None


@pytest.mark.parametrize("v", [7, 9, 13, 16, 21, 25])
def test_no_group_with_few_orbits_of_pairs_is_passed_over(v):
    kept = 0
    for action in actions(v):
        if v * (v - 1) <= 2 * PAIR_ORBITS * Setting(action).order:
            assert few(action, v)
            kept += 1
    assert kept


def test_the_script_prints_lines_of_designs_and_nothing_else(monkeypatch, capsys):
    """Only what is open is tried; a part of the table can be named."""
    answers = [Open(Parameters(*key), ()) for key in ((7, 3, 1), (11, 5, 2), (22, 7, 2))]
    answers += table(4)  # the 2-(7, 3, 1), (9, 3, 1) and (13, 4, 1) designs, which are not open
    monkeypatch.setattr(find_by_cover, "table", lambda _: answers)
    monkeypatch.setattr("sys.argv", ["find_by_cover.py", "--seconds", "0.5"])
    find_by_cover.main()
    entries = list(parse(capsys.readouterr().out.splitlines()))
    assert [str(e.parameters) for e in entries] == ["2-(7,3,1)", "2-(11,5,2)"]
    assert all(checked(e) for e in entries)
    assert all(e.found.startswith("Kramer-Mesner, 20") for e in entries)
    monkeypatch.setattr("sys.argv", ["find_by_cover.py", "--seconds", "0.5", "--part", "1/3"])
    find_by_cover.main()
    assert capsys.readouterr().out.startswith("11 5 2 | ")
