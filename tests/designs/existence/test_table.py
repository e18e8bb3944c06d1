"""The table: the classical parameter sets, their answers counted, written, drawn, explained."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter

import pytest

from designs import BadInput, Exists, Impossible, Open, Parameters, Recipe, exists
from designs.answers.answers import Listed
from designs.existence.chain import Step, why
from designs.existence.table import (
    COLUMNS,
    admissible,
    as_csv,
    counts,
    rule,
    status,
    table,
    to_json,
)
from designs.picture import check_picture, drawn, existence_map

SMALL = list(table(8))


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


def test_why_names_what_every_ingredient_is():
    plane = Recipe.of("projective-geometry", dimension=2, order=2, subspace=1)
    twice = Recipe.of("multiple", of=plane, times=2)
    lines = why(Exists(Parameters(7, 3, 2), twice, "", "")).lines()
    assert lines == [
        "2-(7,3,2) exists",
        "  2-(7,3,2) by multiple(times=2)",
        "    2-(7,3,1) by projective-geometry(dimension=2, order=2, subspace=1)",
    ]


def leaves(step):
    return [leaf for part in step.rests_on for leaf in leaves(part)] or [step.text]


@pytest.mark.parametrize("answer", SMALL, ids=lambda answer: str(answer.parameters))
def test_every_chain_ends_in_roots_that_rest_on_nothing(answer):
    step = why(answer)
    assert str(answer.parameters) in step.text
    assert step.to_json()["rests_on"]
    if isinstance(answer, Exists):
        assert f"{answer.parameters} by {answer.recipe.rule}" in step.rests_on[0].text
        names = str(answer.recipe)
        assert all(leaf.partition(" by ")[2].partition("(")[0] in names for leaf in leaves(step))


def test_why_not_gives_the_facts():
    step = why(exists(43, 7, 1))
    assert "does not exist" in step.text
    assert "p = 2" in leaves(step)


def test_why_does_not_build_what_is_huge():
    answer = exists(10**6 + 3, 3, 6 * 10**6)
    if isinstance(answer, Exists):
        assert " by " not in why(answer).rests_on[0].text
    huge = Exists(Parameters(3 * 10**6, 2, 1), Recipe.of("complete", points=3, size=2), "", "")
    assert why(huge) == Step("2-(3000000,2,1) exists", (Step("complete(points=3, size=2)"),))


def test_the_map_marks_every_set_once():
    pytest.importorskip("matplotlib")
    p = Parameters(22, 8, 4)
    answers = [*SMALL, Open(p, ("nothing",)), Impossible(Parameters(30, 8, 4), "", "", "")]
    figure = existence_map(answers)
    marks = Counter()
    for axes in figure.axes:
        for group in axes.collections:
            marks[group.get_label()] += len(group.get_offsets())
    assert marks == Counter(map(status, answers))
    titles = [axes.get_title() for axes in figure.axes if axes.get_title()]
    assert len(titles) == len({a.parameters.lam for a in answers})
    one = existence_map(answers, [4])
    assert [axes.get_title() for axes in one.axes] == ["$\\lambda$ = 4"]
    assert drawn(one, "svg").startswith(b"<?xml")


def test_maps_that_cannot_be_drawn():
    pytest.importorskip("matplotlib")
    with pytest.raises(BadInput, match="lambda must be one of"):
        existence_map(SMALL, [99])
    with pytest.raises(BadInput, match="png, svg or pdf"):
        drawn(existence_map(SMALL, [1]), "gif")


def test_the_verb_writes_counts_rows_and_map(run, tmp_path):
    pytest.importorskip("matplotlib")
    rows, plot = tmp_path / "t.csv", tmp_path / "t.png"
    code, out, _ = run("table", "--max-r", 8, "--csv", rows, "--plot", plot, "--lambda", "1,2")
    assert code == 0
    total = Counter(map(status, SMALL))
    line = next(x for x in out.splitlines() if x.split()[:1] == ["all"])
    assert line.split()[1:] == [str(total[s]) for s in ("exists", "impossible", "open")] + [
        str(len(SMALL))
    ]
    assert rows.read_text() == as_csv(SMALL)
    assert check_picture(plot) == "png"
    assert plot.read_bytes().startswith(b"\x89PNG")
    assert json.loads(run("table", "--max-r", 8, "--json")[1]) == json.loads(
        json.dumps(to_json(SMALL, 8))
    )


def test_the_verb_explains(run):
    code, out, _ = run("table", "--why", 13, 4, 1)
    assert (code, out.splitlines()[0]) == (0, "2-(13,4,1) exists")
    code, out, _ = run("table", "--why", 43, 7, 1, "--json")
    value = json.loads(out)
    assert (code, value["status"]) == (1, "impossible")
    assert "does not exist" in value["why"]["step"]


@pytest.mark.parametrize(
    "words",
    [
        ("--max-r", 2),
        ("--max-r", 10**9),
        ("--lambda", "x"),
        ("--max-r", 4, "--plot", "{out}.png", "--lambda", "9"),
        ("--max-r", 4, "--plot", "{out}.gif"),
        ("--csv", "{out}/no/such.csv"),
        ("--why", 7, 8, 1),
        ("--why", 7, 3),
    ],
)
def test_bad_input_to_the_verb_is_one_sentence(run, tmp_path, words):
    code, out, err = run("table", *(str(w).format(out=tmp_path / "out") for w in words))
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_an_interrupt_writes_nothing(run, tmp_path, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("designs.existence.table.exists", interrupted)
    code, out, err = run("table", "--max-r", 8, "--csv", tmp_path / "t.csv")
    assert (code, out) == (130, "")
    assert err.endswith("kirkman: interrupted.\n")
    assert not list(tmp_path.iterdir())
