"""Resolvable designs: exact cover, resolutions, conditions and constructions, checked by hand."""

from __future__ import annotations

import json
from collections import Counter
from itertools import combinations
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designs import (
    BadInput,
    Design,
    Exists,
    Impossible,
    Open,
    Parameters,
    Recipe,
    VerificationError,
    exists,
)
from designs.answers.registry import constructions, named
from designs.answers.rules import rules_of
from designs.constructions import rotational
from designs.constructions.arcs import unital
from designs.constructions.complete import complete
from designs.constructions.extension import extension, half
from designs.constructions.geometry import affine_geometry, projective_geometry
from designs.constructions.resolved import baranyai, round_robin
from designs.constructions.sums import multiple, substitute, together
from designs.existence.ask import exists_resolvable
from designs.existence.conditions import conditions_of
from designs.incidence.exact_cover import Cover, exact_cover
from designs.incidence.resolution import find_resolution
from designs.interchange.json_text import as_json, read_json

PLANE = Recipe.of("projective-geometry", dimension=2, order=2, subspace=1)


def is_resolved(design, v, k, lam):
    """The definition, word by word; no code of ours."""
    classes = [[design.blocks[j] for j in part] for part in design.resolution]
    parallel = all(sorted(p for block in part for p in block) == list(range(v)) for part in classes)
    counts = Counter(pair for part in classes for block in part for pair in combinations(block, 2))
    used = sorted(j for part in design.resolution for j in part)
    return (
        parallel
        and used == list(range(len(design.blocks)))
        and set(map(len, design.blocks)) == {k}
        and len(counts) == comb(v, 2)
        and set(counts.values()) == {lam}
    )


options = st.lists(st.sets(st.integers(0, 5), min_size=1), max_size=9)


@given(options)
def test_exact_cover_against_all_subsets(sets):
    lists = [sorted(option) for option in sets]
    covers = [
        chosen
        for size in range(len(lists) + 1)
        for chosen in combinations(range(len(lists)), size)
        if sorted(i for j in chosen for i in lists[j]) == list(range(6))
    ]
    found = exact_cover(6, lists, seconds=60)
    assert found.complete
    assert found.options in covers if covers else found.options is None


def test_a_search_without_time_proves_nothing():
    dominoes = [(5 * i + j, 5 * i + j + d) for i in range(5) for j in range(5) for d in (1, 5)
                if (j < 4 or d == 5) and (i < 4 or d == 1)]  # fmt: skip
    assert exact_cover(25, dominoes, seconds=0) == Cover(None, complete=False)
    assert exact_cover(25, dominoes, seconds=60) == Cover(None, complete=True)


def test_an_option_that_is_none_is_refused():
    with pytest.raises(BadInput, match=r"items 0\.\.2"):
        exact_cover(3, [(0, 3)], seconds=1)


def splits(blocks, points):
    """Whether the blocks split into parallel classes: plain backtracking over classes."""
    if not blocks:
        return True
    rest = blocks[1:]
    need = points - len(blocks[0])
    for size in range(len(rest) + 1):
        for chosen in combinations(range(len(rest)), size):
            others = [rest[j] for j in chosen]
            if sum(map(len, others)) == need and len(set().union(blocks[0], *others)) == points:
                left = [block for j, block in enumerate(rest) if j not in chosen]
                if splits(left, points):
                    return True
    return False


@given(st.lists(st.sets(st.integers(0, 3), min_size=1, max_size=3), min_size=1, max_size=8))
def test_find_resolution_against_backtracking(blocks):
    design = Design(4, blocks)
    found = find_resolution(design, seconds=60)
    assert (found.design is not None) == splits(list(design.blocks), 4)
    assert (found.none is None) == (found.design is not None)


@pytest.mark.parametrize(
    ("design", "parameters"),
    [(affine_geometry(2, 4, 1), (16, 4, 1)), (projective_geometry(3, 2, 1), (15, 3, 1)),
     (unital(3), (28, 4, 1)), (complete(8, 4), (8, 4, 15))],
    ids=["affine plane", "schoolgirls", "unital", "complete"],
)  # fmt: skip
def test_resolutions_are_found_again(design, parameters):
    found = find_resolution(Design(design.points, design.blocks), seconds=60).design
    assert found is not None
    assert found.blocks == design.blocks
    assert is_resolved(found, *parameters)


