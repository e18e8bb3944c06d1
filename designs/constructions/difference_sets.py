"""Difference sets: Singer, Paley, twin prime powers, power residues, Hall."""

from __future__ import annotations

from math import isqrt

import numpy as np

from designs.algebra.arithmetic import (
    gaussian_binomial,
    integer_root,
    is_prime,
    is_square,
    prime_power,
)
from designs.algebra.field import GF
from designs.answers.answers import Exists, Instances
from designs.answers.recipe import Recipe
from designs.answers.registry import construction
from designs.answers.rules import direct_rule
from designs.constructions.difference import develop
from designs.constructions.geometry import points_of
from designs.errors import require
from designs.incidence.design import Design
from designs.incidence.parameters import Parameters

_SINGER = "J. Singer, Trans. Amer. Math. Soc. 43 (1938) 377-385"
_PALEY = "R. E. A. C. Paley, J. Math. Phys. 12 (1933) 311-320"
_TWIN = "R. G. Stanton, D. A. Sprott, Canad. J. Math. 10 (1958) 73-77"
_LEHMER = "E. Lehmer, Canad. J. Math. 5 (1953) 425-432"
_HALL = "M. Hall, Proc. Amer. Math. Soc. 7 (1956) 975-986"

# (exponent, with zero): the prime must be factor * a^2 + constant with a of this parity.
_RESIDUE_FORMS = {
    (4, False): ((4, 1, 1),),
    (4, True): ((4, 9, 1),),
    (8, False): ((8, 1, 1), (64, 9, 1)),
    (8, True): ((8, 49, 1), (64, 441, 0)),
}


@construction("singer", example={"dimension": 2, "order": 3})
def singer(dimension: int, order: int) -> Design:
    """Points and hyperplanes of PG(n, q), developed from Singer's difference set in Z_v.

    With a generator a of the multiplicative group of GF(q^(n+1)), the exponents i < v with
    ``Tr(a^i) = 0`` form the difference set; v, k, lambda are those of PG_{n-1}(n, q).

    Raises:
        BadInput: q is no prime power or n < 2.

    Complexity: O(n q^(n+1)) to set up the field, O(v k) to develop.
    Source: J. Singer, A theorem in finite projective geometry (1938).

    >>> singer(2, 3).blocks[0]
    (0, 1, 3, 9)
    """
    require(dimension >= 2, f"dimension must be at least 2, got {dimension}")
    n, q = dimension, order
    require(prime_power(q) is not None, f"order must be a prime power, got {q}")
    v = points_of(n, q)
    field = GF(q ** (n + 1))
    base = np.flatnonzero(field.trace(field.exp[:v], q) == 0)
    return develop((v,), [base.tolist()]).confirmed(
        v, points_of(n - 1, q), gaussian_binomial(n - 1, n - 2, q)
    )


