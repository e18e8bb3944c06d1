"""Anonymous memory: shared by descriptor, sealed, and holding arrays."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adversary.cluster.memory import allocate, map_vector, reopen, seal, store
from designs import BadInput

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the local engine needs Linux"),
    pytest.mark.usefixtures("nothing_left"),
]


@contextmanager
def descriptor_of(make):
    descriptor = make()
    try:
        yield descriptor
    finally:
        os.close(descriptor)


@pytest.mark.parametrize("doubles", [0, 1, 3, 1000])
def test_what_one_mapping_writes_the_other_reads(doubles):
    with descriptor_of(lambda: allocate(doubles)) as descriptor:
        ours, theirs = (
            map_vector(descriptor, doubles),
            map_vector(descriptor, doubles, writable=False),
        )
        ours[:] = np.arange(doubles)
        assert theirs.tolist() == list(range(doubles))
        assert not theirs.flags.writeable


def test_the_mapping_outlives_the_descriptor():
    with descriptor_of(lambda: allocate(2)) as descriptor:
        vector = map_vector(descriptor, 2)
    vector[1] = 7.0
    assert vector.tolist() == [0.0, 7.0]


def test_sealed_memory_keeps_its_size_and_its_seals():
    with descriptor_of(lambda: allocate(2)) as descriptor:
        ours = map_vector(descriptor, 2)
        seal(descriptor)
        for size in (8, 800):
            with pytest.raises(PermissionError):
                os.ftruncate(descriptor, size)
        with pytest.raises(PermissionError):
            os.write(descriptor, b"x")
        ours[0] = 3.0
        assert map_vector(descriptor, 2, writable=False)[0] == 3.0


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(["0/0", "1/0", "order"]), st.lists(st.floats(), max_size=5)))
def test_stored_arrays_are_read_by_several_readers(lists):
    arrays = {name: np.array(values) for name, values in lists.items()}
    with descriptor_of(lambda: store(arrays)) as descriptor:
        for _ in range(2):
            with reopen(descriptor) as file, np.load(file) as found:
                assert sorted(found) == sorted(arrays)
                for name in found:
                    np.testing.assert_array_equal(found[name], arrays[name])


def test_objects_are_no_numbers_and_leave_no_descriptor():
    with pytest.raises(BadInput, match="must hold numbers"):
        store({"x": np.array([{}])})
