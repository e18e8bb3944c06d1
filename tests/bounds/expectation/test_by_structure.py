"""Mean errors by formula, wherever a structure is recognised: against all straggler sets."""

from __future__ import annotations

import json
from fractions import Fraction
from itertools import combinations
from math import comb

import pytest
from class_codes import CODES, UNEQUAL

from adversary import error
from bounds.expectation.by_structure import groups_mean_error, mean_by_structure
from bounds.expectation.exact import average_error
from bounds.expectation.mean import mean_error, random_error
from designs import BadInput, GradientCode, block_design, cyclic_repetition, fractional_repetition
from designs.codes import net, random_biregular, uncoded

GROUPS = GradientCode([[1, 1, 0, 0], [2, 2, 0, 0], [0, 0, 1, 2], [0, 0, -1, -2], [0, 0, 3, 6]])
KNOWN = [block_design(6, 3, 2), fractional_repetition(6, 2), uncoded(4), GROUPS, net(3, 2),
         CODES["scaled rows"], CODES["grid(2,2,3)"]]  # fmt: skip


@pytest.mark.parametrize("code", KNOWN, ids=lambda code: code.name)
def test_formulas_are_the_means_over_all_straggler_sets(code):
    n = code.workers
    for s in range(n + 1):
        total = sum(error(code, silent) for silent in combinations(range(n), s))
        found = mean_error(code, s)
        assert mean_by_structure(code, s) == Fraction(total) / comb(n, s) == found.exact
        assert found.kind == "formula"
        assert average_error(code, s) == found.exact


@pytest.mark.parametrize("code", [cyclic_repetition(6, 3), random_biregular(6, 6, 3, 1), UNEQUAL])
def test_codes_without_a_formula_are_enumerated(code):
    assert mean_by_structure(code, 2) is None
    assert mean_error(code, 2).exact is None
    assert mean_error(code, 2).kind == "enumerated"


def test_workers_that_straggle_independently_are_a_mixture():
    code = net(5, 4)
    mixed = random_error(code, 0.25)
    assert mixed.kind == "formula"
    law = [comb(20, s) * 0.25**s * 0.75 ** (20 - s) for s in range(21)]
    assert abs(mixed.value - sum(p * mean_error(code, s).value for s, p in enumerate(law))) < 1e-9


def test_the_average_at_the_prompt_is_exact(run, tmp_path):
    path = tmp_path / "net.json"
    path.write_text(json.dumps(net(5, 3).to_json()))
    status, out, _ = run("average", path, "-s", "3,8", "--json")
    exact = [row["exact"] for row in json.loads(out)["means"]]
    assert status == 0
    assert exact[0] == "625/1183"
    assert "625/1183 exactly" in run("average", path, "-s", 3)[1]


def test_what_is_no_number_of_stragglers():
    for code in (uncoded(3), cyclic_repetition(4, 2)):
        with pytest.raises(BadInput, match="stragglers"):
            mean_by_structure(code, 5)
    assert groups_mean_error(cyclic_repetition(4, 2), 1) is None
