"""Ties are decided modulo primes: is the error of a set exactly the claim, or below?

Let F be independent workers, D the determinant of their Gram matrix G and P/Q the claim. The error
of F is a ratio of determinants over D, so ``Q D (error - P/Q)`` is an integer. If it vanishes
modulo primes whose product is M then it is zero, or it is at least M in absolute value: if the
error is known to be at most ``P/Q + delta`` and ``delta Q D < M``, then it is at most P/Q either
way. D is at most the product of the diagonal of G (Hadamard). Where D is zero modulo a prime, or Q
is, nothing is decided.

Numbers modulo a prime are held in float64: primes are below 2^25, so products are exact.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from adversary.worst_case.tree.compiled import jit
from adversary.worst_case.tree.inverse import Swept
from adversary.worst_case.tree.node import KEPT, PRIMES, Problem, Stack, Target, having
from adversary.worst_case.tree.silence import MOST

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

_UNKNOWN, _USELESS = -1, 0
_BITS = 24.9  # of each prime


class Residues(NamedTuple):
    """The swept Gram matrix of a node modulo primes, made when it is first needed.

    Indices are the basis, the spare workers, the kept ones and last the all-ones vector.
    """

    order: Ints  # (m,) the workers of the indices, and n
    matrix: Floats  # (most primes, m, m)
    clean: Bools  # (most primes,) whether the spare workers depend on the others modulo the prime
    needed: Ints  # (1,) the number of primes needed, or `_UNKNOWN`, or `_USELESS`
    within: float  # only errors of at most this above the claim are decided


@jit
def residues(problem: Problem, stack: Stack, level: int, node: Swept, within: float) -> Residues:
    """The residues of a node, yet to be made."""
    kept, ones = having(stack.status[level], KEPT), np.array([problem.rows.shape[0]])
    order = np.concatenate((node.basis, node.spare, kept, ones))
    m, most = len(order), len(PRIMES)
    matrix, clean = np.empty((most, m, m)), np.empty(most, dtype=np.bool_)
    return Residues(order, matrix, clean, np.array([_UNKNOWN]), within)


@jit
def is_at_most(
    problem: Problem,
    target: Target,
    node: Swept,
    found: Residues,
    silent: Ints,
    steps: Ints,
    bound: float,
) -> bool:
    """Whether a set whose error is at most the bound is proved not to exceed the claim.

    ``steps`` are those of `adversary.worst_case.tree.silence.error_bound`.

    Complexity: O(1) a prime, after O(n^3).
    """
    if not bound <= target.error[0] + found.within:
        return False
    if found.needed[0] == _UNKNOWN:
        _make(problem, target, node, found)
    for q in range(found.needed[0]):
        if _error(node, found, q, silent, steps) != target.residues[q]:
            return False
    return bool(found.needed[0] != _USELESS)


@jit
def _make(problem: Problem, target: Target, node: Swept, found: Residues) -> None:
    """Sweep modulo as many primes as are needed."""
    order, b, e = found.order, len(node.basis), len(node.spare)
    m, bits, most = len(order), target.residues[len(PRIMES)], 1.0
    for i in range(m - 1):
        own = problem.matrix[order[i], order[i]]
        most = max(most, own)
        if not b <= i < b + e:
            bits += np.log2(max(own, 1.0))
    bits += MOST * np.log2(most) + np.log2(2.0 * found.within) + 2.0
    needed = max(1, int(np.ceil(bits / _BITS)))
    found.needed[0] = needed if needed <= len(PRIMES) else _USELESS
    for q in range(found.needed[0]):
        matrix = found.matrix[q]
        for i in range(m):
            for k in range(m):
                matrix[i, k] = problem.matrix[order[i], order[k]] % PRIMES[q]
        if not _sweep_all(matrix, b, e, PRIMES[q]):
            found.needed[0] = _USELESS
            return
        rest = matrix[b : b + e]
        found.clean[q] = not rest[:, b : b + e].any() and not rest[:, m - 1].any()


@jit
def _sweep_all(matrix: Floats, b: int, e: int, prime: int) -> bool:
    """Whether the matrix can be swept on all but the spare workers; then it has been."""
    for i in range(len(matrix) - 1):
        if not b <= i < b + e:
            if matrix[i, i] == 0.0:
                return False
            sweep_modulo(matrix, i, prime)
    return True


@jit
def sweep_modulo(matrix: Floats, p: int, prime: int) -> None:
    """`adversary.worst_case.tree.sweep_operator.sweep` modulo a prime below 2^25, in place.

    Complexity: O(n^2).

    >>> matrix = np.array([[2.0, 1.0], [1.0, 3.0]])
    >>> sweep_modulo(matrix, 0, 5)
    >>> matrix.tolist()
    [[2.0, 3.0], [3.0, 0.0]]
    """
    size, modulus, inverse = len(matrix), float(prime), 1.0 / prime
    over = float(inverted(int(matrix[p, p]), prime))
    row, share = matrix[p].copy(), np.empty(size)
    for k in range(size):
        share[k] = (row[k] * over) % modulus
    for i in range(size):
        factor = modulus - share[i]
        if share[i] != 0.0:
            for k in range(size):
                x = matrix[i, k] + factor * row[k]
                x -= np.floor(x * inverse) * modulus
                x += modulus if x < 0.0 else 0.0
                matrix[i, k] = x - (modulus if x >= modulus else 0.0)
    for i in range(size):
        matrix[i, p] = matrix[p, i] = share[i]
    matrix[p, p] = modulus - over


@jit
def inverted(x: int, prime: int) -> int:
    """The inverse modulo a prime below 2^31, by Fermat's theorem; 0 has none, and gives 0.

    >>> inverted(3, 7), inverted(0, 7)
    (5, 0)
    """
    result, exponent, x = 1, prime - 2, x % prime
    while exponent:
        if exponent & 1:
            result = result * x % prime
        x = x * x % prime
        exponent >>= 1
    return result


@jit
def _error(node: Swept, found: Residues, q: int, silent: Ints, steps: Ints) -> int:
    """The error without the silent workers modulo a prime, or -1 if it has none that is known."""
    m, b, last, prime = len(silent), len(node.basis), len(found.order) - 1, PRIMES[q]
    matrix, y, K = found.matrix[q], np.empty(m, np.int64), np.empty((m, m), np.int64)
    Q, share = np.zeros((m, m), np.int64), np.zeros(m, np.int64)  # row i: of the i-th step
    for i in range(m):
        y[i] = int(matrix[last, silent[i]])
        for k in range(m):
            K[i, k] = prime - int(matrix[silent[i], silent[k]])
            if steps[i, 0] >= 0:
                Q[i, k] = int(matrix[b + steps[i, 0], silent[k]])
    total = int(matrix[last, last])
    for step in range(m):
        row, i = steps[step]
        exchange = row >= 0
        over = inverted(Q[step, i] if exchange else K[i, i], prime)
        if over == 0 or (exchange and not found.clean[q]):
            return -1
        if not exchange:
            total = (total + y[i] * y[i] % prime * over) % prime
        for k in range(m):
            share[k] = (Q[step, k] if exchange else K[i, k]) * over % prime
        _reduce_modulo(y, K, Q, share, i, prime)
    return total


@jit
def _reduce_modulo(y: Ints, K: Ints, Q: Ints, share: Ints, i: int, prime: int) -> None:
    """Take share_k times what belongs to i from what belongs to all k but i, in place."""
    m, own = len(y), K[i, i]
    for k in range(m):
        if k == i:
            continue
        y[k] = (y[k] - share[k] * y[i]) % prime
        for d in range(m):
            Q[d, k] = (Q[d, k] - share[k] * Q[d, i]) % prime
        for j in range(m):
            if j != i:
                more = share[k] * share[j] % prime * own - share[k] * K[i, j] - share[j] * K[k, i]
                K[k, j] = (K[k, j] + more) % prime
