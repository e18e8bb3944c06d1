"""Necessary conditions for 2-designs: each returns why the parameters are impossible, or None.

Each condition states in its text the range of parameters in which it is a theorem, and tests it
there only. All of them take the incomplete case k < v apart where they need it.
"""

from __future__ import annotations

from designs.algebra.arithmetic import is_square, local_obstruction
from designs.answers.answers import Impossible
from designs.errors import show
from designs.existence.conditions.table import condition, refuted
from designs.existence.literature import nonexistence
from designs.incidence.parameters import Parameters


@condition("2-design")
def divisibility(p: Parameters) -> Impossible | None:
    """``r = lambda (v-1)/(k-1)`` and ``b = v r/k`` count blocks, so they are integers.

    Complexity: constant.
    Source: counting the flags, and the pairs through a point, in two ways.

    >>> divisibility(Parameters(8, 3, 1)).because
    'r = lambda(v-1)/(k-1) must be an integer, got 7/2; every admissible lambda is a multiple of 6'
    """
    step = f"every admissible lambda is a multiple of {p.least_lambda}"
    for name, formula, value in (
        ("r", "r = lambda(v-1)/(k-1)", p.r),
        ("b", "b = lambda v(v-1)/(k(k-1))", p.b),
    ):
        if value.denominator != 1:
            because = f"{formula} must be an integer, got {show(value)}; {step}"
            facts = {name: show(value), "least_lambda": p.least_lambda}
            return Impossible(p, "divisibility", because, "double counting", facts)
    return None


@condition("2-design")
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


@condition("2-design")
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


@condition("2-design")
def quasi_residual(p: Parameters) -> Impossible | None:
    """A design with ``r = k + lambda`` and lambda <= 2 is the residual of a symmetric design.

    So it cannot exist where the symmetric 2-(v+r, r, lambda) design cannot. For lambda = 1 it is an
    affine plane. For lambda >= 3 there are quasi-residual designs that are not residual, and
    nothing is concluded.

    Complexity: that of the conditions on the symmetric design.
    Source: M. Hall, W. S. Connor, An embedding theorem for balanced incomplete block designs,
    Canad. J. Math. 6 (1954).

    >>> quasi_residual(Parameters(15, 5, 2)).facts
    {'parent': '2-(22,7,2)', 'condition': 'bruck-ryser-chowla', 'n': 5}
    """
    if p.lam > 2 or p.r != p.k + p.lam or p.k == p.v:
        return None
    parent = Parameters(p.v + int(p.r), int(p.r), p.lam)
    if (refusal := refuted(parent)) is None:
        return None
    name = "an affine plane" if p.lam == 1 else "a quasi-residual design with lambda = 2"
    because = f"{name} is the residual of a symmetric {parent}, and there is none: "
    source = f"Hall and Connor, Canad. J. Math. 6 (1954) 35-41; {refusal.source}"
    facts = {"parent": str(parent), "condition": refusal.condition} | refusal.facts
    return Impossible(p, "quasi-residual", because + refusal.because, source, facts)


@condition("2-design")
def cited(p: Parameters) -> Impossible | None:
    """A published computation found that there is none; it is cited, not replayed.

    The list is ``designs/data/nonexistence.txt``, for exactly these v, k and lambda.

    Complexity: constant, after reading the list once.
    Source: given with each entry.

    >>> cited(Parameters(22, 8, 4)).because
    'a published exhaustive computation found none (cited, not replayed here)'
    """
    if (source := nonexistence().get((p.v, p.k, p.lam))) is None:
        return None
    because = "a published exhaustive computation found none (cited, not replayed here)"
    return Impossible(p, "computation", because, source)


@condition("2-design")
def complementary(p: Parameters) -> Impossible | None:
    """The complements of the blocks would form a design that is impossible.

    Tested for 2k > v, where the complement has the smaller blocks.

    Complexity: that of the conditions.
    Source: inclusion and exclusion.

    >>> complementary(Parameters(22, 15, 10)).facts
    {'complement': '2-(22,7,2)', 'condition': 'bruck-ryser-chowla', 'n': 5}
    """
    if 2 * p.k <= p.v or (other := p.complement()) is None:
        return None
    if (refusal := refuted(other)) is None:
        return None
    because = f"its complement would be a {other}, and there is none: {refusal.because}"
    facts = {"complement": str(other), "condition": refusal.condition} | refusal.facts
    return Impossible(p, "complement", because, refusal.source, facts)
