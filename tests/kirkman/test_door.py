"""The front door: every verb and noun works, and nothing is imported before it is used."""

from __future__ import annotations

import ast
import inspect
import json
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


def test_families_and_schemes_by_name():
    assert km.families()["uncoded"].startswith("No redundancy")
    assert km.code("cyclic-repetition", 6, 3).workers == 6
    assert len(km.scheme("nested-fractional", workers=8, levels=[0, 1, 3]).levels) == 3
    with pytest.raises(km.BadInput, match="scheme"):
        km.code("nested-fractional", 8, [0, 1, 3])
    with pytest.raises(km.BadInput, match="family of codes"):
        km.scheme("uncoded", 3)
    with pytest.raises(km.BadInput, match="unknown family"):
        km.code("nothing")
    with pytest.raises(km.BadInput, match="takes v, k, lam"):
        km.code("block-design", 13)


def test_certificates_are_checked_from_files_and_objects(tmp_path):
    _, certificate = km.certified([[1, 1, 0], [0, 1, 1], [1, 0, 1]], 1)
    for name in ("proof.json", "proof.json.gz"):
        certificate.write(tmp_path / name)
        assert km.check(tmp_path / name) == km.check(certificate) == km.check(certificate.to_json())
    assert km.check(certificate, [[1, 1, 0], [0, 1, 1], [1, 0, 1]]) == km.check(certificate)
    with pytest.raises(km.VerificationError):
        km.check(certificate, np.eye(3))
    value = certificate.to_json()
    value["claim"]["upper"] = "0"
    with pytest.raises(km.VerificationError):
        km.check(value)
    with pytest.raises(km.BadInput, match="cannot read"):
        km.check(tmp_path / "nothing.json")


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


def test_results_have_json_and_html(tmp_path):
    comparison = km.compare(5, 2)
    curve = km.curve(np.eye(2))
    shown = [comparison, curve, curve[1], km.exists(7, 3, 1), km.exists(43, 7, 1), curve.code]
    for thing in shown:
        assert json.dumps(thing.to_json())
        html = thing._repr_html_()
        assert html.startswith("<table>")
        assert html.count("<tr>") == html.count("</tr>") > 1
        assert "\n" not in repr(thing)
    for picture in (comparison.plot(), curve.plot(), curve.code.plot()):
        picture.savefig(tmp_path / "picture.svg")


def test_tables_become_frames_of_pandas(monkeypatch):
    from types import SimpleNamespace

    tables = [km.curve(np.eye(2)), km.compare(4, 1), km.as_code(np.eye(2))]
    monkeypatch.setitem(sys.modules, "pandas", SimpleNamespace(DataFrame=list))
    assert [len(table.to_pandas()) for table in tables] == [3, 1, 2]
    assert tables[0].to_pandas()[1]["e(s)"] == "1"
    monkeypatch.setitem(sys.modules, "pandas", None)
    for table in tables:
        with pytest.raises(km.Unavailable, match="pip install pandas"):
            table.to_pandas()


def test_a_search_that_finds_and_one_that_does_not():
    told = []
    assert len(km.search(7, 3, 1, progress=told.append).recipe().build().blocks) == 7
    assert told[0] == "planning the search for 2-(7,3,1)"
    with pytest.raises(km.BadInput):
        km.search(7, 3, 1, time_limit=0)


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
