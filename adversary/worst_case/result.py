"""WorstCase: what has been proved about the largest error of a code under s stragglers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from adversary.decoding.decode import Decoder
from designs.algebra.linear import Rational
from designs.display import html_table
from designs.errors import show


@dataclass(frozen=True, slots=True)
class WorstCase:
    """The proved interval ``lower <= e(s) <= upper``, and a straggler set that attains ``lower``.

    Errors are squared distances; with optimal decoding they are at most the number of partitions.
    ``method`` says what the upper end rests on. The claim is proved when both ends are equal.

    >>> WorstCase(3, 3, 1, "optimal", 1, 1, (0,), "by hand", 0.0).proved
    True
    """

    workers: int
    partitions: int
    stragglers: int
    decoder: Decoder
    lower: Rational
    upper: Rational
    worst_set: tuple[int, ...]
    method: str
    seconds: float

    @property
    def proved(self) -> bool:
        """Whether the worst case is known exactly."""
        return self.lower == self.upper

    @property
    def error(self) -> Rational | None:
        """The exact worst-case error, or None if only an interval is proved."""
        return self.lower if self.proved else None

    def _repr_html_(self) -> str:
        return html_table([{key: _text(x) for key, x in self.to_json().items()}])

    def to_json(self) -> dict[str, Any]:
        """The JSON object that ``kirkman certify --json`` prints."""
        return {
            "format": "kirkman-worst-case/1",
            "workers": self.workers,
            "partitions": self.partitions,
            "stragglers": self.stragglers,
            "decoder": self.decoder,
            "error": None if self.error is None else show(self.error),
            "lower": show(self.lower),
            "upper": show(self.upper),
            "proved": self.proved,
            "worst_set": list(self.worst_set),
            "method": self.method,
            "seconds": round(self.seconds, 6),
        }


def _text(value: object) -> str:
    """A value of the JSON object for people."""
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)
