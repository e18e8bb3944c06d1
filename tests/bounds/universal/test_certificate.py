"""A universal bound as a file that the checker takes."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adversary import check
from adversary.check import UNIVERSAL, main
from bounds import universal_certificate
from bounds.universal.derive import best_proved
from bounds.universal.every import bounds_of_shape
from bounds.universal.shape import Shape
from designs import block_design
from designs.errors import BadInput, VerificationError


@given(st.data())
def test_every_shape_has_one_and_it_claims_no_more_than_the_best_bound(data):
    n, k = data.draw(st.integers(1, 12)), data.draw(st.integers(1, 20))
    copies = data.draw(st.booleans())
    d = data.draw(st.integers(0, n) if copies else st.fractions(0, n, max_denominator=k))
    level = data.draw(st.booleans()) and d * k % n == 0
    kind = data.draw(st.sampled_from(["binary", "real"]))
    shape, s = Shape(n, k, d, kind, level, copies), data.draw(st.integers(0, n))
    value = json.loads(json.dumps(universal_certificate(shape, s)))
    assert value["format"] == UNIVERSAL
    assert Fraction(value["lower"]) == best_proved(shape, s).value
    assert Fraction(value["lower"]) <= bounds_of_shape(shape, s)[0].value
    assert check(value).startswith(f"e({s}) >= {value['lower']} for every ")


def test_a_file_is_proved_by_the_script(tmp_path, capsys):
    path = tmp_path / "any-code.json"
    path.write_text(json.dumps(universal_certificate(Shape(7, 35, 3, "real"), 3)))
    assert main([str(path)]) == 0
    sentence = "proved: e(3) >= 5 for every code of 7 workers, 35 partitions, each on 3 workers"
    assert sentence in capsys.readouterr().out
    with pytest.raises(VerificationError, match="about every encoding of a class"):
        check(path, block_design(7, 3, 5))


def test_bad_input():
    with pytest.raises(BadInput, match=r"stragglers must be 0\.\.7, got 8"):
        universal_certificate(Shape(7, 7, 3), 8)
