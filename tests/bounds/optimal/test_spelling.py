"""Codes as the table spells them."""

from __future__ import annotations

import pytest

from bounds.optimal.orbits import block_circulant, direct_sum, group_code
from bounds.optimal.spelling import rows_text, spelled
from designs.codes import circulant, duplicated, random_biregular
from designs.errors import BadInput


def test_each_form_is_read():
    assert spelled("13:0,1,3,9") == circulant(13, [0, 1, 3, 9])
    assert spelled("8/4:0,1,4;2,5,7") == block_circulant(4, [[0, 1, 4], [2, 5, 7]])
    assert spelled("8*2^3:0,1,4") == group_code((8, 2, 3), [0, 1, 4])
    copied = duplicated(duplicated(circulant(7, [0, 1, 3]), 2), 2, of="partitions")
    assert spelled("2x7:0,1,3") == copied
    assert spelled("3:0,1+4:0,1") == direct_sum([circulant(3, [0, 1]), circulant(4, [0, 1])])
    assert spelled("2:0;1").encoding == ((1, 0), (0, 1))


def test_what_each_worker_holds_is_read_as_it_is_written():
    code = random_biregular(9, 9, 4, seed=3)
    assert spelled(rows_text(code)) == code


@pytest.mark.parametrize("text", ["13", "3:0;1"])
def test_what_does_not_fit_is_told(text):
    with pytest.raises(BadInput, match="list"):
        spelled(text)
