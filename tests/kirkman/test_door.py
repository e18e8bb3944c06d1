"""The front door: every verb and noun works, and nothing is imported before it is used."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

import kirkman as km

SOURCE = Path(km.__file__).read_text()
LIGHT = """
import sys
import kirkman
dir(kirkman)
print(*(m for m in sys.modules if m.partition(".")[0] in sys.argv[1:]))
"""


def test_importing_the_door_imports_nothing_that_it_leads_to():
    words = [
        sys.executable,
        "-c",
        LIGHT,
        "numpy",
        "designs",
        "adversary",
        "bounds",
        "typer",
        "rich",
    ]
    assert subprocess.run(words, capture_output=True, check=True).stdout.split() == []


def test_a_verb_imports_its_own_room_alone():
    program = LIGHT.replace("dir(kirkman)", "kirkman.exists(13, 4, 1)")
    words = [sys.executable, "-c", program, "adversary", "bounds", "galois", "scipy", "networkx"]
    assert subprocess.run(words, capture_output=True, check=True).stdout.split() == []


def test_type_checkers_see_what_is_there():
    typed = {
        (alias.name, node.module)
        for node in ast.walk(ast.parse(SOURCE))
        if isinstance(node, ast.ImportFrom) and node.module in ("designs", "adversary", "bounds")
        for alias in node.names
    }
    assert typed == set(km._ROOM_OF.items())


@pytest.mark.parametrize("name", sorted(km._ROOM_OF))
def test_every_name_of_the_door_is_no_module(name):
    assert not inspect.ismodule(getattr(km, name))
    assert name in dir(km)


def test_every_verb_of_the_command_that_answers_in_python_is_at_the_door():
    from kirkman.verbs import VERBS

    of_the_command = {"verify", "report", "export"}
    assert set(VERBS) - of_the_command <= set(km._ROOM_OF)
    assert all(callable(getattr(km, verb)) for verb in set(VERBS) - of_the_command)


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="liar"):
        km.__getattr__("liar")


def test_from_a_question_to_a_proof():
    assert isinstance(km.exists(13, 4, 1), km.Exists)
    assert isinstance(km.exists(43, 7, 1), km.Impossible)
    plane = km.code("block-design", 13, 4, 1)
    assert plane == km.as_code(km.design(13, 4, 1))
    assert km.certify(plane, 4).error == 1
    assert [point.error for point in km.curve(plane)][:2] == [0, Fraction(1, 5)]
    assert km.threshold(plane, 1).at_most == 4
    result, certificate = km.certified(plane, 4)
    assert km.check(certificate).startswith("e(4) = 1")
    assert result.worst_set == certificate.witness


def test_bounds_and_means():
    fano = km.code("block-design", 7, 3, 1)
    report = km.bound(fano, 2)
    assert report.exact.error == Fraction(4, 7)
    assert round(km.average(fano, 2).value, 6) == round(4 / 7, 6)
    assert all(km.check(item, fano).startswith("e(2) <= ") for item in report.upper)
    assert 0 < km.average(fano, random=0.1).value < 1
    with pytest.raises(km.BadInput):
        km.average(fano)
    with pytest.raises(km.BadInput):
        km.average(fano, 1, random=0.5)
    assert km.best(7, 3, [2])[0].found.value == Fraction(1, 4)


def test_a_decoder_for_a_loop_of_ones_own():
    plane = km.code("block-design", 7, 3, 1)
    decoder = km.decoder(plane)
    gradients = np.random.default_rng(1).normal(size=(7, 5))
    messages = np.asarray(plane) @ gradients
    survivors = np.array([6, 0, 2, 3, 5])
    decoded = decoder.weights(survivors) @ messages[survivors]
    one_by_one = km.decode(plane, survivors)
    assert np.allclose(decoded, np.array(one_by_one, dtype=float) @ messages[survivors])
    assert decoder.error(survivors) == km.error(plane, [1, 4]) == Fraction(4, 7)
    assert decoder.weights([0, 1]) is not decoder.weights([0, 1])
    for wrong in ([0, 0], [7], [-1], [0.5]):
        with pytest.raises(km.BadInput):
            decoder.weights(wrong)


def test_the_weights_follow_the_order_in_which_survivors_are_named():
    decoder = km.decoder([[1, 0], [1, 1]])
    assert decoder.weights([0, 1]).tolist() == [0, 1]
    assert decoder.weights([1, 0]).tolist() == [1, 0]
