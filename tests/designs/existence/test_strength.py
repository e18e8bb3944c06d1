"""t-designs: the checker, the conditions and every construction, counted by hand."""

from __future__ import annotations

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
    Recipe,
    VerificationError,
    exists,
)
from designs.answers.registry import constructions, named
from designs.answers.rules import rules_of
from designs.constructions import at_point, projective_line, quadruples
from designs.constructions.complete import complete
from designs.constructions.witt import witt
from designs.existence.ask import exists_t
from designs.existence.conditions import conditions_of
from designs.incidence import check
from designs.incidence.check import pair_counts, subset_counts
from designs.incidence.parameters import Parameters


def lambdas(design, t):
    """How often each t-set of points occurs, word by word; no code of ours."""
    counts = dict.fromkeys(combinations(range(design.points), t), 0)
    for block in design.blocks:
        for subset in combinations(sorted(block), t):
            counts[subset] += 1
    return set(counts.values())


@st.composite
def structures(draw):
    points = draw(st.integers(2, 7))
    block = st.sets(st.integers(0, points - 1), max_size=points)
    return Design(points, draw(st.lists(block, max_size=12)))


@given(structures(), st.integers(2, 5))
def test_subset_counts_by_hand(design, t):
    if t > design.points:
        return
    counts = lambdas(design, t)
    with pytest.MonkeyPatch.context() as patch:
        for few in (0, check._FEW_SUBSETS):
            patch.setattr(check, "_FEW_SUBSETS", few)
            assert subset_counts(design.points, design.blocks, t) == (min(counts), max(counts))


def test_the_checker_does_not_mind_the_order_of_points_in_a_block():
    blocks = [block[::-1] for block in witt(12).blocks]
    assert subset_counts(12, blocks, 5) == (1, 1)
    assert subset_counts(12, blocks, 2) == pair_counts(12, blocks) == (30, 30)


def test_the_checker_refuses_a_damaged_design():
    blocks = list(witt(12).blocks)
    blocks[7] = (0, 1, 2, 3, 4, 5) if blocks[7] != (0, 1, 2, 3, 4, 5) else (0, 1, 2, 3, 4, 6)
    with pytest.raises(VerificationError, match="set of 5 points"):
        Design(12, blocks).confirmed(12, 6, 1, 5)


@pytest.mark.parametrize("design", [witt(12), complete(9, 5)], ids=["witt", "complete"])
def test_blocks_with_and_without_points_are_counted(design):
    k = len(design.blocks[0])
    t = 5
    p = Parameters(design.points, k, 1, t=t)
    for i in range(t + 1):
        for j in range(t + 1 - i):
            inside, outside = set(range(i)), set(range(i, i + j))
            found = sum(1 for b in design.blocks if inside <= set(b) and not outside & set(b))
            assert p.blocks_with(i, j) == found
            if i + j <= t - 2:
                assert p.reduced(2, i, j).b == found


@given(st.integers(3, 6), st.integers(3, 40), st.data())
def test_no_condition_refutes_a_complete_design(t, v, data):
    if v < t:
        return
    k = data.draw(st.integers(t, v))
    times = data.draw(st.integers(1, 4))
    p = Parameters(v, k, comb(v - t, k - t) * times, t=t)
    assert [c for c in conditions_of("t-design") if c(p) is not None] == []


@given(st.integers(3, 5), st.integers(5, 30), st.data())
def test_the_least_lambda_is_the_least(t, v, data):
    k = data.draw(st.integers(t, v))
    p = Parameters(v, k, 1, t=t)
    whole = [
        lam
        for lam in range(1, min(p.least_lambda, 200) + 1)
        if all(p.with_lambda(lam).blocks_with(i).denominator == 1 for i in range(t))
    ]
    assert whole == [p.least_lambda] * (p.least_lambda <= 200)


def small_questions(limit=14):
    for t in (3, 4, 5):
        for v in range(t + 1, limit):
            for k in range(t, v):
                for lam in range(1, 7):
                    yield Parameters(v, k, lam, t=t)


