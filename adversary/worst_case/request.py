"""What is asked of a proof, and the data that all points of a curve share."""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from adversary.decoding.decode import Decoder
from adversary.worst_case.enumeration import Bounds
from adversary.worst_case.listing.root import Roots
from adversary.worst_case.tree.matrices import Matrices
from adversary.worst_case.tree.symmetry import Permutation, worker_symmetries
from designs.algebra.linear import Rational
from designs.codes import GradientCode


@dataclass(frozen=True, slots=True)
class Request:
    """A request for a proof: decoder, gap or upper end that is enough, whether to keep records.

    With an executor of so many workers the branch and bound is shared out.
    """

    decoder: Decoder = "optimal"
    gap: Fraction = Fraction(0)
    enough: Rational = 0
    records: bool = False
    executor: Executor | None = None
    workers: int = 1


class Shared:
    """The data that all points of a curve share, computed on first use.

    >>> from designs import uncoded
    >>> Shared(uncoded(2)).matrices.n
    2
    """

    def __init__(self, code: GradientCode) -> None:
        self._code = code

    @cached_property
    def bounds(self) -> Bounds:
        """The integer bounds of the enumeration."""
        return Bounds(self._code)

    @cached_property
    def matrices(self) -> Matrices:
        """The matrices of the branch and bound."""
        return Matrices(self._code)

    @cached_property
    def roots(self) -> Roots:
        """The matrices of the listing of all sets."""
        return Roots(self._code)

    def generators(self) -> tuple[Permutation, ...]:
        """The symmetries, for a listing that asks for them when they are worth it."""
        return self.symmetries

    @property
    def knows_generators(self) -> bool:
        """Whether they have been asked for before."""
        return "symmetries" in vars(self)

    @cached_property
    def symmetries(self) -> tuple[Permutation, ...]:
        """Generators of the group of symmetries."""
        return worker_symmetries(self._code)
