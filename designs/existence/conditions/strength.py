"""Necessary conditions for t-designs with t >= 3, like those for 2-designs."""

from __future__ import annotations

from collections.abc import Iterator
from math import comb

from designs.answers.answers import Impossible
from designs.errors import show
from designs.existence.conditions.table import condition, refuted
from designs.incidence.parameters import Parameters

_COMPUTED = {
    (4, 17, 5, 1): (
        "P. R. J. Östergård, O. Pottonen, There exists no Steiner system S(4,5,17), J. Combin. "
        "Theory Ser. A 115 (2008); computation, cited, not replayed"
    ),
}


@condition("t-design")
def t_divisibility(p: Parameters) -> Impossible | None:
    """``lambda_i = lambda C(v-i, t-i) / C(k-i, t-i)`` counts the blocks through any i points.

    Complexity: O(t^2) multiplications.
    Source: counting the t-sets through i points in two ways.

    >>> t_divisibility(Parameters(9, 4, 1, t=3)).because
    'lambda_2 must be an integer, got 7/2; every admissible lambda is a multiple of 6'
    """
    for i in reversed(range(p.t)):
        if (value := p.blocks_with(i)).denominator != 1:
            step = f"every admissible lambda is a multiple of {p.least_lambda}"
            because = f"lambda_{i} must be an integer, got {show(value)}; {step}"
            facts = {"i": i, "lambda_i": show(value), "least_lambda": p.least_lambda}
            return Impossible(p, "divisibility", because, "double counting", facts)
    return None


def _cuts(p: Parameters) -> Iterator[tuple[int, int, str]]:
    """The (i, j) for which the blocks with i points but not j are a 2-design, and words for it."""
    for i in range(p.t - 1):
        for j in range(min(p.t - 1 - i, p.v - p.k + 1)):
            through = f" through {_points(i)}" if i else ""
            missing = f" missing {_points(j)}" if j else ""
            yield i, j, f"the blocks{through}{missing}"


def _points(number: int) -> str:
    return "a point" if number == 1 else f"{number} points"


@condition("t-design")
def ray_chaudhuri_wilson(p: Parameters) -> Impossible | None:
    """A 2s-(v, k, lambda) design with ``v >= k + s`` has at least C(v, s) blocks.

    It is applied to the blocks through i points and missing j others, which form a design with
    strength t - i - j on v - i - j points; Fisher's inequality is the case s = 1.

    Complexity: O(t^2) binomial coefficients.
    Source: D. K. Ray-Chaudhuri, R. M. Wilson, On t-designs, Osaka J. Math. 12 (1975).

    >>> ray_chaudhuri_wilson(Parameters(23, 11, 6, t=4)).because
    'Ray-Chaudhuri and Wilson: the blocks are at least C(23,2) = 253, got 161'
    """
    for i, j, blocks in _cuts(p):
        v, s, count = p.v - i - j, (p.t - i - j) // 2, p.blocks_with(i, j)
        if p.v - j >= p.k + s and count < comb(v, s):
            least = f"at least C({v},{s}) = {comb(v, s)}"
            because = f"Ray-Chaudhuri and Wilson: {blocks} are {least}, got {show(count)}"
            source = "D. K. Ray-Chaudhuri, R. M. Wilson, Osaka J. Math. 12 (1975) 737-744"
            facts = {"inside": i, "outside": j, "blocks": show(count), "least": comb(v, s)}
            return Impossible(p, "ray-chaudhuri-wilson", because, source, facts)
    return None


@condition("t-design")
def tits(p: Parameters) -> Impossible | None:
    """A Steiner system, ``lambda = 1`` and ``t < k < v``, has ``v >= (t+1)(k-t+1)``.

    Complexity: constant.
    Source: J. Tits, Sur les systèmes de Steiner associés aux trois grands groupes de Mathieu,
    Rend. Mat. 23 (1964).

    >>> tits(Parameters(72, 16, 1, t=10)).because
    'Tits: a Steiner system needs v >= (t+1)(k-t+1) = 77, got v=72'
    """
    least = (p.t + 1) * (p.k - p.t + 1)
    if p.lam != 1 or not p.t < p.k < p.v or p.v >= least:
        return None
    because = f"Tits: a Steiner system needs v >= (t+1)(k-t+1) = {least}, got v={p.v}"
    return Impossible(p, "tits", because, "J. Tits, Rend. Mat. 23 (1964) 166-184", {"least": least})


@condition("t-design")
def smaller_designs(p: Parameters) -> Impossible | None:
    """The blocks through i points and missing j others form a 2-design, if ``i + j <= t - 2``.

    So the parameters are impossible if those of one of these 2-designs are.

    Complexity: that of the conditions on 2-designs, O(t^2) times.
    Source: D. R. Hughes, On t-designs and groups, Amer. J. Math. 87 (1965).

    >>> smaller_designs(Parameters(22, 7, 1, t=3)).because.partition(":")[0]
    'the blocks through a point form a 2-(21,6,1) design'
    """
    for i, j, blocks in _cuts(p):
        q = p.reduced(2, i, j)
        if (found := refuted(q)) is not None:
            because = f"{blocks} form a {q} design: {found.because}"
            facts = {"inside": i, "outside": j, "condition": found.condition} | found.facts
            return Impossible(p, "smaller-designs", because, found.source, facts)
    return None


@condition("t-design")
def computed(p: Parameters) -> Impossible | None:
    """Published computations: the design, or one that it contains, was searched for in vain.

    Complexity: constant.
    Source: with the answer.

    >>> computed(Parameters(18, 6, 1, t=5)).because
    'the blocks through a point form a 4-(17,5,1) design, and a complete search found none'
    """
    for (t, v, k, lam), source in _COMPUTED.items():
        i = p.t - t
        if i >= 0 and (p.v - i, p.k - i, p.lam) == (v, k, lam):
            through = f"the blocks through {_points(i)} form" if i else "this is"
            because = f"{through} a {t}-({v},{k},{lam}) design, and a complete search found none"
            return Impossible(p, "computed", because, source, {"inside": i})
    return None
