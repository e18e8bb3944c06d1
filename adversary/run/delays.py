"""Injected delays by name: as the command line has them, and as a log names them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, fields
from hashlib import sha256
from typing import Any

import numpy as np

from adversary.run.stragglers import (
    Bursty,
    Delays,
    Exponential,
    Fixed,
    PerWorker,
    RandomSet,
    Sometimes,
    Stragglers,
)
from adversary.run.traces import read_trace
from designs.errors import BadInput, require

# What the models are called on the command line.
MODELS: dict[str, Callable[..., Stragglers]] = {
    "exponential": Exponential,
    "per-worker": PerWorker,
    "sometimes": Sometimes,
    "random-set": RandomSet,
    "bursty": Bursty,
    "fixed": Fixed,
}


def delays_of(text: str, seed: int = 0) -> Stragglers:
    """A straggler model from its name and numbers, or the trace in a .csv or .npz file.

    The form is ``name:number=value,...``, with ``/`` between the values of a list.

    Raises:
        BadInput: another name or number, or see the model.

    Complexity: that of reading a trace.

    >>> delays_of("exponential:mean=0.01,shift=0.002", seed=3)
    Exponential(mean=0.01, shift=0.002, seed=3)
    >>> delays_of("fixed:workers=0/2,delay=1")
    Fixed(workers=(0, 2), delay=1.0)
    """
    if text.lower().endswith((".csv", ".npz")):
        return read_trace(text)
    name, _, rest = text.partition(":")
    known = ", ".join(MODELS)
    require(
        name in MODELS,
        f"delays must be a .csv or .npz file or one of {known}, got {name!r:.40}",
    )
    model: Any = MODELS[name]
    given = dict(_value(part, text) for part in rest.split(",") if part)
    wanted = {f.name: f.default is MISSING for f in fields(model)}
    if "seed" in wanted:
        given.setdefault("seed", seed)
    strange = [key for key in given if key not in wanted]
    lacking = [key for key, needed in wanted.items() if needed and key not in given]
    require(
        not strange and not lacking,
        f"{name} delays have the numbers {', '.join(wanted)}, got {text!r:.60}",
    )
    found: Stragglers = model(**given)
    return found


def named_delays(delays: Stragglers | Delays) -> dict[str, Any]:
    """How a log names injected delays: what they are, and the seed that they were drawn from.

    Runs with the same delays but for the seed are repetitions of one another. Tables and traces are
    named by the SHA-256 of their numbers.

    Complexity: O(size) for a table.

    >>> named_delays(Exponential(0.5, seed=3))
    {'delays': 'Exponential(mean=0.5, shift=0.0)', 'delay_seed': 3}
    >>> named_delays(np.zeros((1, 2)))["delays"][:21]
    'table 491db7d410b3a2b'
    """
    table: Any = getattr(delays, "table", delays)
    if isinstance(table, np.ndarray):
        content = repr(table.shape).encode() + table.astype("<f8").tobytes()
        return {"delays": f"table {sha256(content).hexdigest()}", "delay_seed": None}
    numbers = {f.name: getattr(table, f.name) for f in fields(table)}
    seed = numbers.pop("seed", None)
    named = ", ".join(f"{name}={value!r}" for name, value in numbers.items())
    return {"delays": f"{type(table).__name__}({named})", "delay_seed": seed}


def _value(part: str, text: str) -> tuple[str, Any]:
    """A number of a straggler model and its value: whole or not, a list or not."""
    key, _, value = part.partition("=")
    kind = int if key in ("stragglers", "workers", "seed") else float
    try:
        numbers = tuple(kind(x) for x in value.split("/"))
    except ValueError:
        raise BadInput(f"delays are like name:mean=0.5,seed=1, got {text!r:.60}") from None
    if key in ("means", "probabilities", "workers"):
        return key, numbers
    require(len(numbers) == 1, f"{key} is one number, got {value!r:.40}")
    return key, numbers[0]