def test_every_instance_builds_what_it_claims():
    rules = Counter()
    for p in small_questions(19):
        for family in rules_of("t-design").direct.values():
            for found in family(p):
                if p.b <= 600:
                    design = found.recipe.build()
                    assert lambdas(design, p.t) == {p.lam}, found
                    assert design.block_sizes() == (p.k,)
                    rules[found.recipe.rule] += 1
    assert {"complete", "witt", "hadamard-3", "spherical-geometry", "affine-geometry",
            "quadruple-system", "projective-line"} <= set(rules)  # fmt: skip


def test_every_answer_rebuilds_from_its_json():
    rules = set()
    for p in small_questions():
        match exists_t(p.t, p.v, p.k, p.lam):
            case Exists(recipe=recipe) if p.b <= 300:
                again = Recipe.from_json(recipe.to_json())
                assert again == recipe
                assert lambdas(again.build(), p.t) == {p.lam}, recipe
                rules.add(recipe.rule)
    assert rules >= {"point-derived", "point-residual", "multiple", "complete"}
    assert rules <= set(constructions())


def covered(triples, blocks):
    """Whether some of the blocks cover each of the triples exactly once: plain backtracking."""
    if not triples:
        return True
    first = min(triples)
    through = [b for b in blocks if first in b]
    return any(covered(triples - b, [c for c in blocks if not c & b]) for b in through)


@pytest.mark.parametrize(("v", "k"), [(v, k) for v in range(4, 9) for k in range(3, v + 1)])
def test_small_steiner_systems_against_exhaustion(v, k):
    blocks = [frozenset(combinations(block, 3)) for block in combinations(range(v), k)]
    found = covered(frozenset(combinations(range(v), 3)), blocks)
    answer = exists_t(3, v, k, 1)
    assert isinstance(answer, Exists) == found
    assert isinstance(answer, Impossible) != found


def test_the_large_witt_design_is_a_steiner_system():
    design = witt(24)
    assert design.points == 24
    assert len(design.blocks) == 759
    seen = [five for block in design.blocks for five in combinations(block, 5)]
    assert len(seen) == len(set(seen)) == comb(24, 5)


@pytest.mark.parametrize(
    "question",
    [(5, 24, 8, 1), (4, 23, 7, 1), (3, 22, 6, 1), (4, 23, 8, 4), (5, 12, 6, 1), (4, 11, 5, 1),
     (3, 10, 4, 1), (3, 26, 6, 1), (3, 28, 4, 1), (3, 17, 5, 1), (3, 65, 5, 1), (3, 16, 8, 3),
     (3, 20, 10, 4), (3, 32, 4, 1), (3, 20, 4, 1), (3, 22, 4, 1), (3, 24, 4, 3),
     (3, 8, 4, 5), (4, 12, 6, 4)],
)  # fmt: skip
def test_known_designs(question):
    t, v, k, lam = question
    answer = exists_t(*question)
    assert isinstance(answer, Exists), answer.because
    design = answer.design()
    assert len(design.blocks) == answer.parameters.b
    assert subset_counts(v, design.blocks, t) == (lam, lam)
    assert design.block_sizes() == (k,)


@pytest.mark.parametrize(
    ("question", "condition"),
    [((3, 9, 4, 1), "divisibility"), ((4, 23, 11, 6), "ray-chaudhuri-wilson"),
     ((10, 72, 16, 1), "tits"), ((4, 17, 5, 1), "computed"), ((5, 18, 6, 1), "computed"),
     ((3, 22, 7, 1), "ray-chaudhuri-wilson")],
)  # fmt: skip
def test_impossible_with_its_reason(question, condition):
    answer = exists_t(*question)
    assert isinstance(answer, Impossible)
    assert answer.condition == condition
    assert answer.source
    assert answer.to_json()["t"] == question[0]


def test_a_2_design_that_is_impossible_refutes_what_contains_it():
    # The blocks through a point would be a projective plane of order 10, here one of order 6.
    p = Parameters(44, 8, 1, t=3)
    assert p.reduced(2, 1, 0) == Parameters(43, 7, 1, t=2)
    assert isinstance(exists(43, 7, 1), Impossible)
    assert isinstance(exists_t(3, 44, 8, 1), Impossible)


