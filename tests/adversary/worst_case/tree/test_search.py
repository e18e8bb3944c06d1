"""The compiled branch and bound: every record it writes is true of the errors of all sets."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adversary.decoding.error import error
from adversary.worst_case.tree.search import _cuts, _forces
from adversary.worst_case.tree.symmetry import worker_symmetries
from adversary.worst_case.tree.tree import TreeSearch
from designs import GradientCode, random_biregular
from designs.codes import from_design
from designs.constructions.difference import develop

PLANE = from_design(develop((13,), [(0, 1, 3, 9)]))
CYCLE = from_design(develop((11,), [(0, 1, 3)]))


def errors_of(code, s):
    return {frozenset(t): error(code, t) for t in combinations(range(code.workers), s)}


def records_of(code, s, claim, symmetries=()):
    worst = max(errors_of(code, s).items(), key=lambda pair: pair[1])[0]
    tree = TreeSearch(code, s, tuple(worst), enough=claim, keep_records=True, symmetries=symmetries)
    tree.run(None, None)
    return tree.records()


def workers_in(field):
    return set() if field == "-" else set(map(int, field.split(",")))


def orbit_of(worker, images):
    orbit = {worker}
    while more := {image[w] for image in images for w in orbit} - orbit:
        orbit |= more
    return orbit


def assert_true(code, s, claim, records, symmetries=()):
    """Go through the tree; below each node are the straggler sets that it has not decided about."""
    errors, n = errors_of(code, s), code.workers
    open_ = [(frozenset(range(n)), frozenset())]
    for record in records:
        undecided, silent = open_.pop()
        below = {t: e for t, e in errors.items() if silent <= t <= undecided | silent}
        kind, *fields = record.split()
        if kind == "e":
            assert error(code, silent if len(silent) == s else silent | undecided) <= claim
        elif kind in "ls":
            assert max(below.values(), default=0) <= claim
        elif kind == "f":
            kept, out = map(workers_in, fields)
            assert max((e for t, e in below.items() if t & kept or out - t), default=0) <= claim
            open_.append((undecided - kept - out, silent | out))
        elif kind == "k":
            kept, others = map(workers_in, fields)
            assert kept <= undecided
            assert others <= silent
            for w in kept:  # whoever else is silent: also what this node has decided about
                assert max(e for t, e in errors.items() if t >= others | {w}) <= claim
            if len(undecided - kept) >= s - len(silent):
                open_.append((undecided - kept, silent))
        elif kind in "bo":
            worker = int(fields[0])
            used = workers_in(fields[1]) if kind == "o" else set()
            orbit = orbit_of(worker, [symmetries[i] for i in used])
            if len(undecided - orbit) >= s - len(silent):
                open_.append((undecided - orbit, silent))
            open_.append((undecided - {worker}, silent | {worker}))
            touched = [e for t, e in below.items() if t & orbit]
            assert max(touched) == max(e for t, e in below.items() if worker in t)
        else:
            open_.append((undecided, silent))
    assert not open_


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("s", [1, 3, 5, 7])
def test_every_record_is_true(seed, s):
    code = random_biregular(9, 9, 3, seed=seed)
    claim = max(errors_of(code, s).values())
    assert_true(code, s, claim, records_of(code, s, claim))


@pytest.mark.parametrize(("code", "s"), [(PLANE, 5), (CYCLE, 4), (CYCLE, 6)], ids=str)
def test_every_record_is_true_up_to_symmetry(code, s):
    symmetries = worker_symmetries(code)
    plain = GradientCode(code.encoding)
    claim = max(errors_of(plain, s).values())
    records = records_of(plain, s, claim, symmetries)
    assert any(record.startswith(("o", "k")) for record in records)
    assert_true(plain, s, claim, records, symmetries)


@pytest.mark.parametrize("seed", range(3))
def test_a_larger_claim_takes_no_more_records(seed):
    code = random_biregular(10, 10, 4, seed=seed)
    truth = max(errors_of(code, 4).values())
    sizes = [len(records_of(code, 4, truth * scale)) for scale in (1, 2, 10)]
    assert sizes[0] >= sizes[1] >= sizes[2]
    assert_true(code, 4, truth * 2, records_of(code, 4, truth * 2))


values = st.lists(st.integers(-20, 20), min_size=2, max_size=8)


@given(values, st.data())
def test_what_is_forced_is_what_no_choice_avoids(rows, data):
    t = data.draw(st.integers(1, len(rows) - 1))
    array, ordered = np.array(rows, dtype=float), sorted(rows, reverse=True)
    assert _cuts(array, t) == (ordered[t - 1], ordered[t], sum(ordered[:t]))
    room = data.draw(st.integers(-40, 60))
    choices = list(combinations(range(len(rows)), t))
    worth = {c: sum(rows[a] for a in c) for c in choices}
    forced = any(
        max(v for c, v in worth.items() if (a in c) == inside) <= room
        for a in range(len(rows))
        for inside in (True, False)
    )
    assert _forces(array, t, float(room)) == forced