def test_designs_without_resolution():
    six = exists(6, 3, 2).design()
    assert find_resolution(six).none == "a complete search found no resolution"
    assert "does not divide" in find_resolution(projective_geometry(2, 2, 1)).none
    assert find_resolution(Design(3, [(0, 1)])).none is not None


def small_parameters(limit=21):
    for v in range(3, limit):
        for k in range(2, v + 1):
            for lam in range(1, 9):
                yield Parameters(v, k, lam, resolvable=True)


def test_every_instance_builds_what_it_claims():
    families = Counter()
    for p in small_parameters():
        for name, family in rules_of("resolvable").direct.items():
            for found in family(p):
                if p.b * p.k <= 5000:
                    assert is_resolved(found.recipe.build(), p.v, p.k, p.lam), found
                    families[name] += 1
    assert set(families) >= set(rules_of("resolvable").direct) - {"maximal arcs"}


def test_every_answer_rebuilds_from_its_json():
    rules = set()
    for p in small_parameters(17):
        match exists_resolvable(p.v, p.k, p.lam):
            case Exists(recipe=recipe) as answer if p.b * p.k <= 2000:
                again = Recipe.from_json(recipe.to_json())
                assert again == recipe
                assert is_resolved(again.build(), p.v, p.k, p.lam), recipe
                assert answer.to_json()["resolvable"] is True
                rules.add(recipe.rule)
    assert rules >= {"affine-geometry", "round-robin", "multiple", "extension", "baranyai"}
    assert rules <= set(constructions())


def test_no_condition_refutes_a_resolved_design():
    for v in range(2, 60):
        for k in range(2, v + 1):
            if v % k == 0:
                for times in (1, 2, 3):
                    p = Parameters(v, k, comb(v - 2, k - 2) * times, resolvable=True)
                    assert [c for c in conditions_of("resolvable") if c(p) is not None] == []


def test_what_is_impossible_has_no_resolution():
    refuted = 0
    for p in small_parameters(11):
        plain = exists(p.v, p.k, p.lam)
        resolvable = exists_resolvable(p.v, p.k, p.lam)
        if p.b <= 60 and isinstance(resolvable, Impossible) and isinstance(plain, Exists):
            assert find_resolution(plain.design(), seconds=60).none is not None, p
            refuted += 1
    assert refuted >= 10


@pytest.mark.parametrize(
    ("parameters", "condition"),
    [((7, 3, 1), "parallel-classes"), ((12, 3, 1), "divisibility"), ((6, 3, 2), "affine"),
     ((6, 3, 6), "halves"), ((10, 5, 4), "affine")],
)  # fmt: skip
def test_impossible_with_its_reason(parameters, condition):
    answer = exists_resolvable(*parameters)
    assert isinstance(answer, Impossible)
    assert answer.condition == condition
    assert answer.because
    assert answer.source


def test_bose_s_inequality_needs_no_test():
    for p in small_parameters(60):
        admissible = p.v % p.k == 0 and p.r.denominator == 1 and p.k < p.v
        assert not admissible or p.b >= p.v + p.r - 1


@pytest.mark.parametrize(
    "parameters",
    [(15, 3, 1), (21, 3, 1), (9, 3, 1), (16, 4, 1), (28, 4, 1), (65, 5, 1), (12, 3, 2), (12, 4, 3),
     (20, 4, 3), (8, 4, 3), (12, 6, 5), (14, 7, 12), (10, 2, 3), (16, 2, 5), (9, 3, 7), (25, 5, 1),
     (120, 8, 1), (6, 3, 4)],
)  # fmt: skip
def test_known_resolvable_designs(parameters):
    answer = exists_resolvable(*parameters)
    assert isinstance(answer, Exists), answer.because
    assert is_resolved(answer.design(), *parameters)


@pytest.mark.parametrize("points", [2, 4, 6, 10, 20])
def test_round_robins(points):
    assert is_resolved(round_robin(points), points, 2, 1)


