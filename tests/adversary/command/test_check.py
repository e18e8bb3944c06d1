"""The verb check: certificates and bounds at the prompt, and which code they are about."""

from __future__ import annotations

import json

import numpy as np
import pytest

from adversary.check import BOUND, UNIVERSAL
from designs import GradientCode, block_design


@pytest.fixture
def proof(run, fano, tmp_path):
    path = tmp_path / "proof.json.gz"
    assert run("certify", fano, "-s", 2, "-o", path)[0] == 0
    return path


@pytest.fixture
def limit(tmp_path):
    code = block_design(7, 3, 1)
    rows = [[str(x) for x in row] for row in code.encoding]
    value = {"format": BOUND, "code": {"name": "Fano", "encoding": rows}, "stragglers": 2}
    path = tmp_path / "limit.json"
    path.write_text(json.dumps(value | {"upper": "7", "proof": {"kind": "big-m", "decoders": []}}))
    return path


@pytest.fixture
def other(tmp_path):
    path = tmp_path / "other.json"
    path.write_text(json.dumps([[1] * 7] * 7))
    return path


def test_both_kinds_of_files_are_proved_in_one_call(run, proof, limit):
    code, out, err = run("check", proof, limit)
    identity = block_design(7, 3, 1).identity()
    assert (code, err) == (0, "")
    assert f"{proof.name}: proved: e(2) = 4/7 for encoding {identity}, 7 workers, " in out
    assert f"{limit.name}: proved: e(2) <= 7 for encoding {identity}, 7 workers, " in out
    assert out.count("optimal decoding, named") == 2


def test_the_code_that_it_is_about(run, fano, proof, limit, other, tmp_path):
    assert run("check", proof, limit, "--code", fano)[0] == 0
    table = tmp_path / "fano.npy"
    np.save(table, block_design(7, 3, 1).to_numpy())
    assert run("check", proof, limit, "--code", table)[0] == 0
    code, out, _ = run("check", proof, limit, "--code", other)
    assert code == 1
    assert out.count("rejected: it is about the encoding ") == 2
    assert out.count(f"not about {GradientCode([[1] * 7] * 7).identity()}") == 2
    assert run("check", proof, "--code", tmp_path / "none.json")[0] == 2


def test_scaled_rows_are_another_encoding_though_they_span_the_same(run, proof, tmp_path):
    path = tmp_path / "double.json"
    path.write_text(json.dumps([[2 * x for x in row] for row in block_design(7, 3, 1).encoding]))
    assert run("check", proof, "--code", path)[0] == 1


def test_json(run, proof, limit, other, tmp_path):
    broken = tmp_path / "broken.json.gz"
    broken.write_bytes(proof.read_bytes()[:-1])
    code, out, _ = run("check", proof, limit, broken, "--json")
    value, identity = json.loads(out), block_design(7, 3, 1).identity()
    assert code == 2
    assert (value["format"], value["identity"]) == ("kirkman-check/1", None)
    first, second, third = value["files"]
    assert first == {
        "file": str(proof), "status": "proved", "sentence": first["sentence"],
        "identity": identity, "name": "2-(7,3,1), workers = points", "workers": 7,
        "partitions": 7, "stragglers": 2, "decoder": "optimal", "lower": "4/7", "upper": "4/7",
    }  # fmt: skip
    assert (second["lower"], second["upper"], second["identity"]) == (None, "7", identity)
    assert third == {
        "file": str(broken), "status": "unreadable", "because": "its gzip data end too early",
    }  # fmt: skip
    code, out, _ = run("check", proof, "--code", other, "--json")
    assert (code, json.loads(out)["files"][0]["status"]) == (1, "rejected")


def test_damage_and_keys_named_twice_are_one_sentence(run, limit, proof):
    limit.write_text(limit.read_text()[:-1] + ', "upper": "1000"}')
    code, out, err = run("check", limit)
    assert (code, err) == (1, "")
    assert out.splitlines() == [f'{limit}: rejected: an object names a key twice: "upper"']
    content = proof.read_bytes()
    proof.write_bytes(content[:40] + b"\xff" * 9 + content[49:])
    code, out, err = run("check", proof)
    assert (code, err) == (2, "")
    assert out.startswith(f"{proof}: unreadable: its gzip data are damaged")
    assert len(out.splitlines()) == 1


def test_a_bound_for_every_code_of_a_class(run, fano, tmp_path):
    words = {"workers": 7, "partitions": 7, "redundancy": "3", "coefficients": "real"}
    codes = words | {"constant_replication": True, "constant_load": False}
    value = {"format": UNIVERSAL, "class": codes, "stragglers": 4, "lower": "7/6"}
    proof = {"kind": "dimension", "times": 1, "proof": {"kind": "silenced in turn"}}
    path = tmp_path / "any-code.json"
    path.write_text(json.dumps(value | {"proof": proof}))
    code, out, err = run("check", path)
    assert (code, err) == (0, "")
    sentence = "e(4) >= 7/6 for every code of 7 workers, 7 partitions, each on 3 workers"
    assert f"{path.name}: proved: {sentence}, optimal decoding" in out
    (file,) = json.loads(run("check", path, "--json")[1])["files"]
    assert file["sentence"] == f"{sentence}, optimal decoding"
    assert (file["lower"], file["upper"], file["class"]) == ("7/6", None, sentence[16:])
    assert "identity" not in file
    code, out, _ = run("check", path, "--code", fano)
    assert code == 1
    assert "rejected: it is about every encoding of a class" in out
