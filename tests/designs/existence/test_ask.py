"""The three answers, and the conditions against designs that are there to see."""

from __future__ import annotations

import time
from itertools import combinations

import pytest
from definitions import is_resolved, lambdas
from questions import small_resolvable, small_strong

from designs import BadInput, Exists, Impossible, Open, Recipe, exists
from designs.answers.registry import constructions
from designs.existence.ask import exists_resolvable, exists_t
from designs.incidence.check import subset_counts


def test_projective_planes_of_small_order():
    built = {2, 3, 4, 5, 7, 8, 9, 11, 13, 16, 17, 19}
    impossible = {6, 10, 14, 21}
    for n in range(2, 22):
        answer = exists(n * n + n + 1, n + 1, 1)
        expected = Exists if n in built else Impossible if n in impossible else Open
        assert isinstance(answer, expected), n


@pytest.mark.parametrize(
    ("parameters", "status"),
    [((157, 13, 1), "open"), ((51, 6, 1), "open"), ((456, 6, 1), "exists"), ((703, 27, 1), None)],
)
def test_open_says_what_the_literature_says(parameters, status):
    answer = exists(*parameters)
    assert isinstance(answer, Open)
    assert len(answer.tried) >= 4
    assert (answer.listed and answer.listed.status) == status
    assert answer.to_json()["listed"] == status
    assert bool(answer.to_json()["source"]) == (status is not None)


def test_small_cases_are_settled_by_exhaustion():
    """2-(v,k,1) with v <= 8: exists() never contradicts an exhaustive exact cover of the pairs."""
    for v in range(3, 9):
        for k in range(2, v + 1):
            answer = exists(v, k, 1)
            found = covers(set(combinations(range(v), 2)), v, k)
            assert isinstance(answer, Exists if found else Impossible | Open), (v, k)
            if not isinstance(answer, Open):
                assert isinstance(answer, Exists) == found


def covers(pairs, v, k):
    if not pairs:
        return True
    first = min(pairs)
    rest = [p for p in range(v) if p not in first]
    for more in combinations(rest, k - 2):
        block = set(combinations(sorted(first + more), 2))
        if block <= pairs and covers(pairs - block, v, k):
            return True
    return False


@pytest.mark.parametrize(
    ("parameters", "text"),
    [((7, 8, 1), "k must be at most v, got k=8, v=7"), ((7, 1, 1), "at least 2"),
     ((7, 3, 0), "lambda must be at least 1")],
)  # fmt: skip
def test_questions_that_make_no_sense(parameters, text):
    with pytest.raises(BadInput, match=text):
        exists(*parameters)


def test_large_questions_are_answered_without_building():
    begin = time.monotonic()
    q = 313
    assert isinstance(exists(q * q + q + 1, q + 1, 1), Exists)
    assert isinstance(exists((2**61 - 1), 3, 1), Open | Exists)
    assert isinstance(exists(10**18 + 1, 7, 2), Impossible | Open)
    assert time.monotonic() - begin < 60


@pytest.mark.parametrize(
    "parameters",
    [(46, 6, 720720), (46, 6, 5040), (22, 8, 400_000_000), (46, 6, 1_000_000_007),
     (10**60 + 1, 3, 2), (10**800 + 10**400 + 1, 10**400 + 1, 1)],
)  # fmt: skip
def test_huge_parameters_do_not_take_long(parameters):
    begin = time.monotonic()
    assert exists(*parameters).because
    assert time.monotonic() - begin < 30


def test_multiples_come_before_complements():
    assert exists(31, 6, 2).recipe.rule == "multiple"
    assert exists(19, 9, 8).recipe.rule == "multiple"


def test_every_resolvable_answer_rebuilds_from_its_json():
    rules = set()
    for p in small_resolvable(17):
        match exists_resolvable(p.v, p.k, p.lam):
            case Exists(recipe=recipe) as answer if p.b * p.k <= 2000:
                again = Recipe.from_json(recipe.to_json())
                assert again == recipe
                assert is_resolved(again.build(), p.v, p.k, p.lam), recipe
                assert answer.to_json()["resolvable"] is True
                rules.add(recipe.rule)
    assert rules >= {"affine-geometry", "round-robin", "multiple", "extension", "baranyai"}
    assert rules <= set(constructions())


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


def test_huge_questions_of_resolutions_are_answered_without_building():
    for question in [(10**12, 10, 9), (3**40, 3, 1), (2**60, 2**59, 2**59 - 1), (10**9 + 2, 2, 1)]:
        assert isinstance(exists_resolvable(*question), Exists | Impossible | Open)


def test_every_t_design_answer_rebuilds_from_its_json():
    rules = set()
    for p in small_strong():
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


@pytest.mark.parametrize(
    "question",
    [(5, 24, 8, 1), (4, 23, 7, 1), (3, 22, 6, 1), (4, 23, 8, 4), (5, 12, 6, 1), (4, 11, 5, 1),
     (3, 10, 4, 1), (3, 26, 6, 1), (3, 28, 4, 1), (3, 17, 5, 1), (3, 65, 5, 1), (3, 16, 8, 3),
     (3, 20, 10, 4), (3, 32, 4, 1), (3, 20, 4, 1), (3, 22, 4, 1), (3, 24, 4, 3),
     (3, 8, 4, 5), (4, 12, 6, 4)],
)  # fmt: skip
def test_known_t_designs(question):
    t, v, k, lam = question
    answer = exists_t(*question)
    assert isinstance(answer, Exists), answer.because
    design = answer.design()
    assert len(design.blocks) == answer.parameters.b
    assert subset_counts(v, design.blocks, t) == (lam, lam)
    assert design.block_sizes() == (k,)


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


def test_huge_questions_of_t_designs_are_answered_without_building():
    for question in [(3, 10**12 + 1, 4, 1), (5, 10**9, 8, 10**6), (3, 3**40 + 1, 4, 1),
                     (3, 2**60, 2**59, 2**58 - 1), (100, 10**6, 200, 1)]:  # fmt: skip
        assert isinstance(exists_t(*question), Exists | Impossible | Open)


@pytest.mark.parametrize(
    ("question", "text"),
    [((1, 7, 3, 1), "t must be 2..100, got t=1"), ((101, 200, 150, 1), "got t=101"),
     ((3, 7, 2, 1), "k must be at least t, got k=2, t=3"), ((3, 4, 5, 1), "at most v"),
     ((3, 7, 4, 0), "lambda must be at least 1")],
)  # fmt: skip
def test_questions_of_t_designs_that_make_no_sense(question, text):
    with pytest.raises(BadInput, match=text):
        exists_t(*question)
