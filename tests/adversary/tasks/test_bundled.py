"""Data that an extra brings are missed by name."""

from __future__ import annotations

import sys

import pytest

from adversary.tasks import breast_cancer, digits, patches, random_features
from adversary.tasks.bundled import labelled
from designs import BadInput


def test_missing_extras_are_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "sklearn", None)
    monkeypatch.setitem(sys.modules, "sklearn.datasets", None)
    for make in (digits, breast_cancer, random_features, patches):
        with pytest.raises(BadInput, match="pip install"):
            make(5)


def test_the_order_of_the_rows_is_that_of_the_seed():
    (first, labels), (again, _), (other, _) = (labelled("digits", seed) for seed in (0, 0, 1))
    assert (first == again).all()
    assert not (first == other).all()
    assert sorted(map(tuple, first)) == sorted(map(tuple, other))
    assert {*labels} == {*range(10)}
