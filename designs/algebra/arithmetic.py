"""Integers: factorisation, prime powers, Legendre and Hilbert symbols."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from math import isqrt, lcm, perm

from designs.errors import require

_TRIAL_LIMIT = 100_000
_HARDEST = 10**30


@lru_cache(maxsize=4096)
def factorize(number: int) -> dict[int, int]:
    """Prime factorisation of a positive integer as ``{prime: exponent}``.

    Trial division up to 1e5, then sympy's factorisation of what is left (imported only then).

    Raises:
        BadInput: the number is not positive.

    Complexity: at most 1e5 divisions for numbers below 1e10; sympy's beyond.

    >>> factorize(360)
    {2: 3, 3: 2, 5: 1}
    """
    require(number >= 1, f"only positive integers have a prime factorisation, got {number}")
    factors, rest = _trial_division(number)
    if rest > _TRIAL_LIMIT**2:
        from sympy import factorint

        factors |= {int(p): int(e) for p, e in factorint(rest).items()}
    elif rest > 1:
        factors[rest] = 1
    return factors


def _trial_division(number: int) -> tuple[dict[int, int], int]:
    """The prime factors up to 1e5 with their exponents, and what is left."""
    factors: dict[int, int] = {}
    divisor = 2
    while divisor * divisor <= number and divisor <= _TRIAL_LIMIT:
        while number % divisor == 0:
            factors[divisor] = factors.get(divisor, 0) + 1
            number //= divisor
        divisor += 1 if divisor == 2 else 2
    return factors, number


def integer_root(number: int, degree: int) -> int | None:
    """The positive integer whose ``degree``-th power is the number, or None.

    >>> integer_root(10**40, 20), integer_root(10**40 + 1, 20)
    (100, None)
    """
    low, high = 1, 1 << (max(number, 1).bit_length() // degree + 1)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if middle**degree < number else (low, middle)
    return low if low**degree == number else None


def is_prime(number: int) -> bool:
    """Whether the number is prime; beyond 1e10 sympy decides.

    >>> [q for q in range(20) if is_prime(q)]
    [2, 3, 5, 7, 11, 13, 17, 19]
    """
    if number <= _TRIAL_LIMIT**2:
        return number > 1 and factorize(number) == {number: 1}
    from sympy import isprime

    return bool(isprime(number))


def prime_power(number: int) -> tuple[int, int] | None:
    """The ``(p, m)`` with ``number = p**m`` and p prime, or None if there is none.

    Complexity: O(log number) integer roots and primality tests; nothing is factored.

    >>> prime_power(27), prime_power(12), prime_power(1)
    ((3, 3), None, None)
    """
    for m in range(max(number, 1).bit_length(), 0, -1):
        root = integer_root(number, m)
        if root is not None and is_prime(root):
            return root, m
    return None


def is_square(number: int) -> bool:
    """Whether the integer is the square of an integer.

    >>> is_square(49), is_square(50), is_square(-4)
    (True, False, False)
    """
    return number >= 0 and isqrt(number) ** 2 == number


def legendre(a: int, p: int) -> int:
    """Legendre symbol (a/p) of an odd prime p: 1 for a non-zero square, -1 else, 0 if p divides a.

    Euler's criterion, O(log p) multiplications.

    >>> [legendre(a, 7) for a in range(7)]
    [0, 1, 1, -1, 1, -1, -1]
    """
    power = pow(a, (p - 1) // 2, p)
    return power - p if power > 1 else power


def hilbert(a: int, b: int, p: int) -> int:
    """Hilbert symbol (a, b)_p: is ``a x^2 + b y^2 = z^2`` solvable in p-adic numbers?

    1 if there is a solution other than zero, -1 if not.

    With ``a = p^i u`` and ``b = p^j w`` (u, w units), for odd p it is
    ``(-1/p)^(ij) (u/p)^j (w/p)^i``, and for p = 2 it is
    ``(-1)^(e(u)e(w) + i*o(w) + j*o(u))`` with ``e(u) = (u-1)/2`` and ``o(u) = (u^2-1)/8`` modulo 2.

    Source: J.-P. Serre, A Course in Arithmetic, chapter III, theorem 1.
    Complexity: O(log p) multiplications beyond taking out the powers of p.

    >>> hilbert(3, 5, 3), hilbert(-1, 5, 2)
    (-1, 1)
    """
    i, u = _take_out(a, p)
    j, w = _take_out(b, p)
    if p == 2:
        odd = (u - 1) // 2 * ((w - 1) // 2) + i * ((w * w - 1) // 8) + j * ((u * u - 1) // 8)
        return -1 if odd % 2 else 1
    symbol = legendre(-1, p) if i % 2 and j % 2 else 1
    symbol *= legendre(u, p) if j % 2 else 1
    return symbol * (legendre(w, p) if i % 2 else 1)


def _take_out(number: int, p: int) -> tuple[int, int]:
    """The pair ``(i, u)`` with ``number = p**i * u`` and u prime to p."""
    require(number != 0, "the Hilbert symbol is defined for non-zero numbers, got 0")
    exponent = 0
    while number % p == 0:
        number //= p
        exponent += 1
    return exponent, number


def local_obstruction(a: int, b: int) -> int | None:
    """A prime p at which ``a x^2 + b y^2 = z^2`` has no p-adic solution, or None.

    For a > 0 the equation has real solutions, and by Hasse-Minkowski it then has a non-trivial
    rational solution exactly if every Hilbert symbol (a, b)_p is 1; only p = 2 and the odd primes
    dividing a*b can fail. Primes above 1e5 that hide in a composite factor beyond 1e30 are not
    looked for, so that for such numbers None decides nothing.

    Raises:
        BadInput: a is not positive or b is zero.

    Complexity: that of factorising numbers up to 1e30.

    >>> local_obstruction(5, 2), local_obstruction(2, -1)
    (2, None)
    """
    require(a > 0 and b != 0, f"a must be positive and b non-zero, got a={a}, b={b}")
    primes = sorted({2, *_known_primes(a), *_known_primes(abs(b))})
    return next((p for p in primes if hilbert(a, b, p) == -1), None)


def _known_primes(number: int) -> set[int]:
    """The prime factors of a number, except in a composite part that is too hard to factor."""
    small, rest = _trial_division(number)
    if rest == 1 or (rest > _HARDEST and not is_prime(rest)):
        return set(small)
    return {*small, *factorize(rest)}


def gaussian_binomial(n: int, d: int, q: int) -> int:
    """Number of d-dimensional subspaces of an n-dimensional space over GF(q).

    >>> gaussian_binomial(3, 1, 2), gaussian_binomial(4, 2, 3)
    (7, 130)
    """
    if not 0 <= d <= n:
        return 0
    top = bottom = 1
    for i in range(d):
        top *= q ** (n - i) - 1
        bottom *= q ** (i + 1) - 1
    return top // bottom


def least_lambda(v: int, k: int, t: int = 2) -> int:
    """The least lambda for which every lambda_i of a t-(v, k, lambda) design is an integer.

    Every admissible lambda is a multiple of it; for t = 2 it makes r and b integers.

    Complexity: O(t) multiplications.

    >>> least_lambda(8, 3), least_lambda(7, 3), least_lambda(9, 4, t=3)
    (6, 1, 6)
    """
    shares = (Fraction(perm(v - i, t - i), perm(k - i, t - i)) for i in range(t))
    return lcm(*(share.denominator for share in shares))
