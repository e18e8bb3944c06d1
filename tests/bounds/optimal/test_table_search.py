"""The search that makes the table."""

from __future__ import annotations

from bounds.optimal.archive import Archive
from bounds.optimal.report import least_possible
from bounds.optimal.table_search import searched, still_open


def test_the_search_is_not_worse_than_what_is_stored_and_repeats_itself():
    archives: dict[tuple[int, int], Archive] = {}
    for n in range(1, 8):
        for d in range(1, min(n, 3) + 1):
            archives[n, d] = searched(n, d, archives, ["7:0,1,2"] if (n, d) == (7, 3) else [])
    found = archives[7, 3]
    assert found.best == searched(7, 3, archives).best
    assert still_open(found) == []
    assert all(found.best[s][0] >= least_possible(7, 3, s) for s in range(1, 6))
