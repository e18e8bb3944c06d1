"""Necessary conditions for 2-designs: each returns why the parameters are impossible, or None.

Each condition states in its text the range of parameters in which it is a theorem, and tests it
there only. All of them take the incomplete case k < v apart where they need it.
"""

from __future__ import annotations

from collections.abc import Callable

from designs.answers import Impossible
from designs.arithmetic import is_square, least_lambda, local_obstruction
from designs.errors import show
from designs.parameters import Parameters


def divisibility(p: Parameters) -> Impossible | None:
    """``r = lambda (v-1)/(k-1)`` and ``b = v r/k`` count blocks, so they are integers.

    Complexity: constant.
    Source: counting the flags, and the pairs through a point, in two ways.

    >>> divisibility(Parameters(8, 3, 1)).because
    'r = lambda(v-1)/(k-1) must be an integer, got 7/2; every admissible lambda is a multiple of 6'
    """
    step = f"every admissible lambda is a multiple of {least_lambda(p.v, p.k)}"
    for name, formula, value in (
        ("r", "r = lambda(v-1)/(k-1)", p.r),
        ("b", "b = lambda v(v-1)/(k(k-1))", p.b),
    ):
        if value.denominator != 1:
            because = f"{formula} must be an integer, got {show(value)}; {step}"
            facts = {name: show(value), "least_lambda": least_lambda(p.v, p.k)}
            return Impossible(p, "divisibility", because, "double counting", facts)
    return None


def fisher(p: Parameters) -> Impossible | None:
    """A 2-design with k < v has at least as many blocks as points.

    Complexity: constant.
    Source: R. A. Fisher, An examination of the different possible solutions of a problem in
    incomplete blocks, Annals of Eugenics 10 (1940).

    >>> fisher(Parameters(16, 6, 1)).because
    'Fisher: k < v needs b >= v, got b=8, v=16'
    """
    if p.k == p.v or p.b >= p.v:
        return None
    because = f"Fisher: k < v needs b >= v, got b={show(p.b)}, v={p.v}"
    source = "R. A. Fisher, Annals of Eugenics 10 (1940) 52-75"
    return Impossible(p, "fisher", because, source, {"b": show(p.b)})


def bruck_ryser_chowla(p: Parameters) -> Impossible | None:
    """The condition of Bruck, Ryser and Chowla on symmetric designs (b = v, k < v).

    With n = k - lambda: if v is even, n is a square; if v is odd, the equation
    ``n x^2 + (-1)^((v-1)/2) lambda y^2 = z^2`` has a non-trivial integer solution. By
    Hasse-Minkowski the latter fails exactly if it fails in the p-adic numbers of some prime p,
    which is returned in ``facts``.

    Complexity: that of factorising n and lambda.
    Source: R. H. Bruck, H. J. Ryser, Canad. J. Math. 1 (1949); S. Chowla, H. J. Ryser, Canad. J.
    Math. 2 (1950).

    >>> bruck_ryser_chowla(Parameters(22, 7, 2)).because
    'Bruck-Ryser-Chowla: v=22 is even and n = k - lambda = 5 is not a square'
    >>> bruck_ryser_chowla(Parameters(43, 7, 1)).facts
    {'n': 6, 'b': -1, 'p': 2}
    """
    if not p.is_symmetric or p.k == p.v:
        return None
    n = p.k - p.lam
    source = "Bruck and Ryser, Canad. J. Math. 1 (1949) 88-93; Chowla and Ryser, 2 (1950) 93-99"
    if p.v % 2 == 0:
        if is_square(n):
            return None
        because = f"Bruck-Ryser-Chowla: v={p.v} is even and n = k - lambda = {n} is not a square"
        return Impossible(p, "bruck-ryser-chowla", because, source, {"n": n})
    signed = -p.lam if (p.v - 1) // 2 % 2 else p.lam
    if (prime := local_obstruction(n, signed)) is None:
        return None
    because = (
        f"Bruck-Ryser-Chowla: {n} x^2 {'-' if signed < 0 else '+'} {p.lam} y^2 = z^2 has no "
        f"non-trivial rational solution, since it has none in the {prime}-adic numbers"
    )
    facts = {"n": n, "b": signed, "p": prime}
    return Impossible(p, "bruck-ryser-chowla", because, source, facts)


CONDITIONS: tuple[Callable[[Parameters], Impossible | None], ...] = (
    divisibility,
    fisher,
    bruck_ryser_chowla,
)


def refuted(p: Parameters) -> Impossible | None:
    """The first of the conditions that these parameters break, or None.

    >>> refuted(Parameters(8, 3, 1)).condition
    'divisibility'
    """
    broken = (condition(p) for condition in CONDITIONS)
    return next((answer for answer in broken if answer is not None), None)
