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
