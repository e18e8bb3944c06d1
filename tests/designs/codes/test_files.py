"""Code files: every format reads back, and what cannot be read is named."""

from __future__ import annotations

import json
import zipfile
from fractions import Fraction

import numpy as np
import pytest

from designs import BadInput, block_design, read_code


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
