"""Bounds from the table of all small codes, for a shape itself and for parts of larger codes."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from bounds.universal.least import Least, stored_results
from bounds.universal.shape import LowerBound, Shape
from bounds.universal.silenced import chain


def of_all_codes(shape: Shape, s: int) -> LowerBound | None:
    """The least worst case of all 0/1 codes of the shape, where they have been classified.

    Complexity: a look-up.
    Source: tests/benchmarks/least_worst_cases.py; how it is proved, in docs/bounds.md.

    >>> of_all_codes(Shape(7, 7, 3, constant_load=True), 2).value
    Fraction(1, 4)
    """
    if not (shape.binary and shape.constant_replication and shape.redundancy):
        return None
    loads = (int(shape.load), None) if shape.constant_load else (None,)
    known = (_entry(shape, shape.workers, shape.partitions, load, s) for load in loads)
    found = [entry for entry in known if entry]
    if not found:
        return None
    best = max(found, key=lambda entry: entry.error)
    why = f"the least of {best.classes} codes, one of every class; it is attained"
    return LowerBound(Fraction(best.error), "all codes", _proof(best), why)


def of_a_part(shape: Shape, s: int) -> LowerBound | None:
    """The least worst case of a part: some workers that are all the holders of some partitions.

    By `chain` some n' workers are all the holders of k' partitions. On these partitions the code
    is one of n' workers with the same redundancy and any loads, and the distance from 1 on some
    partitions is at most the distance on all.

    Complexity: n k look-ups.
    Source: derived in docs/bounds.md.

    >>> of_a_part(Shape(9, 9, 2), 3).value
    Fraction(2, 1)
    """
    if not (shape.binary and shape.constant_replication and shape.redundancy):
        return None
    best = max(_parts(shape, s), key=lambda entry: entry.error, default=None)
    if best is None:
        return None
    why = f"{best.workers} workers are all the holders of {best.partitions} partitions: their code"
    return LowerBound(Fraction(best.error), "a part", _proof(best), why)


def _parts(shape: Shape, s: int) -> Iterator[Least]:
    n, d = shape.workers, int(shape.redundancy)
    for t, most in enumerate(chain(n, shape.partitions, d, d)):
        for k in range(1, most + 1):
            entry = _entry(shape, n - t, k, None, min(s, n - t - 1))
            if entry:
                yield entry


def _entry(shape: Shape, n: int, k: int, load: int | None, s: int) -> Least | None:
    return stored_results().get((n, k, int(shape.redundancy), load, s))


def _proof(entry: Least) -> dict[str, object]:
    load = "any" if entry.load is None else entry.load
    shape = [entry.workers, entry.partitions, entry.redundancy, load]
    return {"shape": shape, "classes": entry.classes, "attained by": list(entry.rows)}
