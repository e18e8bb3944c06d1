"""Two partitions that share holders."""

from __future__ import annotations

from itertools import combinations

import pytest
from shapes import ANY_LOADS, REGULAR, classes

from bounds.universal.pairs import value_of_a_design, workers_for_two
from bounds.universal.star import workers_to_silence
from designs import block_design
from designs.errors import BadInput


def fewest_for_two(kind):
    return min((a | b).bit_count() for a, b in combinations(kind.columns, 2))


@pytest.mark.parametrize(("n", "k", "d"), [*ANY_LOADS, (4, 6, 2), (5, 10, 2), (4, 4, 3)])
def test_two_partitions_of_every_code_have_so_few_holders(n, k, d):
    assert max(map(fewest_for_two, classes(n, k, d))) <= workers_for_two(n, k, d)


def test_more_partitions_than_workers_cannot_all_share_equally():
    assert (workers_for_two(9, 12, 3), workers_for_two(6, 10, 3)) == (5, 4)
    assert workers_for_two(9, 9, 3) == 5
    assert max(map(fewest_for_two, classes(3, 4, 1))) == 1 == workers_for_two(3, 4, 1)


@pytest.mark.parametrize(("n", "d"), [(3, 2), (4, 3), (7, 3)])
def test_only_designs_need_as_many(n, d):
    fano = {7: (7, 3, 1), 4: (4, 3, 2), 3: (3, 2, 1)}[n]
    few, many = workers_for_two(n, n, d, designs=False), workers_for_two(n, n, d)
    assert many == few + 1
    found = [fewest_for_two(kind) for kind in classes(n, n, d, d)]
    assert sum(x > few for x in found) == 1
    columns = zip(*block_design(*fano).encoding, strict=True)
    holders = [sum(1 << w for w, x in enumerate(column) if x) for column in columns]
    assert {(a | b).bit_count() for a, b in combinations(holders, 2)} == {many}


@pytest.mark.parametrize(("n", "k", "d"), [x for x in REGULAR if x[0] == x[1]])
def test_codes_that_are_no_designs_silence_one_by_one_sooner(n, k, d):
    if value_of_a_design(n, k, d, 0) is None:
        with_designs = workers_to_silence(n, k, d)
        assert workers_to_silence(n, k, d, designs=False)[:1] == with_designs[:1] == [d]
        return
    for kind in classes(n, k, d, d):
        if fewest_for_two(kind) <= workers_for_two(n, k, d, designs=False):
            for p, u in enumerate(workers_to_silence(n, k, d, designs=False), start=1):
                sets = (sum(1 << w for w in some) for some in combinations(range(n), u))
                most = max(sum(c & ~s == 0 for c in kind.columns) for s in sets)
                assert most >= p


def test_bad_input():
    with pytest.raises(BadInput, match="there must be two partitions, got 1"):
        workers_for_two(3, 1, 2)
    with pytest.raises(BadInput, match=r"redundancy must be 1\.\.workers, got 4 and 3"):
        workers_for_two(3, 3, 4)
