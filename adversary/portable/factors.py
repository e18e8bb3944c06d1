"""Factors of matrices in NumPy, for exported source, and the primitives that they stand for.

The public functions are copied into the source that needs them, like those of
`adversary.portable.runtime`. The last two axes are a matrix, those before them many of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from adversary.portable.text import Line, Rule, call
from designs.errors import require


def cholesky(x: Any) -> Any:
    """The lower triangular L with LL' = x; nan where x is not positive definite.

    >>> cholesky(np.array([[4.0, 2.0], [2.0, 5.0]])).tolist()
    [[2.0, 0.0], [1.0, 2.0]]
    """
    result = np.zeros_like(x)
    n = x.shape[-1]
    for j in range(n):
        row = result[..., j, :j]
        pivot = x[..., j, j] - (row * row).sum(-1)
        result[..., j, j] = np.sqrt(np.where(pivot > 0, pivot, np.nan))
        below = x[..., j + 1 :, j] - (result[..., j + 1 :, :j] * row[..., None, :]).sum(-1)
        result[..., j + 1 :, j] = below / result[..., j, j, None]
    bad = np.isnan(result).any((-2, -1), keepdims=True) & np.tri(n, dtype=np.bool_)
    return np.where(bad, np.nan, result).astype(x.dtype)


def triangular_solution(
    a: Any, b: Any, left: bool, lower: bool, transposed: bool, unit: bool
) -> Any:
    """The y with ``a y = b`` (or ``y a = b``) for a triangular matrix a, by substitution.

    ``transposed`` solves with a transposed; ``unit`` takes its diagonal as ones.

    >>> a, b = np.array([[2.0, 0.0], [1.0, 1.0]]), np.array([[2.0], [3.0]])
    >>> triangular_solution(a, b, True, True, False, False).tolist()
    [[1.0], [2.0]]
    """
    if transposed:
        a, lower = np.swapaxes(a, -1, -2), not lower
    if not left:
        a, b, lower = np.swapaxes(a, -1, -2), np.swapaxes(b, -1, -2), not lower
    y = np.array(b)
    n = a.shape[-1]
    for i in range(n) if lower else reversed(range(n)):
        known = slice(0, i) if lower else slice(i + 1, n)
        row = b[..., i, :] - (a[..., i, known, None] * y[..., known, :]).sum(-2)
        y[..., i, :] = row if unit else row / a[..., i, i, None]
    return y if left else np.swapaxes(y, -1, -2)


def triangular_factors(x: Any) -> tuple[Any, Any, Any]:
    """Both triangular factors in one matrix, the exchanges of rows, and the permutation they make.

    Gauss elimination with the largest pivot of each column, the first of them.

    >>> factors, exchanges, order = triangular_factors(np.array([[1.0, 2.0], [4.0, 4.0]]))
    >>> factors.tolist(), exchanges.tolist(), order.tolist()
    ([[4.0, 4.0], [0.25, 1.0]], [1, 1], [1, 0])
    """
    result = np.array(x)
    rows, columns = x.shape[-2:]
    steps = min(rows, columns)
    exchanges = np.zeros((*x.shape[:-2], steps), np.int32)
    for many in np.ndindex(*x.shape[:-2]):
        one = result[many]
        for j in range(steps):
            p = j + int(np.argmax(np.abs(one[j:, j])))
            exchanges[(*many, j)] = p
            one[[j, p]] = one[[p, j]]
            if one[j, j] != 0:
                one[j + 1 :, j] /= one[j, j]
            one[j + 1 :, j + 1 :] -= np.outer(one[j + 1 :, j], one[j, j + 1 :])
    return result, exchanges, permutation_of(exchanges, rows)


def permutation_of(exchanges: Any, size: int) -> Any:
    """The permutation that exchanges of rows make, one after another.

    >>> permutation_of(np.array([2, 1], np.int32), 3).tolist()
    [2, 1, 0]
    """
    order = np.broadcast_to(np.arange(size, dtype=np.int32), (*exchanges.shape[:-1], size)).copy()
    for many in np.ndindex(*exchanges.shape[:-1]):
        one = order[many]
        for j, p in enumerate(exchanges[many]):
            one[[j, p]] = one[[p, j]]
    return order


def eigenpairs(x: Any, lower: bool) -> tuple[Any, Any]:
    """Eigenvectors (columns) and ascending eigenvalues of symmetric matrices.

    >>> [part.tolist() for part in eigenpairs(np.diag([1.0, 2.0]), True)]
    [[[1.0, 0.0], [0.0, 1.0]], [1.0, 2.0]]
    """
    values, vectors = np.linalg.eigh(x, "L" if lower else "U")
    return vectors, values


def singular_values(x: Any, full: bool, vectors: bool) -> tuple[Any, ...]:
    """Singular values in falling order, and if asked for the vectors on both sides.

    >>> singular_values(np.diag([1.0, 2.0]), False, False)[0].tolist()
    [2.0, 1.0]
    """
    if not vectors:
        return (np.linalg.svd(x, compute_uv=False),)
    left, values, right = np.linalg.svd(x, full_matrices=full)
    return values, left, right


def _orthogonal(line: Line) -> str:
    require(not line.get("pivoting"), "qr must be without pivoting")
    mode = "complete" if line.get("full_matrices") else "reduced"
    return f'np.linalg.qr({line.texts[0]}, "{mode}")'


def _eigenpairs(line: Line) -> str:
    return f"eigenpairs({line.texts[0]}, {bool(line.get('lower'))})"


def _singular_values(line: Line) -> str:
    options = f"{bool(line.get('full_matrices'))}, {bool(line.get('compute_uv'))}"
    return f"singular_values({line.texts[0]}, {options})"


def _triangular_solution(line: Line) -> str:
    names = ("left_side", "lower", "transpose_a", "unit_diagonal")
    options = ", ".join(str(bool(line.get(name))) for name in names)
    return f"triangular_solution({', '.join(line.texts)}, {options})"


def _permutation(line: Line) -> str:
    return f"permutation_of({line.texts[0]}, {line.get('permutation_size')})"


RULES: Mapping[str, Rule] = {
    "cholesky": call("cholesky"),
    "triangular_solve": _triangular_solution,
    "lu": call("triangular_factors"),
    "qr": _orthogonal,
    "eigh": _eigenpairs,
    "svd": _singular_values,
    "lu_pivots_to_permutation": _permutation,
}
