"""The table: the classical parameter sets, their answers counted, written, drawn, explained."""

from __future__ import annotations

import csv
import io
from collections import Counter

import pytest
from small_table import SMALL

from designs import BadInput, Open, Parameters
from designs.answers.answers import Listed
from designs.existence.table import COLUMNS, admissible, as_csv, counts, rule, status, to_json


def is_admissible(v, k, lam):
    """By the definition, in v rather than in r."""
    p = Parameters(v, k, lam)
    return 3 <= k <= v / 2 and p.r.denominator == p.b.denominator == 1 and p.b >= v


def test_admissible_sets_by_their_definition():
    most = 12
    found = set(admissible(most))
    for k in range(3, most + 1):
        for lam in range(1, most):
            for v in range(2 * k, most * (k - 1) // lam + 2):
                p = Parameters(v, k, lam)
                assert (p in found) == (is_admissible(v, k, lam) and p.r <= most)


def test_the_classical_table_has_1196_sets_in_order():
    sets = admissible()
    assert len(sets) == len(set(sets)) == 1196
    order = [(p.r, p.k, p.lam) for p in sets]
    assert order == sorted(order)
    assert [str(p) for p in sets[-2:]] == ["2-(165,41,10)", "2-(83,41,20)"]


@pytest.mark.parametrize("max_r", [2, 201])
def test_the_greatest_replication_is_bounded(max_r):
    with pytest.raises(BadInput, match="greatest r"):
        admissible(max_r)


def test_every_answer_is_counted_once():
    for key in (rule, lambda a: a.parameters.k, lambda a: a.parameters.lam):
        found = counts(SMALL, key)
        total = Counter(status(a) for a in SMALL)
        assert {s: sum(part[s] for part in found.values()) for s in total} == total
        assert list(found) == sorted(found)


def test_open_answers_are_counted_by_what_the_literature_lists():
    p = Parameters(51, 6, 1)
    answers = [Open(p, ("a",)), Open(p, ("a",), Listed("open", "b")), Open(p, ("a",))]
    found = {name: part["open"] for name, part in counts(answers, rule).items()}
    assert found == {"(listed: open)": 1, "(not listed)": 2}


def test_csv_and_json_hold_the_answers():
    rows = list(csv.DictReader(io.StringIO(as_csv(SMALL))))
    assert tuple(rows[0]) == COLUMNS
    value = to_json(SMALL, 8)
    for row, again, answer in zip(rows, value["rows"], SMALL, strict=True):
        p = answer.parameters
        assert row == {name: str(x) for name, x in again.items()}
        assert (row["v"], row["b"], row["r"]) == (str(p.v), str(p.b), str(p.r))
        assert (row["status"], row["because"]) == (status(answer), answer.because)
    assert sum(value["counts"].values()) == len(SMALL)
