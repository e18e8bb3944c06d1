"""Engines by name."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from adversary.cluster.start import open_engine
from adversary.tasks.task import tiny
from designs import BadInput, uncoded


@pytest.mark.parametrize("name", ["process", "", "MPI"])
def test_engines_that_there_are_not(name):
    with pytest.raises(BadInput, match=f"one of processes, mpi, got '{name}'"):
        open_engine(name, uncoded(2), tiny(2))


@pytest.mark.skipif(sys.platform != "linux", reason="the local engine needs Linux")
@pytest.mark.usefixtures("nothing_left")
def test_options_are_handed_on():
    with open_engine("processes", uncoded(2), tiny(2), delays=np.array([[0.0, 0.1]])) as engine:
        engine.broadcast(np.array([1.0]))
        arrivals = engine.collect(2, 10.0).arrivals
    assert arrivals[1] >= 0.1
