"""Files: what is written can be read, and what cannot be read is named."""

from __future__ import annotations

import json
import os
import stat
import zipfile
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from designs import BadInput, Design, block_design, exists, read_code
from designs.files import decimal, write_bytes
from designs.interchange import WRITERS as DESIGN_FORMATS

FANO = exists(7, 3, 1).design()


def test_blocks_and_json_hold_the_blocks():
    lines = DESIGN_FORMATS["blocks"](FANO).splitlines()
    assert Design(7, [map(int, line.split()) for line in lines]) == FANO
    value = json.loads(DESIGN_FORMATS["json"](FANO))
    assert Design(value["v"], value["blocks"]) == FANO


def test_gap_record_is_one_based():
    text = DESIGN_FORMATS["gap"](FANO)
    inner = text[text.index("[") : text.rindex("]") + 1]
    blocks = [[p - 1 for p in block] for block in json.loads(inner)]
    assert Design(7, blocks) == FANO
    assert "isBlockDesign := true, v := 7" in text


def test_external_representation_is_well_formed():
    name = "{http://designtheory.org/xml-namespace}"
    root = ET.fromstring(DESIGN_FORMATS["xml"](FANO))
    blocks = [[int(z.text) for z in block] for block in root.iter(f"{name}block")]
    assert Design(7, blocks) == FANO
    assert next(root.iter(f"{name}block_design")).attrib["b"] == "7"


def test_every_matrix_format_reads_back(tmp_path):
    code = block_design(7, 3, 1)
    matrix = code.to_numpy()
    (tmp_path / "a.json").write_text(json.dumps(code.to_json()))
    (tmp_path / "b.json").write_text(json.dumps([[int(x) for x in row] for row in matrix]))
    np.save(tmp_path / "c.npy", matrix)
    np.savez(tmp_path / "d.npz", matrix)
    np.savez(tmp_path / "e.npz", other=np.eye(2), encoding=matrix.astype(int))
    (tmp_path / "f.csv").write_text("\n".join(",".join(map(str, row)) for row in matrix))
    (tmp_path / "g.csv").write_text("\n\n".join(" ".join(map(str, row)) for row in matrix) + "\n")
    for file in tmp_path.iterdir():
        assert read_code(file) == code, file.name


def test_csv_decimals_are_exact_and_numpy_floats_are_dyadic(tmp_path):
    (tmp_path / "a.csv").write_text("0.1, 1/3")
    np.save(tmp_path / "a.npy", np.array([[0.1]]))
    assert read_code(tmp_path / "a.csv").encoding == ((Fraction(1, 10), Fraction(1, 3)),)
    assert read_code(tmp_path / "a.npy").encoding == ((Fraction(0.1),),)


@pytest.mark.parametrize(
    ("name", "content", "text"),
    [
        ("a.txt", b"1", "ends in"),
        ("a.json", b"{", "not JSON"),
        ("a.json", b"\xff\xfe", "not JSON"),
        ("a.json", b"[" * 100_000, "not JSON"),
        ("a.json", b"[[1, 2], [3]]", "equally long"),
        ("a.json", b"[[NaN]]", "integers or strings"),
        ("a.json", b'{"encoding": [["1/0"]]}', "finite"),
        ("a.csv", b"1,,2", "finite"),
        ("a.csv", b"1,nan", "finite"),
        ("a.csv", b"", "a worker and a partition"),
        ("a.csv", b"\xff\xff", "UTF-8"),
        ("a.npy", b"junk", "not a numpy file"),
        ("a.npz", b"PK\x03\x04junk", "not a numpy file"),
        ("a.npy", b"", "not a numpy file"),
    ],
)
def test_unreadable_files_get_one_sentence(tmp_path, name, content, text):
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(BadInput, match=text) as error:
        read_code(file)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("array", [np.ones(3), np.ones((2, 2, 2)), np.array([[1j]]),
                                   np.array([["a"]]), np.zeros((0, 3))])  # fmt: skip
def test_arrays_that_are_no_encodings(tmp_path, array):
    np.save(tmp_path / "a.npy", array)
    with pytest.raises(BadInput):
        read_code(tmp_path / "a.npy")


def test_npz_with_several_arrays_must_name_one(tmp_path):
    np.savez(tmp_path / "a.npz", a=np.eye(2), b=np.eye(2))
    with pytest.raises(BadInput, match="one array"):
        read_code(tmp_path / "a.npz")


def test_no_such_file(tmp_path):
    with pytest.raises(BadInput, match="cannot read"):
        read_code(tmp_path / "none.json")


def test_a_failed_write_leaves_nothing(tmp_path, monkeypatch):
    target = tmp_path / "out.txt"
    target.write_text("old")
    monkeypatch.setattr(
        "pathlib.Path.replace", lambda *_: (_ for _ in ()).throw(OSError(28, "full"))
    )
    with pytest.raises(BadInput, match="cannot write"):
        write_bytes(target, b"new")
    assert [p.name for p in tmp_path.iterdir()] == ["out.txt"]
    assert target.read_text() == "old"


def test_links_are_followed_and_permissions_kept(tmp_path):
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_bytes(b"old")
    target.chmod(0o600)
    link.symlink_to(target)
    write_bytes(link, b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"
    assert target.stat().st_mode & 0o777 == 0o600


def test_new_files_obey_the_umask(tmp_path):
    old = os.umask(0o027)
    try:
        write_bytes(tmp_path / "new", b"x")
    finally:
        os.umask(old)
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o640


def test_pipes_and_devices_are_written_to_and_not_replaced(tmp_path):
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    reader = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
    write_bytes(fifo, b"through")
    assert os.read(reader, 99) == b"through"
    os.close(reader)
    assert stat.S_ISFIFO(fifo.stat().st_mode)
    write_bytes(Path("/dev/null"), b"x")
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


def test_long_names_can_be_written(tmp_path):
    write_bytes(tmp_path / ("n" * 250), b"x")


@pytest.mark.parametrize("name", ["", "no/such/folder/file"])
def test_targets_that_cannot_be_written(tmp_path, name):
    with pytest.raises(BadInput, match="cannot write"):
        write_bytes(tmp_path / name, b"x")


def test_zip_files_with_other_things_inside(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.npz", "w") as archive:
        archive.writestr("note.txt", "hello")
    with pytest.raises(BadInput, match="numpy file"):
        read_code(tmp_path / "a.npz")
    np.savez_compressed(tmp_path / "b.npz", np.eye(40))
    content = bytearray((tmp_path / "b.npz").read_bytes())
    content[80:120] = b"\xff" * 40
    (tmp_path / "b.npz").write_bytes(bytes(content))
    with pytest.raises(BadInput, match="numpy file"):
        read_code(tmp_path / "b.npz")


@given(st.fractions(), st.integers(-2000, 2000))
def test_decimals_of_any_size_are_close(value, exponent):
    scaled = value * Fraction(10) ** exponent
    shown = Fraction(decimal(scaled))
    assert abs(shown - scaled) <= abs(scaled) / 10**5