@construction("paley", example={"order": 7})
def paley(order: int) -> Design:
    """The non-zero squares of GF(q), q = 3 modulo 4: a (q, (q-1)/2, (q-3)/4) difference set.

    Raises:
        BadInput: q is no prime power that is 3 modulo 4, or q = 3.

    Complexity: O(q^2).
    Source: R. E. A. C. Paley, On orthogonal matrices (1933).

    >>> paley(11).blocks[0]
    (0, 1, 2, 6, 9)
    """
    q = order
    require(q % 4 == 3 and q > 3, f"order must be 3 modulo 4 and above 3, got {q}")
    squares = GF(q).cyclotomic_class(0, 2)
    moduli = (GF(q).characteristic,) * GF(q).degree
    return develop(moduli, [squares.tolist()]).confirmed(q, (q - 1) // 2, (q - 3) // 4)


@construction("twin-prime-power", example={"order": 3})
def twin_prime_power(order: int) -> Design:
    """The twin prime power difference set in GF(q) x GF(q+2): a Hadamard design on q(q+2) points.

    It consists of the pairs (x, y) with y = 0, or with x and y non-zero and both or neither square;
    v = q(q+2), k = (v-1)/2, lambda = (v-3)/4.

    Raises:
        BadInput: q and q+2 are not both odd prime powers.

    Complexity: O(v^2).
    Source: R. G. Stanton, D. A. Sprott, A family of difference sets (1958).

    >>> twin_prime_power(3).parameters()
    Parameters(v=15, k=7, lam=3)
    """
    q = order
    require(q % 2 == 1, f"order must be odd, got {q}")
    first, second = GF(q), GF(q + 2)
    x, y = np.arange(q)[:, None], np.arange(q + 2)[None, :]
    same = (first.log[x] - second.log[y]) % 2 == 0
    members = (y == 0) | ((x != 0) & (y != 0) & same)
    v = q * (q + 2)
    base = np.sort((x + q * y)[members])
    moduli = (first.characteristic,) * first.degree + (second.characteristic,) * second.degree
    return develop(moduli, [base.tolist()]).confirmed(v, (v - 1) // 2, (v - 3) // 4)


@construction("power-residues", example={"prime": 37, "exponent": 4, "zero": False})
def power_residues(prime: int, exponent: int, zero: bool) -> Design:
    """The e-th power residues modulo a prime p, e = 4 or 8, with or without zero.

    A difference set exactly in these cases (a, b integers): e = 4 for p = 4a^2 + 1 and, with zero,
    p = 4a^2 + 9, a odd; e = 8 for p = 8a^2 + 1 = 64b^2 + 9, a and b odd, and, with zero,
    p = 8a^2 + 49 = 64b^2 + 441, a odd and b even.

    Raises:
        BadInput: the prime is not of the form required.

    Complexity: O(p^2).
    Source: E. Lehmer, On residue difference sets (1953).

    >>> power_residues(37, 4, zero=False).parameters()
    Parameters(v=37, k=9, lam=2)
    """
    p, e = prime, exponent
    require(
        is_prime(p) and _is_residue_set(p, e, zero),
        f"the {e}-th power residues {'with' if zero else 'without'} zero form a difference set "
        f"only modulo primes of a special form, and {p} is not one of them",
    )
    residues = GF(p).cyclotomic_class(0, e).tolist()
    base = [0, *residues] if zero else residues
    k = len(base)
    return develop((p,), [base]).confirmed(p, k, k * (k - 1) // (p - 1))


@construction("hall", example={"prime": 31})
def hall(prime: int) -> Design:
    """Hall's sextic residue difference set modulo p = 4a^2 + 27: (p, (p-1)/2, (p-3)/4).

    The union of the sextic classes C_0, C_1 and C_3, for a primitive root chosen so that 3 is in
    C_1.

    Raises:
        BadInput: the prime is not 4a^2 + 27.

    Complexity: O(p^2).
    Source: M. Hall, A survey of difference sets (1956).

    >>> hall(31).parameters()
    Parameters(v=31, k=15, lam=7)
    """
    p = prime
    special = is_prime(p) and (p - 27) % 4 == 0 and is_square((p - 27) // 4)
    require(special, f"the prime must be 4a^2 + 27, got {p}")
    classes = (0, 1, 3) if GF(p).log[3] % 6 == 1 else (0, 5, 3)
    base = np.concatenate([GF(p).cyclotomic_class(c, 6) for c in classes])
    return develop((p,), [base.tolist()]).confirmed(p, (p - 1) // 2, (p - 3) // 4)


def _is_residue_set(p: int, e: int, zero: bool) -> bool:
    """Whether p has the form under which the e-th power residues are a difference set."""
    forms = _RESIDUE_FORMS.get((e, zero), ())
    return bool(forms) and all(_parity(p, *form) == odd for *form, odd in forms)


def _parity(p: int, factor: int, constant: int) -> int | None:
    """The parity of the a with ``p = factor a^2 + constant``, or None if there is no such a."""
    square, rest = divmod(p - constant, factor)
    return isqrt(square) % 2 if rest == 0 and is_square(square) else None


@direct_rule("difference sets", "2-design")
def instances(p: Parameters) -> Instances:
    """Every difference set of this file with these parameters.

    >>> [x.recipe.rule for x in instances(Parameters(31, 15, 7))]
    ['singer', 'paley', 'hall']
    """
    if not p.is_symmetric or p.k == p.v:
        return
    yield from _singer_instances(p)
    if (p.k, p.lam) == ((p.v - 1) // 2, (p.v - 3) // 4) and p.v % 4 == 3:
        yield from _hadamard_instances(p)
    for e, zero in ((4, False), (4, True), (8, False), (8, True)):
        if p.k == (p.v - 1) // e + zero and is_prime(p.v) and _is_residue_set(p.v, e, zero):
            recipe = Recipe.of("power-residues", prime=p.v, exponent=e, zero=zero)
            because = f"the {e}-th power residues modulo {p.v}{' and zero' if zero else ''}"
            yield Exists(p, recipe, f"{because} form a difference set", _LEHMER)


def _singer_instances(p: Parameters) -> Instances:
    for n in range(2, p.v.bit_length() + 1):
        q = integer_root(p.k - p.lam, n - 1) or 1
        right = q > 1 and points_of(n, q) == p.v and points_of(n - 1, q) == p.k
        if right and prime_power(q) is not None:
            recipe = Recipe.of("singer", dimension=n, order=q)
            yield Exists(p, recipe, f"Singer's difference set of PG({n},{q})", _SINGER)


def _hadamard_instances(p: Parameters) -> Instances:
    if prime_power(p.v) is not None:
        because = f"the non-zero squares of GF({p.v}) form a difference set"
        yield Exists(p, Recipe.of("paley", order=p.v), because, _PALEY)
    q = isqrt(p.v + 1) - 1
    if q * (q + 2) == p.v and prime_power(q) is not None and prime_power(q + 2) is not None:
        because = f"the twin prime power difference set in GF({q}) x GF({q + 2})"
        yield Exists(p, Recipe.of("twin-prime-power", order=q), because, _TWIN)
    if is_prime(p.v) and (p.v - 27) % 4 == 0 and is_square((p.v - 27) // 4):
        because = f"three sextic classes modulo {p.v} = 4a^2 + 27 form a difference set"
        yield Exists(p, Recipe.of("hall", prime=p.v), because, _HALL)
