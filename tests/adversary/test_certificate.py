"""Certificates as files: written, read, checked; closed forms, ranks, trees, monotone points."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adversary import curve, worst_case
from adversary.certificate import (
    Certificate,
    certified,
    closed_form_certificate,
    monotone_certificate,
    tree_certificate,
    verify,
)
from adversary.check import check, main
from adversary.worst_case.fixed.search import FixedWeight
from adversary.worst_case.result import Method
from designs import (
    BadInput,
    GradientCode,
    VerificationError,
    block_design,
    cyclic_repetition,
    fractional_repetition,
    random_biregular,
    uncoded,
)
from designs.codes.net import net


@pytest.fixture
def plane():
    code = block_design(13, 4, 1)
    return closed_form_certificate(code, worst_case(code, 3))


CLOSED = {
    "equal-overlap": [
        block_design(7, 3, 1),
        GradientCode([["1/2", "1/3"]]),
        GradientCode([[0], [0]]),
    ],
    "disjoint-groups": [
        fractional_repetition(6, 3),
        GradientCode([[1, 1, 0, 0], [-2, -2, 0, 0], [0, 0, 3, 0]]),
    ],
}


@pytest.mark.parametrize("kind", CLOSED)
def test_closed_forms(kind):
    for code in CLOSED[kind]:
        for result in curve(code):
            made = closed_form_certificate(code, result)
            assert made.proof == {"kind": kind}
            assert verify(made).startswith(f"e({result.stragglers}) = {result.error} for ")


def test_ranks():
    code = cyclic_repetition(7, 3)
    for s in (1, 2):
        made = closed_form_certificate(code, replace(worst_case(code, s), method=Method.FULL_SPAN))
        assert made.proof == {"kind": "ranks"}
        assert verify(made).startswith(f"e({s}) = 0 for ")


@pytest.mark.parametrize(("s", "value"), [(4, 0), (9, Fraction(49, 17)), (15, Fraction(147, 23))])
def test_orthogonal_classes_at_any_size(s, value):
    """The net of order 7 with 5 classes, whose rows are written like those of a matrix file."""
    code = GradientCode(net(7, 5).encoding)
    made = closed_form_certificate(code, worst_case(code, s))
    assert made.proof == {"kind": "orthogonal-classes"}
    assert verify(made).startswith(f"e({s}) = {value} for encoding {code.identity()}, ")


def test_a_search_is_no_closed_form():
    code = GradientCode([[1, 1, 0], [0, 1, 1], [1, 0, 0]])
    with pytest.raises(BadInput, match="closed form is none of the methods"):
        closed_form_certificate(code, worst_case(code, 1))


@pytest.mark.parametrize("decoder", ["one-step", "block-design"])
def test_closed_forms_of_fixed_decoders(decoder):
    code = block_design(13, 4, 1)
    for result in curve(code, decoder=decoder):
        made = closed_form_certificate(code, result)
        assert f"e({result.stragglers}) = {result.error} for " in verify(made)


def test_equal_overlaps_that_coprime_rows_do_not_have():
    code = GradientCode([[3, 3, 3, 0], [4, 3, 1, 1]])
    for result in curve(code):
        made = closed_form_certificate(code, result)
        assert made.proof["kind"] == "tree"
        assert verify(made)


@given(st.integers(0, 10**6), st.integers(0, 9))
def test_trees_of_the_one_step_search(seed, s):
    code = random_biregular(9, 9, 3, seed=seed)
    search = FixedWeight(code, s, "one-step")
    search.run(None, None)
    made = tree_certificate(code, worst_case(code, s, decoder="one-step"), search.records())
    assert f"e({s}) = {search.lower} for " in verify(made)
    with pytest.raises(VerificationError, match=r"record|end before"):
        verify(replace(made, proof=dict(made.proof) | {"records": made.proof["records"][:-1]}))


def test_monotone_points():
    code = fractional_repetition(8, 4)
    last = closed_form_certificate(code, worst_case(code, 3))
    chain = last
    for s in (2, 1, 0):
        chain = monotone_certificate(code, worst_case(code, s), chain)
        assert chain.proof == {"kind": "monotone", "stragglers": 3, "proof": last.proof}
        assert verify(chain).startswith(f"e({s}) = 0 for ")
    for wrong in (
        closed_form_certificate(code, worst_case(code, 4)),
        closed_form_certificate(uncoded(8), worst_case(uncoded(8), 3)),
    ):
        with pytest.raises(BadInput, match="more stragglers of the same code"):
            monotone_certificate(code, worst_case(code, 1), wrong)


@pytest.mark.parametrize("name", ["plane.json", "plane.json.gz"])
def test_files(tmp_path, capsys, plane, name):
    path = tmp_path / name
    plane.write(path)
    assert Certificate.read(path) == plane
    assert Certificate.read(path).about == plane.about
    assert path.read_bytes().startswith(b"\x1f\x8b") == name.endswith(".gz")
    assert main([str(path)]) == 0
    assert capsys.readouterr().out == f"{path}: proved: {verify(plane)}\n"
    first = path.read_bytes()
    plane.write(path)
    assert path.read_bytes() == first


def test_block_designs_have_certificates_under_a_kilobyte(tmp_path, plane):
    plane.write(tmp_path / "plane.json")
    assert (tmp_path / "plane.json").stat().st_size < 1000
    large = block_design(91, 10, 1)
    made = closed_form_certificate(large, worst_case(large, 9))
    made.write(tmp_path / "large.json.gz")
    assert (tmp_path / "large.json.gz").stat().st_size < 1000
    assert verify(made).startswith("e(9) = 81/91 for ")


def test_the_id_is_that_of_the_content(plane):
    value = plane.to_json()
    assert value["id"] == plane.identity() == Certificate.from_json(value).identity()
    assert replace(plane, about={}).identity() == plane.identity()
    assert replace(plane, stragglers=4).identity() != plane.identity()
    with pytest.raises(BadInput, match="the id is not"):
        Certificate.from_json(value | {"witness": [0, 1, 3]})
    assert check(value) == verify(plane)


def test_claims_that_do_not_hold(plane):
    for wrong in (
        replace(plane, lower=0), replace(plane, witness=(0, 1)), replace(plane, witness=(2, 1, 0)),
        replace(plane, upper=Fraction(1, 2)), replace(plane, stragglers=2),
        replace(plane, proof={"kind": "ranks"}), replace(plane, decoder="one-step"),
    ):  # fmt: skip
        with pytest.raises(VerificationError):
            verify(wrong)


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"\x1f\x8b broken", b"[" * 10**5, b"\xff"])
def test_files_that_are_no_certificates(tmp_path, content):
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(BadInput):
        Certificate.read(path)
    with pytest.raises(BadInput):
        Certificate.read(tmp_path / "none")


@pytest.mark.parametrize("part", ["id", "code", "claim", "witness", "proof"])
@pytest.mark.parametrize("value", [None, 7, "text", [], {}, [[]], {"decoder": "optimal"}])
def test_parts_that_are_wrong(plane, part, value):
    with pytest.raises(BadInput):
        Certificate.from_json(plane.to_json() | {part: value})


def test_numbers_of_any_length(tmp_path):
    code = GradientCode([[3**5000, 1], [1, 7**4000]])
    made = tree_certificate(code, worst_case(code, 1), ["b 0", "e", "e"])
    assert verify(made)
    made.write(tmp_path / "long.json.gz")
    assert Certificate.read(tmp_path / "long.json.gz") == made
    text = gzip.decompress((tmp_path / "long.json.gz").read_bytes())
    assert len(json.loads(text)["claim"]["lower"]) > 5000


@pytest.mark.parametrize("kept", [True, False])
def test_an_interrupt_of_the_checker_loses_no_result_that_is_to_be_kept(monkeypatch, plane, kept):
    def press_ctrl_c(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("adversary.certificate.verify", press_ctrl_c)
    if not kept:
        with pytest.raises(KeyboardInterrupt):
            certified(plane.code, 2)
        return
    result, certificate = certified(plane.code, 2, keep_on_interrupt=True)
    assert result.proved
    assert certificate.unchecked
    assert certificate.to_json()["about"]["checked"] is False
    assert check(certificate.to_json())


def test_a_limit_that_passes_while_the_checker_works_leaves_an_unchecked_certificate(
    monkeypatch, plane
):
    monkeypatch.setattr("adversary.certificate.accepted_by", lambda *_: False)
    result, certificate = certified(plane.code, 2, time_limit=60)
    assert result.proved
    assert certificate.unchecked
    assert not Certificate.from_json(certificate.to_json() | {"about": {}}).unchecked
