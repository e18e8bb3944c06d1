"""An answer for any parameters, taken as given."""

from __future__ import annotations

from designs import Exists, Recipe


def answer(p):
    return Exists(p, Recipe.of("complete", points=p.v, size=p.k), "given", "test")
