"""What the literature is known here to say: the files, the theorems, and what is settled here."""

from __future__ import annotations

import pytest

from designs import Impossible, Open, Parameters, exists
from designs.answers.answers import Listed
from designs.existence import literature
from designs.existence.ask import ask
from designs.existence.conditions.balanced import divisibility, fisher


def test_nothing_listed_as_open_is_settled_here():
    for p in (Parameters(*key) for key in literature.statuses()):
        assert isinstance(exists(p.v, p.k, p.lam), Open), p


def test_every_line_has_parameters_that_make_sense_and_a_source():
    for key, entry in literature.statuses().items():
        p = Parameters(*key)
        assert p.r.denominator == p.b.denominator == 1
        assert entry.status in {"open", "exists"}
        assert entry.source
    for key, source in literature.nonexistence().items():
        assert divisibility(Parameters(*key)) is fisher(Parameters(*key)) is None
        assert source
    assert not set(literature.statuses()) & set(literature.nonexistence())


@pytest.mark.parametrize("lam", [1, 2, 3, 5])
def test_theorems_on_blocks_of_six_say_nothing_against_a_refutation(lam):
    """Every v up to 120 that our conditions refute is one that Hanani's theorem leaves out."""
    for v in range(7, 121):
        p = Parameters(v, 6, lam)
        if p.r.denominator == p.b.denominator == 1 and isinstance(ask(p), Impossible):
            assert (literature.listed(p) or Listed("open", "")).status == "open", p


def test_what_is_listed_as_open_is_admissible():
    for v in sorted(literature._OPEN_SIX):
        p = Parameters(v, 6, 1)
        assert p.r.denominator == p.b.denominator == 1
        assert literature.listed(p).status == "open"


@pytest.mark.parametrize(
    "p",
    [Parameters(1000, 9, 1), Parameters(46, 6, 1), Parameters(9, 5, 5, resolvable=True),
     Parameters(20, 5, 1, t=4), Parameters(1000, 5, 1, t=3)],
)  # fmt: skip
def test_nothing_is_listed_where_no_theorem_reaches(p):
    assert literature.listed(p) is None
