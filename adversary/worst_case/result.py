"""WorstCase: a proved interval for the largest error of a code under s stragglers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from adversary.decoding.decode import Decoder
from designs.algebra.linear import Rational
from designs.errors import show
from designs.picture import html_table


class Method(StrEnum):
    """The method that proves an upper end: a sentence for people, a kind for certificates.

    ``certificate_kind`` is the kind of proof that a certificate needs no records for, since the
    checker finds all of it in the encoding; None if there is no such kind.

    >>> Method.DISJOINT_GROUPS.sentence, Method.DISJOINT_GROUPS.certificate_kind
    ('closed form: disjoint groups of interchangeable workers', 'disjoint-groups')
    >>> Method.STOPPED.certificate_kind is None
    True
    """

    certificate_kind: str | None

    EQUAL_OVERLAP = "closed form: every pair of workers overlaps equally", "equal-overlap"
    DISJOINT_GROUPS = "closed form: disjoint groups of interchangeable workers", "disjoint-groups"
    ORTHOGONAL_CLASSES = "closed form: orthogonal classes of workers", "orthogonal-classes"
    ONE_STEP_CLASSES = "closed form: orthogonal classes of workers, decoded in one step"
    PRODUCT = "closed form: staircases in a product of two codes of equal overlaps", "product"
    COPIES = "closed form: that of the code with one copy of every worker", "copies"
    FULL_SPAN = "exact recovery: every n - s rows span all rows, proved modulo 2^31 - 1", "ranks"
    ENUMERATION = "pruned enumeration of the straggler sets, decided in integers"
    BRANCH_AND_BOUND = "branch and bound on the straggler sets, decided in integers"
    ALL_SETS = "all straggler sets, in floats with a proved rounding bound and in integers"
    NO_SET_ABOVE = "all straggler sets, content with less than the exact value"
    WITHIN_GAP = "branch and bound on the straggler sets, content with less than the exact value"
    FIXED_WEIGHT = "branch and bound on the straggler sets, in integers"
    SQUEEZED = "e never decreases: squeezed between the neighbours on the curve"
    STOPPED = "stopped early: the proved interval"

    def __new__(cls, sentence: str, certificate_kind: str | None = None) -> Self:
        """A member, whose value is its sentence."""
        member = str.__new__(cls, sentence)
        member._value_ = sentence
        member.certificate_kind = certificate_kind
        return member

    def __repr__(self) -> str:
        return f"{type(self).__name__}.{self.name}"

    @property
    def sentence(self) -> str:
        """The sentence that people read, and that JSON carries."""
        return str(self.value)

    @property
    def closed_form(self) -> bool:
        """Whether it is a closed form, without ranks or a search."""
        return self.sentence.startswith("closed form")


@dataclass(frozen=True, slots=True)
class WorstCase:
    """The proved interval ``lower <= e(s) <= upper``, and a straggler set that attains ``lower``.

    Errors are squared distances; with optimal decoding they are at most the number of partitions.
    ``method`` says what the upper end rests on. The claim is proved when both ends are equal.

    >>> WorstCase(3, 3, 1, "optimal", 1, 1, (0,), Method.ENUMERATION, 0.0).proved
    True
    """

    workers: int
    partitions: int
    stragglers: int
    decoder: Decoder
    lower: Rational
    upper: Rational
    worst_set: tuple[int, ...]
    method: Method
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
            "method": self.method.sentence,
            "seconds": round(self.seconds, 6),
        }


def _text(value: object) -> str:
    """A value of the JSON object for people."""
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)
