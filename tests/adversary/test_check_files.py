"""The checker's one way to read files, damaged or hostile, and what its verdict is about."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from checking import certificate, closed, sealed, worst

import adversary.check
from adversary.certificate import Certificate
from adversary.check import (
    BOUND,
    RejectedError,
    UnreadableError,
    check,
    identity_of,
    main,
    parse,
    read,
    verdict,
)
from designs import BadInput, GradientCode, block_design

FANO = block_design(7, 3, 1)
GOOD = certificate(FANO, 1, "optimal", closed("equal-overlap"))
LIMIT = {
    "format": BOUND,
    "code": {"name": "Fano", "encoding": [[str(x) for x in row] for row in FANO.encoding]},
    "stragglers": 1,
    "upper": "7",
    "proof": {"kind": "big-m", "decoders": []},
}
TEXTS = [json.dumps(GOOD), json.dumps(LIMIT)]


def said(path, capsys, identity=None):
    """Exit code and the one line of the verdict."""
    status = main([str(path)], identity)
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith(f"{path}: ")
    return status, line.removeprefix(f"{path}: ")


# One way to read.


@pytest.mark.parametrize("text", TEXTS, ids=["certificate", "bound"])
def test_no_key_may_be_named_twice_at_any_depth(tmp_path, capsys, text):
    places = [m.start() for m in re.finditer(r'"[a-z]+": ', text)]
    assert len(places) > 8
    for place in places:
        key = text[place:].partition(":")[0]
        path = tmp_path / "twice.json"
        path.write_text(f"{text[:place]}{key}: 0, {text[place:]}")
        assert said(path, capsys) == (1, f"rejected: an object names a key twice: {key}")
        with pytest.raises(BadInput, match="names a key twice"):
            Certificate.read(path)


def test_the_last_of_two_upper_ends_does_not_win(tmp_path, capsys):
    path = tmp_path / "duplicate.json"
    path.write_text(TEXTS[1][:-1] + ', "upper": "1000"}')
    assert said(path, capsys) == (1, 'rejected: an object names a key twice: "upper"')


@pytest.mark.parametrize("text", TEXTS, ids=["certificate", "bound"])
@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_number_is_no_json(tmp_path, capsys, text, number):
    path = tmp_path / "odd.json"
    for old in ('"stragglers": 1', '"about": 1'):
        key = old.partition(":")[0]
        whole = text if old in text else f"{text[:-1]}, {old}}}"
        path.write_text(whole.replace(old, f"{key}: {number}"))
        assert said(path, capsys) == (2, f"unreadable: it is not JSON: {number} is no number")
        with pytest.raises(BadInput, match="is no number"):
            Certificate.read(path)


@pytest.mark.parametrize("text", TEXTS, ids=["certificate", "bound"])
def test_damage_anywhere_in_a_gzip_file_is_one_sentence(tmp_path, capsys, text):
    packed, path = gzip.compress(text.encode(), mtime=0), tmp_path / "damaged.json.gz"
    for at in range(2, len(packed)):
        path.write_bytes(packed[:at] + bytes([packed[at] ^ 0x55]) + packed[at + 1 :])
        status, line = said(path, capsys)
        assert (status, line[:11]) == (2, "unreadable:") or at < 10, line
        path.write_bytes(packed[:at])
        status, line = said(path, capsys)
        assert (status, line) == (2, "unreadable: its gzip data end too early")
    path.write_bytes(packed)
    assert said(path, capsys)[0] == 0
    for more in (b"\0", packed, b"{}"):
        path.write_bytes(packed + more)
        assert said(path, capsys) == (2, "unreadable: something follows its gzip data")


def test_the_damaged_file_of_a_report(tmp_path, capsys):
    path = tmp_path / "damaged.json.gz"
    path.write_bytes(DAMAGED)
    assert said(path, capsys)[0] == 2
    with pytest.raises(BadInput, match="its gzip data are damaged"):
        Certificate.read(path)


def test_bombs_are_not_unpacked(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(adversary.check, "_MOST_BYTES", 100_000)
    path = tmp_path / "bomb.json.gz"
    path.write_bytes(gzip.compress(b" " * 100_001))
    assert said(path, capsys) == (2, "unreadable: it unpacks to more than 100000 bytes")
    path.write_bytes(gzip.compress(b" " * 100_000))
    assert said(path, capsys)[1].startswith("unreadable: it is not JSON")
    path.write_bytes(b" " * 100_001)
    assert said(path, capsys) == (2, "unreadable: it has more than 100000 bytes")


def test_a_bomb_costs_no_more_than_the_limit():
    """A little more than is allowed, in a megabyte: one gigabyte of address space is plenty."""
    program = (
        "import resource, sys, zlib\n"
        "resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))\n"
        "from runpy import run_path\n"
        "checker = run_path(sys.argv[1])\n"
        "pack, out = zlib.compressobj(1, zlib.DEFLATED, 31), b''\n"
        "for _ in range(260):\n"
        "    out += pack.compress(b' ' * (1 << 20))\n"
        "try:\n"
        "    checker['parse'](out + pack.flush())\n"
        "except checker['UnreadableError'] as error:\n"
        "    print(error)\n"
    )
    words = [sys.executable, "-I", "-S", "-c", program, adversary.check.__file__]
    done = subprocess.run(words, capture_output=True, check=True, text=True)
    assert done.stdout == "it unpacks to more than 268435456 bytes\n"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "there is nothing in the file"),
        (b"\xff\xfe{", "it is not UTF-8 text"),
        (json.dumps(GOOD).encode("utf-16"), "it is not UTF-8 text"),
        (json.dumps(GOOD).encode("utf-8-sig"), "it is not JSON"),
        (b'{"a": "\xff"}', "it is not UTF-8 text"),
        (b"{", "it is not JSON"),
        (b"[1] 2", "it is not JSON"),
        (b"[" * 100_000, "it is nested too deeply"),
        (b'{"a":' * 100_000, "it is nested too deeply"),
        (b"1" * 300_000, "it is not JSON"),
        (b"\x1f\x8b", "its gzip data end too early"),
        (b"\x1f\x8b broken", "its gzip data are damaged"),
        (gzip.compress(b""), "it is not JSON"),
        (gzip.compress(b"\xff"), "it is not UTF-8 text"),
    ],
    ids=range(14),
)
def test_what_cannot_be_read(tmp_path, capsys, content, why):
    path = tmp_path / "file"
    path.write_bytes(content)
    status, line = said(path, capsys)
    assert status == 2
    assert line.startswith(f"unreadable: {why}")
    assert len(line) < 200
    with pytest.raises(UnreadableError, match=why):
        parse(content)
    with pytest.raises(BadInput, match=why):
        Certificate.read(path)


def test_places_that_are_no_files(tmp_path, capsys):
    assert said(tmp_path, capsys) == (2, "unreadable: Is a directory")
    assert said(tmp_path / "none", capsys) == (2, "unreadable: No such file or directory")
    for place in (tmp_path, tmp_path / "none", "a\0b"):
        with pytest.raises(UnreadableError):
            read(place)


@pytest.mark.parametrize("value", [None, 7, "text", [], [GOOD], {}, {"format": []}, {"format": ""}])
def test_values_of_no_known_format(value):
    with pytest.raises(RejectedError, match="no object with a format"):
        check(value)


# What the verdict is about.


def test_the_verdict_names_the_encoding_and_believes_no_name():
    """13 rows of ones under the name of a design: the claim is true, and of another matrix."""
    ones, design = GradientCode([[1] * 13] * 13), block_design(13, 4, 1)
    false = {
        "format": "kirkman-certificate/1",
        "code": {"name": design.name, "encoding": ["1" * 13] * 13},
        "claim": {"stragglers": 12, "decoder": "optimal", "lower": "0", "upper": "0"},
        "witness": [*range(12)],
        "proof": {"kind": "equal-overlap"},
        "id": "456b1213eb2dafe101b5bc6e67a3276b917f6031d9145c332952577a6d49ccd5",
    }
    assert check(false) == (
        f"e(12) = 0 for encoding {ones.identity()}, 13 workers, 13 partitions, optimal decoding, "
        'named "2-(13,4,1), workers = points"'
    )
    assert check(false, ones.identity()) == check(false)
    with pytest.raises(RejectedError, match=f"{ones.identity()}, not about {design.identity()}"):
        check(false, design.identity())


@pytest.mark.parametrize("form", [GOOD, LIMIT], ids=["certificate", "bound"])
def test_the_parts_of_a_verdict(form):
    found = verdict(form)
    assert (found.workers, found.partitions, found.stragglers) == (7, 7, 1)
    assert (found.identity, found.name) == (FANO.identity(), form["code"]["name"])
    assert found.lower is None or found.lower == found.upper
    with pytest.raises(RejectedError, match="it is about the encoding"):
        verdict(form, "0" * 64)


def test_a_name_cannot_pretend_to_be_a_verdict():
    name = 'x", 9 workers\n\x1b[2Jproved: e(0) = 0 \u202e' + "y" * 10**5
    sentence = check(sealed(GOOD | {"code": GOOD["code"] | {"name": name}}))
    assert sentence.startswith(f"e(1) = 1/4 for encoding {FANO.identity()}, 7 workers, ")
    assert sentence.isprintable()
    assert sentence.isascii()
    assert len(sentence) < 400
    assert json.loads(sentence.partition(" named ")[2]).startswith('x", 9 workers')


@pytest.mark.parametrize(
    "rows",
    [
        [[1, 0], [0, 1]], [["1/2", "-7/3"]], [["4/2", "0/5"]], [[2**63 - 1, 1 - 2**63]],
        [[2**63, -(2**63)]], [[10**30, f"{10**30}/7"]], [[0.25, -1.5]],
    ],
    ids=str,
)  # fmt: skip
def test_the_identity_is_that_of_the_code(rows):
    code = GradientCode(rows)
    assert identity_of(code.to_json()["encoding"]) == code.identity()
    assert identity_of([[str(x) for x in row] for row in code.encoding]) == code.identity()
    proof = closed("tree", symmetries=[], records=["e"])
    assert verdict(certificate(code, 0, "optimal", proof)).identity == code.identity()
    value, silent = worst(code, 0)
    written = Certificate(code, 0, "optimal", value, value, silent, proof)
    assert verdict(written.to_json()).identity == code.identity()
    assert Certificate.from_json(written.to_json()).code.identity() == code.identity()


# Alone, as a script.


def script(*words):
    command = [sys.executable, "-I", "-S", Path(adversary.check.__file__), *words]
    done = subprocess.run(command, capture_output=True, check=False, text=True)
    assert not done.stderr
    return done.returncode, done.stdout.splitlines()


def test_the_script_rejects_what_is_about_another_encoding(tmp_path):
    proof, right, wrong = (tmp_path / name for name in ("proof.json", "right.json", "wrong.json"))
    proof.write_text(json.dumps(GOOD))
    right.write_text(json.dumps(FANO.to_json()))
    wrong.write_text(json.dumps([[1, 0], [0, 1]]))
    assert script("--encoding", right, proof) == (0, [f"{proof}: proved: {check(GOOD)}"])
    status, (line,) = script("--encoding", wrong, proof)
    other = GradientCode([[1, 0], [0, 1]]).identity()
    assert (status, line) == (
        1, f"{proof}: rejected: it is about the encoding {FANO.identity()}, not about {other}"
    )  # fmt: skip
    for content in ("", "{}", "[[1], [1, 2]]", "[[0.5]]", '{"encoding": 7}', "null"):
        wrong.write_text(content)
        status, (line,) = script("--encoding", wrong, proof)
        assert (status, line.startswith(f"{wrong}: unreadable: ")) == (2, True)
    assert script("--encoding", right) == (2, [])


def test_the_script_explains_itself():
    status, lines = script("--help")
    assert status == 0
    assert "--encoding FILE" in " ".join(lines)


DAMAGED = bytes.fromhex(
    "1f8b0800c3f10b6b02ff458dcd6ec32010845fc5e2ec283818b6f655ac1cd666b190f92b264da528ef5e961e"
    "2aed61e6d3eccc8b99983d14f6d9b1c3e6c343b86c988b35768382d781f51ddba2c61a78b1009e04fb218aa1"
    "721bf60a9665e8bb7afcde770b6f72204988e4fd4d2d0eac6f3567c9b0ef0ef3596dcd308d3491a93aa6623d"
    "381a70f1f9c786ab20ff48e9df53e3d3968027952cb4cc528ed1b485c3064d49fc7a80bbc46fcc0e52fbb18d"
    "8f935e719462452ed40693e133eadbb872b10aa984bc81193fd048bd4d7a4605b3965af05119a3b834b362ef"
    "5f9fc7eeec39010000"
)
