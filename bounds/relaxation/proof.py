"""UpperBound: a rational upper bound on e(s) with a proof that `adversary.check` re-proves."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adversary.check import BOUND, RejectedError, check
from designs.algebra.linear import Rational, plain
from designs.codes import GradientCode
from designs.errors import BadInput, VerificationError, require, show

_DENOMINATOR = 1 << 30
_COARSE = 1 << 20


@dataclass(frozen=True, slots=True)
class UpperBound:
    """The claim ``e(s) <= value`` for a code, by a method, with its proof.

    The proof has been checked by `adversary.check` when the object was made by `proved`.

    >>> from designs import uncoded
    >>> proved(uncoded(2), 1, 2, "big-m", {"decoders": []}).value
    2
    """

    code: GradientCode = field(repr=False)
    stragglers: int
    value: Rational
    method: str
    proof: Mapping[str, Any] = field(repr=False)

    def to_json(self) -> dict[str, Any]:
        """The bound file: code, claim and proof."""
        return {
            "format": BOUND,
            "code": {
                "name": self.code.name,
                "encoding": [[show(x) for x in row] for row in self.code.encoding],
            },
            "stragglers": self.stragglers,
            "upper": show(self.value),
            "proof": dict(self.proof),
        }


def proved(
    code: GradientCode, s: int, value: Rational, method: str, proof: Mapping[str, Any],
    kind: str | None = None,
) -> UpperBound:  # fmt: skip
    """The bound, once the checker has re-proved it from its JSON text.

    Raises:
        BadInput: not ``0 <= s <= n``.
        VerificationError: the checker rejects it.

    Complexity: that of `adversary.check.verdict`.

    >>> from designs import uncoded
    >>> proved(uncoded(2), 1, 1, "big-m", {"decoders": []})
    Traceback (most recent call last):
    designs.errors.VerificationError: the bound is not proved: the proof does not show the upper end
    """
    require(0 <= s <= code.workers, f"stragglers must be 0..{code.workers}, got {s}")
    bound = UpperBound(code, s, plain(Fraction(value)), method, {"kind": kind or method, **proof})
    try:
        check(json.loads(json.dumps(bound.to_json())))
    except RejectedError as error:
        raise VerificationError(f"the bound is not proved: {error}") from None
    return bound


def rounded(value: float, denominator: int = _DENOMINATOR) -> Fraction:
    """The multiple of 1/denominator next to a float.

    >>> rounded(0.3, 4)
    Fraction(1, 4)
    """
    return Fraction(round(value * denominator), denominator)


def rounded_up(value: float) -> Fraction:
    """A multiple of 2^-20 above a float, by one step more than needed.

    >>> rounded_up(0.5) > Fraction(1, 2)
    True
    """
    return Fraction(int(np.ceil(value * _COARSE)) + 1, _COARSE)


def texts(values: NDArray[np.float64]) -> list[str]:
    """Floats rounded to rationals, as texts of JSON.

    >>> texts(np.array([0.5, 1.0]))
    ['1/2', '1']
    """
    return [show(plain(rounded(float(x)))) for x in values]


def solved(problem: Any) -> float:
    """Solve a cvxpy problem with Clarabel; the optimal value, a proposal only.

    Raises:
        VerificationError: the solver gives up.

    >>> import cvxpy
    >>> x = cvxpy.Variable()
    >>> round(solved(cvxpy.Problem(cvxpy.Minimize((x - 1) ** 2 + 2))), 6)
    2.0
    """
    import warnings

    import cvxpy

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            value = problem.solve(solver="CLARABEL")
        except (cvxpy.SolverError, ValueError, ArithmeticError) as error:
            raise VerificationError(f"the convex solver failed: {error}") from None
    if value is None or not np.isfinite(value):
        raise VerificationError(f"the convex solver found no optimum: {problem.status}")
    return float(value)


def need_cvxpy() -> Any:
    """The module cvxpy; `BadInput` with how to install it if it is missing.

    Raises:
        BadInput: it is not installed.

    >>> need_cvxpy().__name__
    'cvxpy'
    """
    try:
        import cvxpy
    except ImportError:
        raise BadInput("convex relaxations need cvxpy: pip install 'kirkman[convex]'") from None
    return cvxpy
