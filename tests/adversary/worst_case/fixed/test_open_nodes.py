"""The open nodes: what their bounds say, and that a copy has a life of its own."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from adversary.worst_case.fixed.form import FixedForm
from adversary.worst_case.fixed.open_nodes import Tree
from designs import random_biregular

NO_LOG = np.zeros(0, dtype=np.int64)
CODE = random_biregular(11, 11, 4, seed=2)


@pytest.mark.parametrize("s", range(12))
def test_bounds_of_open_nodes_hold_all_the_way(s):
    form = FixedForm(CODE, s, "one-step")
    best = max(form.value(c) for c in combinations(range(11), s)) // form.unit
    tree, done = Tree.root(*form.arrays(), s), []
    assert tree.fraction() == 0
    while tree.height:
        assert max(tree.bounds()) >= best
        done.append(tree.fraction())
        assert tree.explore(NO_LOG, best, 3, exact=True) is None
    assert done == sorted(done)
    assert tree.fraction() == 1
    assert tree.bounds() == []


def test_a_copy_shares_nothing_that_changes():
    form = FixedForm(CODE, 4, "one-step")
    tree = Tree.root(*form.arrays(), 4)
    before = [array.copy() for array in (*tree.stack, tree.state)]
    tree.copy().explore(NO_LOG, -(2**50), 50, exact=True)
    for old, new in zip(before, (*tree.stack, tree.state), strict=True):
        assert (old == new).all()


def test_what_is_taken_from_the_log_is_gone():
    tree, log = Tree.root(*FixedForm(CODE, 4, "one-step").arrays(), 4), np.zeros(999, np.int64)
    tree.explore(log, 2**50, 99, exact=False)
    assert tree.take(log).tolist() == [-1]
    assert tree.take(log).tolist() == []
