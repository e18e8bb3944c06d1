"""What the lines of a log and the state beside it must be: anybody may have written them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields
from math import isfinite
from typing import Any

import numpy as np

from designs.errors import BadInput, require

# The header keys that a report shows.
KEY = (
    "code", "identity", "data", "stragglers", "decoder", "optimiser", "rate", "policy", "enough",
    "deadline", "accept_fewer", "engine", "attack", "fault", "delays",
)  # fmt: skip
_MOST_WORKERS = 100_000
_MOST_SECONDS = 1e9  # some thirty years
_RATIONAL = re.compile(r"\d{1,4000}(/0*[1-9]\d{0,3999})?")
_PLAIN = str | int | float | bool | None


def check_header(header: Mapping[str, Any]) -> None:
    r"""Raise `BadInput` unless a header's entries are plain values whose texts can be printed.

    >>> check_header({"code": "a", "workers": 2})
    >>> check_header({"code": "\x1b[2J"})
    Traceback (most recent call last):
        ...
    designs.errors.BadInput: the code of a log must be a printable text, got '\x1b[2J'
    """
    for name in KEY:
        value = header.get(name)
        require(
            isinstance(value, _PLAIN), f"the {name} of a log must be no list, got {value!r:.40}"
        )
        shown = not isinstance(value, str) or value.isprintable()
        require(shown, f"the {name} of a log must be a printable text, got {value!r:.40}")
    workers = header.get("workers", 1)
    fits = _is_integer(workers) and 1 <= workers <= _MOST_WORKERS
    require(fits, f"the workers of a log must be 1..{_MOST_WORKERS}, got {workers!r:.40}")
    levels = header.get("levels") or []
    fits = isinstance(levels, list) and all(map(_is_integer, levels))
    require(fits, f"the levels of a log must be a list of integers, got {levels!r:.40}")


def check_round(line: Mapping[str, Any], expected: int, workers: int | None) -> None:
    """Raise `BadInput` unless a line is the round expected, with numbers that can be.

    >>> check_round({"round": 7}, 4, 2)
    Traceback (most recent call last):
        ...
    designs.errors.BadInput: after round 3 of a log comes round 4, got 7: lines are missing or mixed
    """
    try:
        _check_number(line["round"], expected)
        exact = line["exact_error"]
        is_rational = exact is None or _RATIONAL.fullmatch(exact) is not None
        require(is_rational, f"an exact error must be like 3/4 or null, got {exact!r:.40}")
        _check_amount("measured error", line["measured_error"], float("inf"))
        for name in ("seconds", "at"):
            _check_amount(name, float(line[name]), _MOST_SECONDS)
        failure = line["failure"]
        require(failure is None or isinstance(failure, str), "a failure must be a text or null")
        for seconds in line["arrivals"].values():
            _check_amount("arrival", float(seconds), _MOST_SECONDS)
        _check_workers([*line["survivors"], *line["missing"], *line["arrivals"]], workers)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        if isinstance(error, BadInput):
            raise
        raise BadInput(f"a round of a log is incomplete: {error!r:.60}") from None


def _check_number(number: Any, expected: int) -> None:
    before = f"after round {expected - 1} of a log comes round" if expected else "a log begins with"
    sentence = f"{before} {expected}, got {number!r:.40}: lines are missing or mixed"
    require(_is_integer(number) and number == expected, sentence)


def _check_amount(name: str, value: Any, most: float) -> None:
    """A number that is finite, not negative, and not absurd; None is none."""
    good = value is None or (isinstance(value, int | float) and isfinite(value) and value <= most)
    require(
        good and (value or 0) >= 0, f"the {name} of a round must be 0 or more, got {value!r:.40}"
    )


def _check_workers(named: list[Any], workers: int | None) -> None:
    bound = _MOST_WORKERS if workers is None else workers
    outside = [w for w in named if not (str(w).isascii() and str(w).isdigit() and int(w) < bound)]
    require(not outside, f"the workers of a round must be 0..{bound - 1}, got {outside[:1]}")


def check_restart(number: Any, rounds: int) -> None:
    """Raise `BadInput` unless a run may have been taken up at this round, after so many.

    >>> check_restart(5, 3)
    Traceback (most recent call last):
        ...
    designs.errors.BadInput: a run was resumed at round 5, but its log has only 3 rounds before it
    """
    fits = _is_integer(number) and number >= 0
    require(fits, f"a run is resumed at a round 0, 1, 2, ..., got {number!r:.40}")
    sentence = (
        f"a run was resumed at round {number}, but its log has only {rounds} rounds before it"
    )
    require(number <= rounds, sentence)


def check_clock(rounds: int, seconds: float) -> None:
    """Raise `BadInput` unless a state has done 0 rounds or more in finite time.

    >>> check_clock(-5, 1.0)
    Traceback (most recent call last):
        ...
    designs.errors.BadInput: a state has done 0 or more rounds, got -5
    """
    require(rounds >= 0, f"a state has done 0 or more rounds, got {rounds}")
    fits = isfinite(seconds) and 0 <= seconds <= _MOST_SECONDS
    require(fits, f"the seconds of a state must be 0 or more, got {seconds}")


def check_whole(log: Any, rounds: int, done: int) -> None:
    """Raise `BadInput` unless a log still has all the rounds that its state has done.

    >>> check_whole("run.jsonl", 40, 100)
    Traceback (most recent call last):
        ...
    designs.errors.BadInput: run.jsonl has 40 of the 100 rounds of the state beside it: it was cut
    """
    sentence = f"{log} has {rounds} of the {done} rounds of the state beside it: it was cut"
    require(rounds >= done, sentence)


def check_arrays(arrays: Mapping[str, Any], optimiser: Any) -> None:
    """Raise `BadInput` unless these are arrays of such an optimiser, as long and finite.

    >>> from adversary.run.optimisers import GradientDescent, constant
    >>> check_arrays({"extra": np.zeros(1)}, GradientDescent(np.zeros(1), constant(1.0)))
    Traceback (most recent call last):
        ...
    designs.errors.BadInput: the state of a run with GradientDescent has no array 'extra'
    """
    known = {f.name: f.type for f in fields(optimiser) if f.name != "rate"}
    kind = type(optimiser).__name__
    for name, array in arrays.items():
        require(name in known, f"the state of a run with {kind} has no array {name!r:.40}")
        shapes = {np.shape(getattr(optimiser, name))} if name != "ahead" else set()
        shapes |= {np.shape(optimiser.parameters)} if "Vector" in str(known[name]) else set()
        fits = np.shape(array) in shapes
        require(fits, f"{name!r} of a state must have the shape {shapes}, got {np.shape(array)}")
        good = np.asarray(array).dtype.kind in "iuf" and bool(np.isfinite(array).all())
        require(good, f"{name!r} of a state must be finite numbers")
    require("parameters" in arrays, "a state must have an array 'parameters'")
    steps = arrays.get("steps", 0)
    require(steps >= 0, f"a state has made 0 or more steps, got {steps}")


def check_evaluation(rounds: Any, seconds: float) -> None:
    """Raise `BadInput` unless losses may have been found after so many rounds and seconds.

    >>> check_evaluation(-1, 0.0)
    Traceback (most recent call last):
        ...
    designs.errors.BadInput: an evaluation comes after 0 or more rounds, got -1
    """
    fits = _is_integer(rounds) and rounds >= 0
    require(fits, f"an evaluation comes after 0 or more rounds, got {rounds!r:.40}")
    fits = isfinite(seconds) and 0 <= seconds <= _MOST_SECONDS
    require(fits, f"the seconds of an evaluation must be 0 or more, got {seconds}")


def _is_integer(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
