"""Logs as records, and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adversary.worst_case.fixed.records import BRANCH, FIXED, LEAF, records_of

workers = st.integers(0, 99)
lists = st.lists(workers, max_size=4)
log = st.lists(st.one_of(st.just("l"), st.tuples(workers), st.tuples(lists, lists)), max_size=20)


@given(log)
def test_every_log_is_read_as_it_was_written(steps):
    words, expected = [], []
    for step in steps:
        if step == "l":
            words.append(LEAF)
            expected.append("l")
        elif len(step) == 1:
            words += [BRANCH, *step]
            expected.append(f"b {step[0]}")
        else:
            kept, silent = step
            words += [FIXED, len(kept), *kept, len(silent), *silent]
            shown = (",".join(map(str, part)) or "-" for part in step)
            expected.append(" ".join(["f", *shown]))
    assert list(records_of(words)) == expected


def test_words_that_are_no_record():
    with pytest.raises(ValueError, match="got 7"):
        list(records_of([7]))
