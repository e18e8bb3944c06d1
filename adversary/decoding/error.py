"""Error of one survivor set: exact (rational), and fast (float64, many sets at a time).

No `Decoder`: it measures them.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from adversary.decoding.decode import Decoder, decode
from adversary.decoding.decoder import squared_distance
from designs.algebra.linear import Rational, explained, gram, plain
from designs.codes import GradientCode
from designs.codes.coerce import CodeLike, as_code
from designs.errors import integer, require
from designs.lazy import make_callable

_RIDGE = 1e-10
_BATCH_ENTRIES = 1 << 21


def survivors_of(code: CodeLike, stragglers: Iterable[int]) -> tuple[int, ...]:
    """The workers that are left, ascending.

    Raises:
        BadInput: a straggler is no worker of the code, or is named twice.

    >>> survivors_of(GradientCode([[1], [1], [1]]), [1])
    (0, 2)
    """
    code = as_code(code)
    silent = [integer(w, "a straggler") for w in stragglers]
    for w in silent:
        require(0 <= w < code.workers, f"stragglers must be workers 0..{code.workers - 1}, got {w}")
    require(len(set(silent)) == len(silent), f"each straggler is named once, got {silent}")
    return tuple(w for w in range(code.workers) if w not in set(silent))


def error(code: CodeLike, stragglers: Iterable[int], decoder: Decoder = "optimal") -> Rational:
    """Exact error when these workers are silent: ``|a B_F - 1|^2`` for the decoder's weights a.

    For the optimal decoder it is the squared distance of the all-ones vector from the span of the
    rows B_F of the survivors F: ``k - h G^+ h``, where the rows are scaled to integers, G is their
    Gram matrix and h holds their sums; it is between 0 and k. For the other decoders the weights
    are put in, and the error may exceed k.

    Raises:
        BadInput: see `survivors_of` and `decode`.

    Complexity: O(n^2 k + n^3) operations on integers of O(n log(n max|B|)) bits.
    Source: least squares; the tests compare with the definition and with float64.

    >>> code = GradientCode([[1, 1, 0], [0, 1, 1], [1, 0, 1]])
    >>> error(code, []), error(code, [0]), error(code, [0, 1, 2])
    (0, Fraction(1, 3), 3)
    """
    code = as_code(code)
    survivors = survivors_of(code, stragglers)
    if decoder == "optimal":
        rows = code.integer_rows()
        left = [rows[w] for w in survivors]
        return plain(code.partitions - explained(gram(left), [sum(row) for row in left]))
    return squared_distance(code, survivors, decode(code, survivors, decoder))


def unit_rows(code: GradientCode) -> NDArray[np.float64]:
    """The encoding in float64, every non-zero row scaled to length 1; spans stay the same.

    Entries of any size come out right, since each row is scaled as integers first.

    >>> unit_rows(GradientCode([[3, 4], [0, 0]])).tolist()
    [[0.6, 0.8], [0.0, 0.0]]
    """
    scaled = []
    for row in code.integer_rows():
        largest = max(map(abs, row)) or 1
        scaled.append([float(Fraction(x, largest)) for x in row])
    matrix = np.array(scaled)
    lengths = np.linalg.norm(matrix, axis=1, keepdims=True)
    return matrix / np.where(lengths > 0, lengths, 1)


def estimate(rows: NDArray[np.float64], kept: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Float64 estimates of the optimal error of many survivor sets.

    Arguments are the unit rows (n, k) and a mask of shape (count, n), True for survivors.

    Complexity: O(count n^3) time, vectorised in batches; O(n^2 + 2e6) memory.

    >>> rows = unit_rows(GradientCode([[1, 1, 0], [0, 1, 1]]))
    >>> estimate(rows, np.array([[True, True], [True, False]])).round(6).tolist()
    [0.333333, 1.0]
    """
    size = batch_size(len(rows))
    parts = [kept[i : i + size] for i in range(0, len(kept), size)]
    residuals = (estimated_weights(rows, part) @ rows - 1 for part in parts)
    squares = [np.einsum("ij,ij->i", residual, residual) for residual in residuals]
    return np.concatenate([np.empty(0), *squares])


def batch_size(workers: int) -> int:
    """How many survivor sets to work on at once: their Gram matrices hold about 2e6 numbers.

    >>> batch_size(13), batch_size(2000)
    (12409, 1)
    """
    return max(1, _BATCH_ENTRIES // workers**2)


def estimated_weights(rows: NDArray[np.float64], kept: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Nearly optimal decoding weights, shape (count, n), zero on stragglers.

    Regularised normal equations: singular survivor sets are normal, and the ridge 1e-10 (rows have
    length 1) changes the error by about as much. These weights are proposals: what is claimed of
    them is computed in integers.

    >>> rows = unit_rows(GradientCode([[1, 0], [0, 1]]))
    >>> estimated_weights(rows, np.array([[True, False]])).round(6).tolist()
    [[1.0, 0.0]]
    """
    mask = kept.astype(np.float64)
    systems = (rows @ rows.T) * mask[:, :, None] * mask[:, None, :]
    diagonal = np.arange(len(rows))
    systems[:, diagonal, diagonal] += np.where(kept, _RIDGE, 1.0)
    right = rows.sum(axis=1) * mask
    return np.linalg.solve(systems, right[..., None])[..., 0] * mask


make_callable(__name__, __name__, "error")
