"""Codes with symmetries, and codes put together."""

from __future__ import annotations

import pytest

from adversary.worst_case import curve
from bounds.optimal.archive import side_by_side
from bounds.optimal.orbits import (
    block_circulant,
    complement,
    direct_sum,
    group_code,
    group_table,
    split_groups,
)
from designs.codes import circulant, random_biregular
from designs.errors import BadInput


@pytest.mark.parametrize("n", [6, 8, 12, 21])
def test_the_tables_are_those_of_groups(n):
    for group in split_groups(n):
        table = group_table(group)
        assert table[0] == tuple(range(n))
        assert all(sorted(row) == list(range(n)) for row in table)
        some = range(0, n, 2)
        for g, h, i in ((g, h, i) for g in some for h in some for i in range(n)):
            assert table[table[g][h]][i] == table[g][table[h][i]]


def test_a_group_code_has_the_sums_of_its_base_and_its_symmetries_hold():
    frobenius = group_code((7, 3, 2), [0, 1, 5, 11])
    assert {*frobenius.load(), *frobenius.replication()} == {4}
    assert len(frobenius.symmetries) == 2


def test_one_block_is_a_circulant():
    assert block_circulant(7, [[0, 1, 3]]) == circulant(7, [0, 1, 3])


def test_codes_side_by_side_share_the_stragglers_out():
    one, two = circulant(5, [0, 1, 2]), random_biregular(4, 4, 3, 1)
    values = [[point.error for point in curve(code)] for code in (one, two, direct_sum([one, two]))]
    assert list(side_by_side(tuple(values[0]), tuple(values[1]))) == values[2]


def test_a_complement_of_a_complement_is_the_code():
    code = circulant(6, [0, 1, 4])
    assert complement(complement(code)) == code
    assert complement(code).load() == (3,) * 6


def test_what_does_not_fit_is_told():
    with pytest.raises(BadInput, match="must be 1 mod m"):
        group_code((7, 2, 2), [0])
    with pytest.raises(BadInput, match="distinct numbers"):
        group_code((2, 2, 1), [0, 4])
    with pytest.raises(BadInput, match="partitions must be"):
        block_circulant(2, [[0, 4], [1, 2]])
