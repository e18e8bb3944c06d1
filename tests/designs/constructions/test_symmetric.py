"""The rules of families of symmetric designs, against the parameters of their theorems."""

from __future__ import annotations

from itertools import product

from designs import Parameters
from designs.algebra.arithmetic import prime_power
from designs.constructions import shrikhande_singhi as cyclotomic
from designs.constructions import subspace_difference_sets as hyperplanes
from designs.constructions import weighing


def symmetric_parameters(largest_k):
    for k in range(3, largest_k):
        for lam in range(1, k):
            if k * (k - 1) % lam == 0:
                yield Parameters(k * (k - 1) // lam + 1, k, lam)


def test_the_rules_answer_exactly_the_families():
    found = set()
    for p in symmetric_parameters(80):
        for rule in (hyperplanes, cyclotomic, weighing):
            found |= {(p.v, p.k, p.lam) for _ in rule.instances(p)}
    assert found == {(v, k, lam) for v, k, lam in families() if k < 80}


def families():
    """The parameters of the theorems, enumerated from the families' own letters."""
    powers = [q for q in range(2, 80) if prime_power(q)]
    for q, d in product(powers, range(1, 7)):
        r = (q ** (d + 1) - 1) // (q - 1)
        yield q ** (d + 1) * (r + 1), q**d * r, q**d * (r - 1) // q
    for d in range(1, 5):
        m = (3 ** (d + 1) - 1) // 2
        yield 3 ** (d + 1) * m, 3**d * (m + 1), 3**d * (3**d + 1) // 2
    for q in powers:
        m, n = q + 1, q * q + q + 1
        if prime_power(n) == (n, 1):
            yield m**3 + m + 1, m * m + 1, m
    for q, d, m in product(powers, range(2, 8), range(2, 8)):
        r = (q**d - 1) // (q - 1)
        if prime_power(r):
            yield 1 + q * r * (r**m - 1) // (r - 1), r**m, r ** (m - 1) * (r - 1) // q
    for r, m in product(powers, range(2, 8)):
        if r % 2:
            yield 2 * sum(r**i for i in range(1, m + 1)) + 1, r**m, r ** (m - 1) * (r - 1) // 2


def test_huge_parameters_are_answered_without_building():
    q = 10**6 + 3
    r = q + 1
    assert list(hyperplanes.instances(Parameters(q**2 * (r + 1), q * r, q)))
    assert not list(weighing.instances(Parameters(q**2 * (r + 1), q * r, q)))
    r = 2**20
    assert not list(weighing.instances(Parameters(r * r * r, r * r, r)))
