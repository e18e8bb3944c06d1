"""The three answers: no truth values, what they promise as JSON, and what is too large to build."""

from __future__ import annotations

import pytest

from designs import BadInput, Exists, Parameters, Recipe, VerificationError, exists


def test_answers_refuse_to_be_truth_values():
    for parameters in [(7, 3, 1), (43, 7, 1), (22, 8, 4)]:
        with pytest.raises(TypeError, match="match"):
            bool(exists(*parameters))


def test_json_has_the_promised_fields():
    for parameters, status in [((13, 4, 1), "exists"), ((8, 3, 1), "impossible"),
                               ((157, 13, 1), "open")]:  # fmt: skip
        value = exists(*parameters).to_json()
        assert value["status"] == status
        assert {"format", "v", "b", "r", "k", "lambda", "because", "source", "recipe"} <= set(value)
    assert exists(8, 3, 1).to_json()["r"] == "7/2"


def test_designs_too_large_to_build_say_so():
    with pytest.raises(BadInput, match="at most"):
        exists(7, 3, 10**8).design()


@pytest.mark.parametrize(
    ("parameters", "sentence"),
    [((98283, 314, 1), "pairs of points are to be counted"), ((50001, 3, 1), "points in all")],
)
def test_what_is_too_large_to_build_is_said_at_once(parameters, sentence):
    with pytest.raises(BadInput, match=sentence):
        exists(*parameters).design()


PLANE = Recipe.of("projective-geometry", dimension=2, order=2, subspace=1)


def test_a_design_without_resolution_is_no_answer():
    with pytest.raises(VerificationError, match="without a resolution"):
        Exists(Parameters(7, 3, 1, resolvable=True), PLANE, "", "").design()
