"""The theorems on biregular codes are universal bounds, and every verb knows them."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest

from bounds.comparison.candidates import Candidate
from bounds.comparison.compare import Question, examined
from bounds.optimal.report import best_rows
from bounds.universal.biregular import biregular
from bounds.universal.every import best_universal_bound, bounds_of_shape, verify
from bounds.universal.shape import Shape
from bounds.universal.theorems import proved_bound
from designs import block_design

SQUARE = Shape(13, 13, 4, constant_load=True)


def test_thirteen_workers_with_six_stragglers_alike_everywhere(run, tmp_path):
    pytest.importorskip("cvxpy")
    code, nine_fifths = block_design(13, 4, 1), Fraction(9, 5)
    assert proved_bound(13, 4, 6)[0] == nine_fifths
    assert best_rows(13, 4, [6])[0].bound == nine_fifths
    assert examined(Candidate(code), Question()).any_code[6].value == nine_fifths
    path = tmp_path / "plane.json"
    path.write_text(json.dumps(code.to_json()))
    status, out, _ = run("bound", path, "-s", 6, "--json")
    (report,) = json.loads(out)["bounds"]
    assert status == 0
    assert report["any code"] == {"method": "biregular", "error": "9/5"}
    assert "two partitions, docs/optimal-codes.md" in report["biregular"]["because"]
    status, out, _ = run("bound", path, "-s", 6)
    assert "biregular: two partitions" in out
    assert "has e(6) >= 9/5" in out


@pytest.mark.parametrize("s", range(13))
def test_it_is_the_best_theorem_and_checked_again(s):
    found = biregular(SQUARE, s)
    assert (found.value if found else 0) == proved_bound(13, 4, s)[0]
    assert found is None or verify(SQUARE, s, found)
    best = best_universal_bound(13, 13, 4, s, constant_load=True).value
    assert best == max(bound.value for bound in bounds_of_shape(SQUARE, s))
    assert best >= proved_bound(13, 4, s)[0]


@pytest.mark.parametrize(
    "shape",
    [Shape(13, 13, 4), Shape(13, 13, 4, "real", constant_load=True), Shape(13, 13, 13),
     Shape(6, 12, 2, constant_load=True), Shape(13, 13, 0, constant_load=True),
     Shape(13, 13, 4, constant_load=True, constant_replication=False)],
)  # fmt: skip
def test_other_shapes_are_not_its_concern(shape):
    assert biregular(shape, 6) is None


def test_silencing_everybody_is_not_its_concern():
    assert biregular(SQUARE, 13) is None
