"""What workers write and servers add, against plain matrix products; blocks do not matter."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from schemes import EXAMPLES, messages_of, small
from sizes import SIZES

from adversary.cluster.coding import coded_vectors
from adversary.cluster.messages import Form
from adversary.cluster.vectors import BLOCK, RunningChecksum, checksum
from adversary.cluster.work import Work
from adversary.cluster.worker import share_of
from adversary.tasks.task import Task


@st.composite
def shares(draw):
    """The rows of all levels of a worker, and an order of its partitions."""
    k = draw(st.integers(1, 5))
    entry = st.sampled_from([0.0, 0.0, 1.0, -0.5, 3.0])
    levels = draw(st.lists(st.lists(entry, min_size=k, max_size=k), min_size=1, max_size=3))
    held = [j for j in range(k) if any(row[j] for row in levels)]
    return np.array(levels), draw(st.permutations(held))


@pytest.mark.parametrize("dimension", SIZES)
@given(shares())
def test_every_level_is_its_row_times_the_gradients_and_is_sealed(dimension, share):
    encoding, order = share
    rows = [[(int(j), float(row[j])) for j in np.flatnonzero(row)] for row in encoding]
    levels, k = encoding.shape
    slots = np.empty((levels, dimension + k))
    data = {j: [np.array([float(j)])] for j in order}
    write = coded_vectors(lambda p, x: p + x, rows, order, data, slots, dimension)
    for parameters in (np.arange(dimension) / 7, np.ones(dimension)):
        slots[:] = np.nan  # whatever stood there, the probe too, is written anew
        partials = np.stack([parameters + j for j in range(k)])
        told = [done for done in write(parameters) if done is not None]
        assert [level for level, _ in told] == list(range(levels))
        assert np.allclose(slots[:, :dimension], encoding @ partials, rtol=1e-12)
        assert (slots[:, dimension:] == encoding).all()
        assert [found for _, found in told] == [checksum(slot) for slot in slots]


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("place", [0, BLOCK - 1, BLOCK, 2 * BLOCK + 4])
def test_one_number_that_is_not_finite_is_seen_wherever_it_stands(value, place):
    def gradient(parameters, _):
        return np.where(np.arange(len(parameters)) == place, value, parameters)

    size = 2 * BLOCK + 5
    slots = np.empty((1, size + 1))
    write = coded_vectors(gradient, [[(0, 1.0)]], [0], {0: [None]}, slots, size)
    with np.errstate(all="ignore"):
        assert list(write(np.ones(size))) == [None, (0, None)]
        assert list(write(np.full(size, 1e200)))[-1] == (0, None)


def test_large_numbers_are_finite_though_their_squares_are_not():
    vector = np.full(BLOCK + 3, 1e200)
    with np.errstate(all="ignore"):
        assert RunningChecksum().finish(vector) == checksum(vector)


@pytest.mark.parametrize("name", [name for name in EXAMPLES if name != "dynamic-clustering"])
@pytest.mark.parametrize("dimension", [1, 5])
def test_every_scheme_sends_what_its_codes_say(name, dimension):
    scheme = small(name)
    parts = [(np.array([float(j)]),) for j in range(scheme.partitions)]
    task = Task("scene", "none:none", parts, dimension, 1, 0.1, lambda _: (0.0, 0.0))
    work = Work.of(scheme, task, "newest", None)
    form, arrays = work.form, work.arrays(task)
    point = np.arange(dimension) / 7 + 1
    gradients = np.stack([point * (j + 1) for j in range(scheme.partitions)])
    sent, codes = messages_of(scheme, gradients), len(scheme.codes)
    for w in range(scheme.workers):
        share = share_of(w, codes, arrays)
        slots = np.full((form.most, max(form.widths())), np.nan)
        write = coded_vectors(
            lambda p, x: p * (x + 1), share.rows, share.order,
            share.partitions,
            slots, dimension, form, w,
        )  # fmt: skip
        # Where messages are chosen: the last code first, at the first model, then an empty one.
        chosen = [codes - 1, -1][: form.chosen]
        plan = np.full(form.workers * form.chosen, -1.0)
        plan[w * form.chosen : w * form.chosen + len(chosen)] = chosen
        others = np.full((form.models - 1) * dimension, np.nan)
        found = [x for x in write(np.concatenate([point, others, plan])) if x is not None]
        assert [level for level, _ in found] == list(range(form.most))
        for level, code in enumerate(chosen or range(codes)):
            vector = slots[level, : form.width(max(code, 0))]
            assert found[level][1] == checksum(vector)
            assert np.allclose(vector, sent[w, code] if code >= 0 else 0)


def test_messages_are_computed_at_the_parameters_of_their_model():
    form = Form(1, 1, 2, [[(0, 1)]] * 2, chosen=2, models=2)
    slots = np.empty((2, 3))
    rows = [[(0, 1.0), (1, 1.0)], [(1, 2.0)]]
    data = {0: [np.array([1.0])], 1: [np.array([10.0])]}
    write = coded_vectors(lambda p, x: p * x, rows, [0, 1], data, slots, 1, form)
    steps = list(write(np.array([1.0, 3.0, 2.0, 1.0])))
    assert [None if x is None else x[0] for x in steps] == [None, None, 0, None, 1]
    assert slots.tolist() == [[33.0, 1.0, 1.0], [20.0, 0.0, 2.0]]