@pytest.mark.parametrize(("v", "k"), [(4, 2), (6, 2), (6, 3), (9, 3), (8, 4), (12, 3), (10, 5)])
def test_baranyai(v, k):
    design = baranyai(v, k)
    assert design == complete(v, k)
    assert is_resolved(design, v, k, comb(v - 2, k - 2))


@pytest.mark.parametrize(("v", "k"), sorted(rotational.table()))
def test_every_base_class_of_the_table(v, k):
    assert is_resolved(rotational.rotational_class(rotational.table()[v, k]), v, k, k - 1)


def test_recursive_rules_keep_resolutions():
    plane, line = affine_geometry(2, 4, 1), round_robin(4)
    assert is_resolved(multiple(plane, 3), 16, 4, 3)
    assert is_resolved(together([plane, affine_geometry(2, 4, 1)]), 16, 4, 2)
    assert is_resolved(substitute(plane, line), 16, 2, 1)
    bare = Design(16, plane.blocks)
    for built in (multiple(bare, 2), together([plane, bare]), substitute(bare, line)):
        assert built.resolution == ()


def test_extensions_halve_to_what_they_extend():
    for question in [(7, 3, 1), (9, 4, 3), (11, 5, 2), (13, 6, 5), (5, 2, 1)]:
        smaller = exists(*question).design()
        design = extension(smaller)
        p = design.parameters()
        assert is_resolved(design, p.v, p.k, p.lam)
        assert half(Parameters(p.v, p.k, p.lam, resolvable=True)) == Parameters(*question)


def test_a_design_without_resolution_is_no_answer():
    with pytest.raises(VerificationError, match="without a resolution"):
        Exists(Parameters(7, 3, 1, resolvable=True), PLANE, "", "").design()


def test_json_keeps_the_resolution():
    design = affine_geometry(2, 3, 1)
    (again,) = read_json(as_json(design))
    assert again.resolution == design.resolution
    assert again == design


def test_huge_questions_are_answered_without_building():
    for question in [(10**12, 10, 9), (3**40, 3, 1), (2**60, 2**59, 2**59 - 1), (10**9 + 2, 2, 1)]:
        assert isinstance(exists_resolvable(*question), Exists | Impossible | Open)


@pytest.mark.parametrize(
    ("rule", "arguments"),
    [("round-robin", (5,)), ("baranyai", (7, 3)), ("baranyai", (4, 5)),
     ("extension", (projective_geometry(2, 3, 1),)), ("rotational-class", ([(0, 1), (1, 2)],))],
)  # fmt: skip
def test_constructions_refuse_what_they_cannot_do(rule, arguments):
    with pytest.raises(BadInput):
        named(rule).build(*arguments)


def test_the_command_line_prints_class_by_class(run, tmp_path):
    code, out, err = run("design", 9, 3, 1, "--resolution")
    classes = [part.splitlines() for part in out.split("\n\n")]
    assert (code, err) == (0, "")
    assert [len(part) for part in classes] == [3] * 4
    assert all(sorted(" ".join(part).split()) == list("012345678") for part in classes)
    value = json.loads(run("design", 9, 3, 1, "--resolution", "--json")[1])
    assert value["resolvable"] is True
    assert len(value["resolution"]) == 4
    target = tmp_path / "design.json"
    assert run("design", 9, 3, 1, "--resolution", "--format", "json", "-o", target)[0] == 0
    assert read_json(target.read_text())[0].resolution


def test_the_command_line_answers_all_questions(run):
    code, out, _ = run("exists", 15, 3, 1, "--resolvable")
    assert code == 0
    assert out.startswith("A resolvable 2-(15,3,1) design exists.")
    assert run("exists", 6, 3, 2, "--resolvable")[0] == 1
    code, out, _ = run("exists", 24, 8, 1, "--t", 5, "--json")
    assert (code, json.loads(out)["t"]) == (0, 5)
    code, out, _ = run("design", 10, 4, 1, "--t", 3)
    triples = [t for line in out.splitlines() for t in combinations(line.split(), 3)]
    assert len(triples) == len(set(triples)) == comb(10, 3)
    code, _, err = run("exists", 9, 3, 1, "--t", 3, "--resolvable")
    assert (code, err.count("\n")) == (2, 1)
    code, out, err = run("design", 6, 3, 2, "--resolution")
    assert (code, out) == (1, "")
