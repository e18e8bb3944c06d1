"""Integers against brute force and sympy."""

from __future__ import annotations

from itertools import product
from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designs.algebra.arithmetic import (
    factorize,
    gaussian_binomial,
    hilbert,
    is_prime,
    is_square,
    least_lambda,
    legendre,
    local_obstruction,
    prime_power,
)
from designs.errors import BadInput

ODD_PRIMES = [3, 5, 7, 11, 13]
nonzero = st.integers(-300, 300).filter(bool)


@given(st.integers(1, 10**14))
def test_factors_multiply_back_and_are_prime(number):
    sympy = pytest.importorskip("sympy")
    factors = factorize(number)
    assert prod(p**e for p, e in factors.items()) == number
    assert all(sympy.isprime(p) for p in factors)


def test_large_cofactors_are_factored_too():
    assert factorize(1_000_003 * 1_000_033) == {1_000_003: 1, 1_000_033: 1}


def test_small_primes_and_prime_powers():
    primes = [n for n in range(2, 400) if all(n % d for d in range(2, n))]
    assert [n for n in range(400) if is_prime(n)] == primes
    powers = {p**m: (p, m) for p in primes for m in range(1, 9) if p**m < 400}
    assert {n: prime_power(n) for n in range(400) if prime_power(n)} == powers


def test_factorize_refuses_zero():
    with pytest.raises(BadInput, match="positive"):
        factorize(0)


@given(st.integers(-100, 10**6))
def test_squares(number):
    assert is_square(number) == (number in {x * x for x in range(1001)})


@pytest.mark.parametrize("p", ODD_PRIMES)
def test_legendre_counts_squares(p):
    squares = {x * x % p for x in range(1, p)}
    assert all(legendre(a, p) == (0 if a % p == 0 else 1 if a % p in squares else -1)
               for a in range(-p, 2 * p))  # fmt: skip


def solvable_modulo(a: int, b: int, modulus: int, p: int) -> bool:
    """Whether a x^2 + b y^2 = z^2 has a solution modulo p^e that is not zero modulo p."""
    squares: dict[int, bool] = {}
    for z in range(modulus):
        unit = z % p != 0
        squares[z * z % modulus] = squares.get(z * z % modulus, False) or unit
    for x, y in product(range(modulus), repeat=2):
        value = (a * x * x + b * y * y) % modulus
        if value in squares and (x % p or y % p or squares[value]):
            return True
    return False


@pytest.mark.parametrize(("p", "modulus"), [(2, 64), (3, 27), (5, 125)])
def test_hilbert_symbol_against_primitive_solutions(p, modulus):
    # For a and b free of squares, solvability modulo p^3 (2^6 if p = 2) decides: Hensel's lemma.
    small = [a for a in range(-15, 16) if a and all(a % (q * q) for q in (2, 3))]
    for a, b in product(small[::2], small[::3]):
        assert (hilbert(a, b, p) == 1) == solvable_modulo(a, b, modulus, p), (a, b, p)


@given(nonzero, nonzero, nonzero, st.sampled_from([2, *ODD_PRIMES]))
def test_hilbert_is_symmetric_and_bilinear(a, b, c, p):
    assert hilbert(a, b, p) == hilbert(b, a, p)
    assert hilbert(a, b * c, p) == hilbert(a, b, p) * hilbert(a, c, p)
    assert hilbert(a, -a, p) == 1


@given(nonzero, nonzero)
def test_hilbert_product_formula(a, b):
    primes = {2, *factorize(abs(a)), *factorize(abs(b))}
    at_infinity = -1 if a < 0 and b < 0 else 1
    assert prod(hilbert(a, b, p) for p in primes) * at_infinity == 1


@given(st.integers(1, 60), st.integers(-60, 60).filter(bool))
def test_no_obstruction_means_a_rational_solution_and_conversely(a, b):
    sizes = range(61)
    found = any(is_square(a * x * x + b * y * y) for x in sizes for y in sizes if (x, y) != (0, 0))
    # Legendre's theorem bounds the least solution far below 60 for these coefficients.
    assert found == (local_obstruction(a, b) is None)


@given(st.integers(2, 60), st.integers(2, 12))
def test_least_lambda_divides_exactly_the_admissible_ones(v, k):
    if k > v:
        return
    admissible = [
        lam
        for lam in range(1, k * (k - 1) + 1)
        if lam * (v - 1) % (k - 1) == 0 and lam * v * (v - 1) % (k * (k - 1)) == 0
    ]
    least = least_lambda(v, k)
    assert admissible == [lam for lam in range(1, k * (k - 1) + 1) if lam % least == 0]


@pytest.mark.parametrize("q", [2, 3, 4, 5])
def test_gaussian_binomials_obey_pascal(q):
    for n in range(1, 7):
        for d in range(1, n + 1):
            whole = gaussian_binomial(n - 1, d - 1, q) + q**d * gaussian_binomial(n - 1, d, q)
            assert gaussian_binomial(n, d, q) == whole
