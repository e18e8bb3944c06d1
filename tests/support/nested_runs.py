"""Nested schemes to train with, and the mark of a test that starts processes."""

from __future__ import annotations

import sys

import pytest

from designs.codes.nested import nested_cyclic, nested_fractional

CYCLIC, FRACTIONAL = nested_cyclic(6, [0, 1, 2]), nested_fractional(4, [0, 1, 3])


linux = [
    pytest.mark.skipif(sys.platform != "linux", reason="the local engine needs Linux"),
    pytest.mark.usefixtures("nothing_left"),
]


def processes(test):
    for mark in linux:
        test = mark(test)
    return test
