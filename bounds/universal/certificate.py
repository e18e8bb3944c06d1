"""A universal bound as a file: what `adversary.check` proves again of every code of a shape."""

from __future__ import annotations

from typing import Any

from adversary.check import UNIVERSAL, check
from bounds.universal.derive import best_proved
from bounds.universal.shape import Shape
from designs.errors import require, show


def universal_certificate(shape: Shape, s: int) -> dict[str, Any]:
    """The best lower bound on e(s) that has a proof for the checker, as a JSON object.

    What rests on a search through all codes, or on the overlaps of few survivors, has none:
    `bounds.universal.every.best_universal_bound` may be more. The checker has accepted the object.

    Raises:
        BadInput: not ``0 <= s <= n``.
        RejectedError: the checker does not take it: more than 5,000 workers or 10^6 partitions.

    Complexity: O(n d).
    Source: docs/bounds.md.

    >>> value = universal_certificate(Shape(31, 31, 6), 10)
    >>> value["lower"], check(value)[:38]
    ('25/13', 'e(10) >= 25/13 for every 0/1 code of 3')
    """
    require(0 <= s <= shape.workers, f"stragglers must be 0..{shape.workers}, got {s}")
    proved = best_proved(shape, s)
    value = {
        "format": UNIVERSAL,
        "class": {
            "workers": shape.workers,
            "partitions": shape.partitions,
            "redundancy": show(shape.redundancy),
            "coefficients": shape.coefficients,
            "constant_replication": shape.constant_replication,
            "constant_load": shape.constant_load,
        },
        "stragglers": s,
        "lower": show(proved.value),
        "proof": proved.proof,
    }
    check(value)
    return value
