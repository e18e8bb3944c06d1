"""The verb tour hands its options on."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from bounds.comparison import tour as module


@pytest.mark.parametrize(
    ("words", "target", "options"),
    [
        ((), "kirkman-tour.png", {"rounds": 150, "quiet": False}),
        (("-o", "x.svg", "--rounds", "7", "--json"), "x.svg", {"rounds": 7, "quiet": True}),
    ],
)
def test_options_and_what_is_printed(run, monkeypatch, words, target, options):
    seen = []

    def walked(*arguments, **named):
        seen.append((arguments, named))
        return SimpleNamespace(to_json=lambda: {"format": "kirkman-tour/1"})

    monkeypatch.setattr(module, "tour", walked)
    code, out, _ = run("tour", *words)
    assert (code, seen) == (0, [((Path(target),), options)])
    assert (json.loads(out) if out else None) == ({"format": "kirkman-tour/1"} if words else None)


def test_the_tour(run, tmp_path):
    pytest.importorskip("sklearn")
    pytest.importorskip("matplotlib")
    target = tmp_path / "tour.png"
    code, out, _ = run("tour", "-o", target, "--rounds", 30)
    assert code == 0
    assert "certified 1.000000000  measured 1.000000000" in out
    assert "worker 0 stopped" in out
    assert target.read_bytes().startswith(b"\x89PNG")


def test_the_tour_as_json(run, tmp_path):
    pytest.importorskip("sklearn")
    pytest.importorskip("matplotlib")
    value = json.loads(run("tour", "-o", tmp_path / "t.svg", "--rounds", 5, "--json")[1])
    assert [p["error"] for p in value["curve"]][:5] == ["0", "1/5", "3/7", "9/13", "1"]
    assert len(value["trials"]) == 4
    assert [t["failed_rounds"] for t in value["trials"]] == [0, 0, 0, 1]
