"""Nested schemes in files: read back, made by hand, and what is refused."""

from __future__ import annotations

import io
import json

import numpy as np
import pytest

from adversary.run.trial import certified_levels
from designs import BadInput, uncoded
from designs.codes.files import nested_from_json, read_levels
from designs.codes.nested import nested_cyclic, nested_fractional

CYCLIC, FRACTIONAL = nested_cyclic(6, [0, 1, 2]), nested_fractional(4, [0, 1, 3])


@pytest.mark.parametrize("scheme", [CYCLIC, FRACTIONAL], ids=["cyclic", "fractional"])
def test_a_scheme_file_is_the_scheme_with_and_without_its_recipe(scheme):
    value = json.loads(json.dumps(scheme.to_json()))
    same = nested_from_json(value)
    assert (same, same.orders) == (scheme, scheme.orders)
    own = nested_from_json(value | {"recipe": None})
    assert own.components == scheme.components
    assert own.levels == scheme.levels
    assert [set(row) for row in own.orders] == [set(row) for row in scheme.orders]
    assert own.identity() == scheme.identity() or own.orders != scheme.orders
    assert all(known.error == 0 for known in certified_levels(own, None).values())


def test_scheme_files_that_are_none():
    good = CYCLIC.to_json()
    swapped = {"level 0": good["components"]["level 1"], "level 1": good["components"]["level 0"]}
    other = {"level 0": uncoded(6).to_json(), "level 2": uncoded(5).to_json()}
    for change, text in [
        ({"components": {}}, 'with "components"'),
        ({"components": {"level 0": [[1]]}}, "must be those of the recipe"),
        ({"recipe": {"family": "partial-cyclic", "workers": 4, "naive": 1, "coded": 1,
                     "stragglers": 1}}, "fit"),
        ({"recipe": {"family": "luck"}}, "unknown family"),
        ({"recipe": None, "components": swapped}, "row of level 0 has 1 entries"),
        ({"recipe": None, "components": other}, "same workers and partitions"),
        ({"recipe": None, "components": {"stage 1": [[1]]}}, '"level 0", "level 1"'),
    ]:  # fmt: skip
        with pytest.raises(BadInput, match=text):
            nested_from_json(good | change)


def test_a_code_argument_names_a_code_or_a_nested_scheme(tmp_path, monkeypatch):
    scheme_file, text = tmp_path / "nested.json", json.dumps(nested_cyclic(4, [0, 1, 2]).to_json())
    scheme_file.write_text(text)
    assert read_levels(str(scheme_file)) == nested_cyclic(4, [0, 1, 2])
    for content, found in [(text, nested_cyclic(4, [0, 1, 2])), ("[[1, 0], [0, 1]]", uncoded(2))]:
        monkeypatch.setattr("sys.stdin", io.StringIO(content))
        assert read_levels("-") == found
    (tmp_path / "code.csv").write_text("1,0\n0,1\n")
    assert read_levels(str(tmp_path / "code.csv")) == uncoded(2)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"\xff"), encoding="utf-8"))
    with pytest.raises(BadInput, match="not UTF-8"):
        read_levels("-")
    (tmp_path / "code.json").write_bytes(b"\xff")
    with pytest.raises(BadInput, match="not UTF-8"):
        read_levels(str(tmp_path / "code.json"))


@pytest.mark.parametrize(
    ("top", "text"),
    [
        ([[1, 1], [0, 1]], r"row of level 1 has 2 entries that are not 0, got \(2, 1\)"),
        ([[1, 0, 1], [0, 1, 1]], "same workers and partitions"),
    ],
)
def test_levels_that_do_not_fit_together_are_no_scheme(top, text):
    own = {"level 0": {"encoding": [[1, 0], [0, 1]]}, "level 1": {"encoding": top}}
    with pytest.raises(BadInput, match=text):
        nested_from_json({"components": own})


def test_supports_that_are_not_nested_are_no_scheme():
    shifted = [[0, 1, 1], [1, 0, 1], [1, 1, 0]]
    own = {"level 0": {"encoding": np.eye(3, dtype=int).tolist()}, "level 1": {"encoding": shifted}}
    with pytest.raises(BadInput, match="must have the partitions of lower levels"):
        nested_from_json({"components": own})
