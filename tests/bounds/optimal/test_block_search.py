"""Annealing in orbits."""

from __future__ import annotations

import pytest

from bounds.optimal.block_search import annealed_blocks
from bounds.optimal.spelling import spelled


@pytest.mark.parametrize(("n", "d", "m"), [(12, 4, 6), (12, 3, 4), (7, 3, 1)])
def test_annealed_codes_keep_their_sums_and_a_seed_its_code(n, d, m):
    texts = []
    for seed in (1, 1, 2):
        (found,) = annealed_blocks(n, d, m, d, steps=20, seed=seed)
        code = spelled(found.text)
        assert {*code.load(), *code.replication()} == {d}
        texts.append(found.text)
    assert texts[0] == texts[1]


def test_annealing_does_not_make_a_code_worse():
    ends = [next(annealed_blocks(12, 4, 6, 5, steps=n, seed=3)).least[5] for n in (1, 150)]
    assert ends[1] <= ends[0]
