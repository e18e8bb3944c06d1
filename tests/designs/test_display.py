"""Results as HTML tables and as frames of pandas."""

from __future__ import annotations

import json
import sys
from types import SimpleNamespace

import numpy as np
import pytest

import kirkman as km
from designs.display import html_table


def test_results_have_json_and_html(tmp_path):
    comparison = km.compare(5, 2)
    curve = km.curve(np.eye(2))
    shown = [comparison, curve, curve[1], km.exists(7, 3, 1), km.exists(43, 7, 1), curve.code]
    for thing in shown:
        assert json.dumps(thing.to_json())
        html = thing._repr_html_()
        assert html.startswith("<table>")
        assert html.count("<tr>") == html.count("</tr>") > 1
        assert "\n" not in repr(thing)
    for picture in (comparison.plot(), curve.plot(), curve.code.plot()):
        picture.savefig(tmp_path / "picture.svg")


def test_tables_become_frames_of_pandas(monkeypatch):
    tables = [km.curve(np.eye(2)), km.compare(4, 1), km.as_code(np.eye(2))]
    monkeypatch.setitem(sys.modules, "pandas", SimpleNamespace(DataFrame=list))
    assert [len(table.to_pandas()) for table in tables] == [3, 1, 2]
    assert tables[0].to_pandas()[1]["e(s)"] == "1"
    monkeypatch.setitem(sys.modules, "pandas", None)
    for table in tables:
        with pytest.raises(km.Unavailable, match="pip install pandas"):
            table.to_pandas()


def test_texts_are_escaped():
    assert "<b>" not in html_table([{"<b>": "<b>"}], "<b>")
    assert html_table([]) == "<table><tr></tr></table>"
