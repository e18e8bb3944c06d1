"""The verb run in Python: everything by its name."""

from __future__ import annotations

import json
from fractions import Fraction

import numpy as np
import pytest

import kirkman as km


def test_training_by_names_while_the_worst_set_is_stopped():
    found = km.run(np.array([[1, 1, 0], [0, 1, 1], [1, 0, 1]]), np.int64(1), "tiny", rounds=2)
    assert found.certified.error == Fraction(1, 3)
    assert len(found.silenced) == 1
    assert [record.exact for record in found.rounds] == [Fraction(1, 3)] * 2
    json.dumps(found.to_json())
    nested = km.scheme("nested-cyclic", workers=4, levels=[0, 1, 2], seed=1)
    assert all(record.level is not None for record in km.run(nested, 1, "tiny", rounds=2).rounds)
    for wrong in ({"task": "nothing"}, {"rounds": 0}, {"attack": "polite"}):
        with pytest.raises(km.BadInput):
            km.run([[1, 1], [1, 1]], 1, **wrong)
