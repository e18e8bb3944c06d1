"""The codes that a comparison takes in."""

from __future__ import annotations

import pytest

from bounds.comparison.candidates import candidates


def test_candidates_at_thirteen_and_four():
    found = [c.code.name for c in candidates(13, 4)]
    assert found == [
        "2-(13,4,1), workers = points", "fractional repetition", "cyclic repetition",
        "net of order 3 with 4 classes", "grid 4 x 3 x 3 x 3",
        "found by switches", "circulant 0, 1, 2, 3 mod 13", "random biregular, seed 0",
        "regular graph, seed 0", "Bernoulli, seed 0", "soft block design, seed 0", "uncoded",
    ]  # fmt: skip


def test_candidates_at_twenty_four_and_four_have_products_edges_and_duplicates():
    families = {c.code.recipe["family"] for c in candidates(24, 4)}
    assert families >= {"edge-scheme", "product", "duplicated", "stochastic-block", "net"}


def test_candidates_know_both_orientations():
    names = [c.code.name for c in candidates(12, 4)]
    assert "2-(9,3,1), workers = blocks" in names
    assert all(c.code.workers == 12 for c in candidates(12, 4))


@pytest.mark.parametrize(("n", "d"), [(1, 1), (2, 2), (5, 5), (6, 2), (7, 3), (9, 4)])
def test_every_candidate_has_the_redundancy_asked_or_says_so(n, d):
    for candidate in candidates(n, d):
        code = candidate.code
        exact = code.workers == n and set(code.replication()) == {d}
        assert exact or candidate.remark


def test_the_best_code_known_for_one_number_of_stragglers_can_be_asked_for():
    names = [c.remark for c in candidates(12, 4, at=4)]
    assert any("e(4)" in remark for remark in names)
    assert not any("e(3)" in remark for remark in names)
