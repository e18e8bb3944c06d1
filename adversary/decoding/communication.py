"""Decoding shorter messages: exact decoding matrices and errors of m-block schemes.

No `Decoder`: a survivor has m weights, one for each block of the gradient.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from adversary.decoding.decoder import different_workers
from designs.algebra.linear import Rational, common_denominator, gram, independent_rows, plain
from designs.algebra.linear import solve as solve_integers
from designs.codes.communication import Matrix, MessageBlocks
from designs.codes.scheme import Scheme
from designs.errors import BadInput, require

Reals = NDArray[np.float64]


def require_blocks(scheme: Scheme) -> MessageBlocks:
    """The scheme, checked to be an m-block scheme.

    Raises:
        BadInput: its components are no blocks of messages.

    Complexity: O(1).

    >>> from designs.codes.communication_exact import repetition_mds
    >>> require_blocks(repetition_mds(2, 2, 2)).reduction
    2
    """
    if not isinstance(scheme, MessageBlocks):
        raise BadInput(
            f"this needs a scheme of message blocks, such as communication-exact; got {scheme.name}"
        )
    return scheme


def surviving(scheme: MessageBlocks, stragglers: Iterable[int]) -> tuple[int, ...]:
    """The survivors, ascending.

    Raises:
        BadInput: a straggler is no worker of the scheme, or is named twice.

    Complexity: O(n).

    >>> from designs.codes.communication_exact import repetition_mds
    >>> surviving(repetition_mds(4, 2, 2), [1])
    (0, 2, 3)
    """
    silent = set(different_workers(stragglers, scheme.workers, "stragglers"))
    return tuple(w for w in range(scheme.workers) if w not in silent)


def block_error(scheme: MessageBlocks, stragglers: Iterable[int]) -> Rational:
    """The exact least error ``|B_S^T R - I_m (x) 1|^2`` over all n x m decoding matrices R.

    It is the sum over u of the squared distance of ``e_u (x) 1`` (ones on block u) from the span of
    the rows of S in the stacked encoding, between 0 and m k. With the rows scaled to integers,
    their Gram matrix G and the sums ``h_u`` of their blocks it is ``m k - sum_u h_u G^+ h_u``.

    Raises:
        BadInput: see `surviving`.

    Complexity: O(n^2 m k + m n^3) integer operations.
    Source: least squares; derived here.

    >>> from designs.codes.communication_exact import repetition_mds
    >>> [block_error(repetition_mds(4, 4, 2), range(s)) for s in range(5)]
    [0, 0, 0, 4, 8]
    """
    return BlockErrors(scheme).of(surviving(scheme, stragglers))


class BlockErrors:
    """The exact errors of survivor sets of one scheme, its Gram matrix formed once.

    >>> from designs.codes.communication_exact import repetition_mds
    >>> BlockErrors(repetition_mds(4, 4, 2)).of([0])
    4
    """

    def __init__(self, scheme: MessageBlocks) -> None:
        rows, k = scheme.stacked().integer_rows(), scheme.partitions
        self.whole = scheme.reduction * k
        self.products = gram(rows)
        self.sums = [[sum(row[u : u + k]) for row in rows] for u in range(0, self.whole, k)]

    def of(self, survivors: Sequence[int]) -> Rational:
        """The exact error if these workers answer."""
        left = list(survivors)
        products = [[self.products[a][b] for b in left] for a in left]
        with suppress(ZeroDivisionError):
            return self._missing(products, left)
        basis = [left[i] for i in independent_rows(products)]
        return self._missing([[self.products[a][b] for b in basis] for a in basis], basis)

    def _missing(self, products: Sequence[Sequence[int]], left: Sequence[int]) -> Rational:
        parts = []
        for sums in self.sums:
            h = [sums[w] for w in left]
            x = solve_integers(products, h)
            parts.append(sum((a * b for a, b in zip(h, x, strict=True)), Fraction(0)))
        return plain(self.whole - sum(parts, Fraction(0)))


def decoding_matrix(scheme: MessageBlocks, survivors: Sequence[int]) -> Matrix:
    """The exact decoding matrix: one row of m weights for each survivor, in their order.

    Column u minimises the distance of ``R^T B_S`` from ones on block u and zeros elsewhere, and
    among the minimisers the length.

    Raises:
        BadInput: survivors that are no different workers of the scheme.

    Complexity: O(n^2 m k + m n^3) integer operations.
    Source: least squares; derived here.

    >>> from designs.codes.communication_exact import repetition_mds
    >>> decoding_matrix(repetition_mds(2, 2, 2), (0, 1))
    ((2, -1), (-1, 1))
    """
    k, m = scheme.partitions, scheme.reduction
    survivors = different_workers(survivors, scheme.workers)
    if not survivors:
        return ()
    encoding = scheme.stacked().encoding
    scale, rows = common_denominator([encoding[w] for w in survivors])
    products = gram(rows)
    basis = independent_rows(products)
    normal = gram([products[i] for i in basis])
    columns = []
    for u in range(m):
        sums = [sum(row[u * k : (u + 1) * k]) for row in rows]
        x = solve_integers(normal, [sums[i] for i in basis])
        columns.append([scale * _weighted(row, basis, x) for row in products])
    return tuple(tuple(plain(x) for x in row) for row in zip(*columns, strict=True))


def _weighted(row: Sequence[int], basis: Sequence[int], x: Sequence[Fraction]) -> Fraction:
    return sum((row[i] * y for i, y in zip(basis, x, strict=True)), Fraction(0))


def decoded_error(
    scheme: MessageBlocks, survivors: Sequence[int], decoder: Sequence[Sequence[Rational]]
) -> Rational:
    """The exact error of any decoding matrix, one row of m weights for each survivor.

    Raises:
        BadInput: the matrix has another shape.

    Complexity: O(n m^2 k).

    >>> from designs.codes.communication_exact import repetition_mds
    >>> decoded_error(repetition_mds(2, 2, 2), (0, 1), [(2, -1), (-1, 1)])
    0
    """
    k, m = scheme.partitions, scheme.reduction
    fits = len(decoder) == len(survivors) and all(len(row) == m for row in decoder)
    require(fits, f"a decoding matrix has {m} weights for each of {len(survivors)} survivors")
    encoding, total = scheme.stacked().encoding, Fraction(0)
    for u in range(m):
        for j in range(m * k):
            arrived = sum(
                (row[u] * encoding[w][j] for w, row in zip(survivors, decoder, strict=True)),
                Fraction(0),
            )
            total += (arrived - (j // k == u)) ** 2
    return plain(total)


def rank_bound(replicas: Iterable[Sequence[int]], m: int, stragglers: Iterable[int]) -> int:
    """A lower bound on the error of any scheme: the sum over partitions of ``(m - answers)^+``.

    ``replicas`` lists for each partition the workers that hold it. Restricted to one partition the
    decoded matrix is m x m of rank at most the number of its holders that answer, and its squared
    distance from I_m is at least m minus that.

    Complexity: O(n + the number of replicas).
    Source: derived here (docs/why-it-is-true.md).

    >>> rank_bound([(0, 1, 2), (2, 3, 4)], 2, [2, 3])
    1
    """
    silent = set(stragglers)
    return sum(max(0, m - sum(w not in silent for w in group)) for group in replicas)


def encode(blocks: Reals, gradients: Reals) -> Reals:
    """All workers' messages, shape (n, ceil(l/m)), from encodings (m, n, k) and gradients (k, l).

    Gradients are padded with zeros if m does not divide their length l.

    Raises:
        BadInput: shapes that do not fit.

    Complexity: O(n k l).

    >>> encode(np.array([[[1.0]], [[10.0]]]), np.array([[1.0, 2.0, 3.0]])).tolist()
    [[31.0, 2.0]]
    """
    fits = blocks.ndim == 3 and gradients.ndim == 2 and blocks.shape[2] == len(gradients)
    require(
        fits,
        "encodings have shape (m, n, k) and gradients (k, length), "
        f"got {blocks.shape} and {gradients.shape}",
    )
    m = len(blocks)
    padding = -gradients.shape[1] % m
    parts = np.pad(gradients, ((0, 0), (0, padding))).reshape(len(gradients), m, -1)
    messages: Reals = np.einsum("uwj,jul->wl", blocks, parts)
    return messages


def decode_sum(weights: Reals, messages: Reals, length: int) -> Reals:
    """The decoded sum of the gradients, from weights (survivors, m) and messages of survivors.

    Raises:
        BadInput: shapes that do not fit, or a length that is not that of the messages times m.

    Complexity: O(n m length).

    >>> decode_sum(np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([[1.0, 2.0], [3.0, 0.0]]), 3)
    array([1., 2., 3.])
    """
    fits = weights.ndim == messages.ndim == 2 and len(weights) == len(messages)
    require(fits, "weights and messages need one row for each survivor")
    numbers, m = messages.shape[1], weights.shape[1]
    require(
        m * (numbers - 1) < length <= m * numbers or length == numbers == 0,
        f"{m} blocks of {numbers} numbers hold a gradient of at most {m * numbers}, got {length}",
    )
    total: Reals = (weights.T @ messages).reshape(-1)[:length]
    return total


def float_blocks(scheme: MessageBlocks) -> Reals:
    """The encodings in float64, shape (m, n, k): for computing, not for claims.

    Raises:
        BadInput: an entry is beyond the range of float64.

    Complexity: O(n k m).

    >>> from designs.codes.communication_exact import repetition_mds
    >>> float_blocks(repetition_mds(4, 2, 2)).shape
    (2, 4, 4)
    """
    return np.array([code.to_numpy() for code in scheme.components.values()])


def estimated_decoder(blocks: Reals, survivors: Sequence[int]) -> tuple[Reals, float]:
    """Least-squares decoding weights (survivors, m) in float64, and an estimate of their error.

    Complexity: O(n^2 m k).
    Source: numpy's least squares.

    >>> from designs.codes.communication_exact import repetition_mds
    >>> weights, error = estimated_decoder(float_blocks(repetition_mds(2, 2, 2)), (0, 1))
    >>> weights.round(6).tolist(), round(error, 9)
    ([[2.0, -1.0], [-1.0, 1.0]], 0.0)
    """
    m, _, k = blocks.shape
    rows = np.concatenate(list(blocks), axis=1)[list(survivors)]
    wanted = np.kron(np.eye(m), np.ones((k, 1)))
    weights = np.asarray(np.linalg.lstsq(rows.T, wanted, rcond=None)[0], np.float64)
    return weights, float(np.sum((rows.T @ weights - wanted) ** 2))


def decode_general(v: Reals, survivors: Sequence[int], m: int) -> Reals:
    """The weights of n - s survivors in the scheme of V: the last m columns of ``V_S^-1``.

    Raises:
        BadInput: not as many survivors as V has rows.

    Complexity: O((n-s)^3).
    Source: M. Ye, E. Abbe (2018), for general V derived here.

    >>> from designs.codes.communication_exact import gaussian_blocks
    >>> blocks, v = gaussian_blocks(5, 1, 2)
    >>> gradients = np.arange(15.0).reshape(5, 3)
    >>> weights = decode_general(v, [0, 1, 2, 4], 2)
    >>> decode_sum(weights, encode(blocks, gradients)[[0, 1, 2, 4]], 3).round(6).tolist()
    [30.0, 35.0, 40.0]
    """
    need = len(v)
    require(
        len(survivors) == need,
        f"the scheme of V is decoded from {need} survivors, got {len(survivors)}",
    )
    last: Reals = np.eye(need)[:, need - m :]
    return np.asarray(np.linalg.solve(v[:, list(survivors)], last), np.float64)
