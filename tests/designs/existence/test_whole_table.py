"""The classical table, r <= 41: every design rebuilt from its recipe and counted independently."""

from __future__ import annotations

import numpy as np
import pytest
from paths import VECTORS

from designs import Exists, Impossible, Parameters
from designs.existence.table import table

EXPLICIT, IMPOSSIBLE = 723, 103


@pytest.fixture(scope="module")
def answers():
    return list(table(41))


def is_design(design, p):
    """The products of all pairs of columns of the incidence matrix; no code of ours."""
    incidence = np.zeros((len(design.blocks), p.v), dtype=np.float32)
    for row, block in zip(incidence, design.blocks, strict=True):
        row[list(block)] = 1
    expected = np.full((p.v, p.v), p.lam)
    np.fill_diagonal(expected, int(p.r))
    sizes = incidence.sum(axis=1)
    return (incidence.T @ incidence == expected).all() and (sizes == p.k).all()


def test_every_design_of_the_table_is_rebuilt_and_counted(answers):
    for answer in answers:
        if isinstance(answer, Exists):
            assert is_design(answer.recipe.build(), answer.parameters), answer


def test_the_table_is_settled_as_far_as_it_was(answers):
    assert sum(isinstance(a, Exists) for a in answers) >= EXPLICIT
    assert sum(isinstance(a, Impossible) for a in answers) == IMPOSSIBLE


def test_every_design_of_another_system_is_built_here(answers):
    lines = (VECTORS / "sage_constructs.txt").read_text().splitlines()[1:]
    known = {Parameters(*map(int, key.split(","))) for line in lines for key in line.split()}
    assert len(known) == 292
    found = {a.parameters: a for a in answers if a.parameters in known}
    assert found.keys() == known
    assert all(isinstance(a, Exists) for a in found.values())
