"""A code is read wherever it is asked for, from whatever holds one."""

from __future__ import annotations

import json
from fractions import Fraction

import networkx as nx
import numpy as np
import pytest
import scipy.sparse

import adversary
import bounds
from designs import BadInput, Design, GradientCode, block_design, exists
from designs.codes.coerce import as_code
from designs.errors import integer

TRIANGLE = [[1, 1, 0], [0, 1, 1], [1, 0, 1]]


class Frame:
    """What pandas and polars have in common."""

    columns = ("a", "b", "c")

    def to_numpy(self):
        return np.array(TRIANGLE)


def files(folder):
    path = folder / "triangle.json"
    path.write_text(json.dumps(TRIANGLE))
    np.save(folder / "triangle.npy", np.array(TRIANGLE, dtype=np.int8))
    return [path, str(path), folder / "triangle.npy"]


def test_everything_that_holds_a_matrix_is_its_code(tmp_path):
    code = GradientCode(TRIANGLE)
    given = [
        code, TRIANGLE, tuple(map(tuple, TRIANGLE)), (row for row in TRIANGLE), np.array(TRIANGLE),
        np.array(TRIANGLE, dtype=np.float32), np.array(TRIANGLE, dtype=bool),
        np.array(TRIANGLE, dtype=object), list(np.array(TRIANGLE)), [[Fraction(x) for x in row]
        for row in TRIANGLE], [[str(x) for x in row] for row in TRIANGLE],
        scipy.sparse.csr_array(TRIANGLE), scipy.sparse.coo_matrix(TRIANGLE), Frame(),
        code.to_json(), *files(tmp_path),
    ]  # fmt: skip
    for value in given:
        assert as_code(value) == code


def test_a_frame_of_pandas_is_its_matrix():
    pandas = pytest.importorskip("pandas")
    assert as_code(pandas.DataFrame(TRIANGLE, index=list("abc"))) == GradientCode(TRIANGLE)


def test_a_bipartite_graph_is_its_incidences():
    graph = nx.Graph()
    graph.add_nodes_from(["w0", "w1", "w2"], bipartite=0)
    graph.add_nodes_from(range(3), bipartite=1)
    graph.add_edges_from((f"w{w}", j) for w in range(3) for j in range(3) if TRIANGLE[w][j])
    assert as_code(graph) == GradientCode(TRIANGLE)


def test_a_design_is_its_code_with_workers_for_points():
    fano = exists(7, 3, 1).design()
    assert as_code(fano) == block_design(7, 3, 1)
    assert as_code(Design(2, [(0, 1), (0,)])).encoding == ((1, 1), (0, 1))


def test_rationals_stay_exact():
    assert as_code([["1/3", 0.5], [Fraction(1, 7), 1]]).encoding == (
        (Fraction(1, 3), Fraction(1, 2)), (Fraction(1, 7), 1),
    )  # fmt: skip


@pytest.mark.parametrize(
    "wrong",
    [3, None, object(), [1, 2], ["12", "34"], [], [[]], np.zeros(3), np.zeros((2, 2, 2)), {"a": 1},
     [[1, 2], [3]], [[1, "x"]], [[float("nan")]], [[1j]], "nothing.json", "code.txt", [{1: 2}],
     np.array([[np.inf]]), scipy.sparse.csr_array((0, 3))],
)  # fmt: skip
def test_what_is_no_code_is_one_sentence(wrong):
    with pytest.raises(BadInput) as caught:
        as_code(wrong)
    assert "\n" not in str(caught.value)


def test_public_functions_take_whatever_holds_a_code():
    code = GradientCode(TRIANGLE)
    for ask in (
        lambda x: adversary.worst_case(x, 1).error,
        lambda x: [point.error for point in adversary.curve(x)],
        lambda x: adversary.certified(x, 1)[1].identity(),
        lambda x: adversary.error(x, [0]),
        lambda x: adversary.decode(x, [0, 1]),
        lambda x: adversary.decoder(x).error([0, 1]),
        lambda x: sorted(adversary.local_search(x, 1)),
        lambda x: bounds.threshold(x, 1),
        lambda x: bounds.bound(x, 1).exact.error,
        lambda x: bounds.average(x, 1),
        lambda x: bounds.average(x, random=0.25),
        lambda x: bounds.average_error(x, 1),
        bounds.average_curve,
    ):
        assert ask(code) == ask(TRIANGLE) == ask(np.array(TRIANGLE))


def test_integers_of_numpy_stay_out_of_json():
    three, eye = np.int64(3), np.eye(4)
    shown = [
        adversary.worst_case(eye, three), adversary.certified(eye, three)[1],
        bounds.bound(eye, np.uint8(1)), exists(np.int64(7), three, np.int32(1)),
        block_design(np.int64(7), three, np.int64(1)), bounds.compare(np.int64(3), np.int64(1)),
        GradientCode([[1]], recipe={"family": "x", "sizes": [np.int64(2)], "seed": np.int16(1)}),
    ]  # fmt: skip
    for thing in shown:
        json.dumps(thing.to_json())
    assert adversary.error(eye, np.array([0, 2])) == adversary.error(eye, [0, 2]) == 2
    assert adversary.decode(eye, np.array([0, 2])) == (1, 1)


@pytest.mark.parametrize("wrong", [1.5, "1", None, np.float64(2), [1]])
def test_what_is_no_integer_is_one_sentence(wrong):
    with pytest.raises(BadInput, match="s must be an integer"):
        integer(wrong, "s")
    with pytest.raises(BadInput, match="s must be an integer"):
        adversary.worst_case(np.eye(3), wrong)


def test_an_array_of_a_code():
    code = GradientCode([["1/2", 1], [0, -1]])
    assert np.asarray(code).tolist() == [[0.5, 1], [0, -1]]
    assert np.asarray(code).dtype == np.float64
    assert np.asarray(code, dtype=np.float32).dtype == np.float32
    exact = np.asarray(code, dtype=object)
    assert exact[0, 0] == Fraction(1, 2)
    assert isinstance(exact[0, 0], Fraction)
    assert (np.array(code, copy=True) @ np.ones(2)).tolist() == [1.5, -1]
    with pytest.raises(ValueError, match="copy"):
        np.array(code, copy=False)
    assert as_code(np.asarray(code)) == code


def test_a_repr_is_one_line_and_evaluates_back_while_it_is_short():
    small = GradientCode([[1, "1/2"], [0, 1]], "pair", {"family": "x"})
    back = eval(repr(small), {"GradientCode": GradientCode, "Fraction": Fraction})
    assert (back, back.name, back.recipe) == (small, "pair", {"family": "x"})
    large = GradientCode(np.eye(100), "identity")
    assert repr(large) == (
        "<GradientCode 'identity': 100 workers, 100 partitions, redundancy 1>"
    )  # fmt: skip
    assert "<table>" not in large._repr_html_()
    assert "identity" in large._repr_html_()
