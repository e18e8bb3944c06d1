"""The canonical form by way of another process."""

from __future__ import annotations

import json

import pytest
from structures import plane, shuffled

from designs import Design, Unavailable
from designs.incidence import canonical as module
from designs.incidence import labelling
from designs.incidence.canonical import canonical


@pytest.mark.usefixtures("nothing_left")
def test_labelling_that_takes_long_is_ended():
    pytest.importorskip("igraph")
    with pytest.raises(Unavailable, match="longer than"):
        canonical(Design(8000, [(2 * i, 2 * i + 1) for i in range(4000)]), time_limit=0.2)


def here(question, _):
    """The answer to the question in this process."""
    return json.dumps(labelling.label(*json.loads(question)))


def test_the_other_process_answers_what_this_one_does(monkeypatch):
    pytest.importorskip("igraph")
    found = canonical(shuffled(plane(7, 3), 3))
    monkeypatch.setattr(module, "_answer", here)
    assert canonical(plane(7, 3)) == found
    assert (found.automorphisms, len(found.identity)) == (168, 64)
    assert found.by.startswith("igraph ")


def test_repeated_blocks_and_points_in_no_block_are_counted(monkeypatch):
    pytest.importorskip("igraph")
    monkeypatch.setattr(module, "_answer", here)
    path = [(0, 1), (1, 2)]
    known = [Design(3, path), Design(3, path * 2), Design(3, [*path, (0, 1)]), Design(5, path)]
    found = [canonical(design) for design in known]
    assert [x.automorphisms for x in found] == [2, 2, 1, 4]
    assert len({x.identity for x in found}) == 4


def test_a_process_that_fails_is_told_in_one_sentence(monkeypatch, tmp_path):
    pytest.importorskip("igraph")
    broken = tmp_path / "broken.py"
    broken.write_text("raise SystemExit('no memory left')")
    monkeypatch.setattr(labelling, "__file__", str(broken))
    with pytest.raises(Unavailable, match="canonical id failed: no memory left"):
        canonical(plane(7, 3))
