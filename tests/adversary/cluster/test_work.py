"""Work as arrays: what each worker reads out of them is its own part."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from adversary.cluster.messages import Form
from adversary.cluster.work import Work
from adversary.cluster.worker import share_of
from adversary.tasks.task import tiny
from designs import GradientCode

entry = st.sampled_from([0, 0, 1, -2])


@given(st.integers(1, 4), st.integers(1, 4), st.integers(1, 3), st.data())
def test_every_worker_finds_its_rows_order_partitions_and_delays(n, k, levels, data):
    row = st.lists(entry, min_size=k, max_size=k)
    codes = tuple(GradientCode(data.draw(st.lists(row, min_size=n, max_size=n)))
                  for _ in range(levels))  # fmt: skip
    held = [[j for j in range(k) if any(c.encoding[w][j] for c in codes)] for w in range(n)]
    order = tuple(tuple(data.draw(st.permutations(held[w]))) for w in range(n))
    delays = np.arange(2.0 * n).reshape(2, n) if data.draw(st.booleans()) else None
    form = Form(n, 1, k, [[(0, 1)]] * levels)
    work, task = Work(codes, order, delays, form), tiny(k)
    assert (work.workers, work.partitions) == (n, k)
    arrays = work.arrays(task)
    for w in range(n):
        share = share_of(w, levels, arrays)
        assert share.order == list(order[w])
        assert [dict(row) for row in share.rows] == [
            {j: x for j, x in enumerate(code.encoding[w]) if x} for code in codes
        ]
        assert sorted(share.partitions) == held[w]
        for j, part in share.partitions.items():
            assert all((a == b).all() for a, b in zip(part, task.partitions[j], strict=True))
        assert (share.delays is None) == (delays is None)
        assert delays is None or share.delays.tolist() == delays[:, w].tolist()