def test_stronger_designs_give_weaker_ones():
    for p in small_questions(12):
        for parent, rule in at_point.stronger(p):
            i, j = {None: (0, 0), "point-derived": (1, 0), "point-residual": (0, 1)}[rule]
            assert parent.reduced(p.t, i, j) == p


@pytest.mark.parametrize("q", [5, 7, 8, 9, 11])
@pytest.mark.parametrize("special", [False, True])
def test_orbits_and_stabilizers_multiply_to_the_group(q, special):
    order = q * (q * q - 1) // (2 if special and q % 2 else 1)
    generators = projective_line.moebius_generators(q, special=special)
    for k in (3, 4, 5):
        for base in list(combinations(range(q + 1), k))[::19]:
            seen = {base}
            waiting = [base]
            for block in waiting:
                for image in generators:
                    moved = tuple(sorted(image[p] for p in block))
                    if moved not in seen:
                        seen.add(moved)
                        waiting.append(moved)
            fixing = projective_line.stabilizer_order(q, base, special=special)
            assert fixing * len(seen) == order


@pytest.mark.parametrize("points", sorted(quadruples.table())[:6])
def test_quadruple_systems_of_the_table(points):
    design = quadruples.quadruple_system(points)
    triples = [t for block in design.blocks for t in combinations(block, 3)]
    assert len(triples) == len(set(triples)) == comb(points, 3)


def test_doubling_and_tripling():
    eight = quadruples.double_quadruples(complete(4, 4))
    for design, points in (
        (quadruples.double_quadruples(eight), 16),
        (quadruples.triple_quadruples(eight), 22),
        (quadruples.triple_quadruples(quadruples.quadruple_system(14)), 40),
    ):
        assert design.points == points
        triples = [t for block in design.blocks for t in combinations(block, 3)]
        assert len(triples) == len(set(triples)) == comb(points, 3)


def test_quadruple_systems_up_to_100_points():
    admissible = [v for v in range(4, 101) if v % 6 in {2, 4}]
    answers = {v: exists_t(3, v, 4, 1) for v in range(4, 101)}
    assert [v for v in answers if not isinstance(answers[v], Impossible)] == admissible
    reached = [v for v in admissible if isinstance(answers[v], Exists)]
    assert set(admissible) - set(reached) <= {86, 98}
    assert all(answers[v].listed.status == "exists" for v in set(admissible) - set(reached))


def test_strength_2_is_the_old_question():
    for question in [(7, 3, 1), (43, 7, 1), (22, 8, 4)]:
        assert exists_t(2, *question) == exists(*question)


def test_t_designs_answer_questions_about_2_designs():
    answer = exists(22, 6, 5)
    assert isinstance(answer, Exists)
    assert len(answer.design().blocks) == 77


def test_huge_questions_are_answered_without_building():
    for question in [(3, 10**12 + 1, 4, 1), (5, 10**9, 8, 10**6), (3, 3**40 + 1, 4, 1),
                     (3, 2**60, 2**59, 2**58 - 1), (100, 10**6, 200, 1)]:  # fmt: skip
        assert isinstance(exists_t(*question), Exists | Impossible | Open)


@pytest.mark.parametrize(
    ("question", "text"),
    [((1, 7, 3, 1), "t must be 2..100, got t=1"), ((101, 200, 150, 1), "got t=101"),
     ((3, 7, 2, 1), "k must be at least t, got k=2, t=3"), ((3, 4, 5, 1), "at most v"),
     ((3, 7, 4, 0), "lambda must be at least 1")],
)  # fmt: skip
def test_questions_that_make_no_sense(question, text):
    with pytest.raises(BadInput, match=text):
        exists_t(*question)


@pytest.mark.parametrize(
    ("rule", "arguments"),
    [("witt", (11,)), ("quadruple-system", (16,)), ("double-quadruples", (complete(5, 3),)),
     ("triple-quadruples", (complete(5, 3),)), ("projective-line", (6, [(0, 1, 2)], False)),
     ("projective-line", (7, [(0, 1, 9)], False)), ("point-derived", (Design(3, [(0, 1)]),))],
)  # fmt: skip
def test_constructions_refuse_what_they_cannot_do(rule, arguments):
    with pytest.raises(BadInput):
        named(rule).build(*arguments)
