"""The judge of bounds: re-proves ``e(s) <= upper`` with the standard library alone.

Run as ``python check.py BOUND...``. A bound claims that the squared distance of the all-ones vector
1 from the span of the rows of B outside S is at most ``upper`` for every set S of s rows. Let
z in {0,1}^n be the survivors, sum z = f = n - s. The proof has one of three kinds, and it is right
because::

  polynomial   weights v decode every set with error q(z) = |sum z_i v_i B_i - 1|^2. The polynomial
               R(z) = upper - q(z) - (products of z_i, 1 - z_i with coefficients >= 0)
                      + sum u_i z_i (sum z - f) + c (sum z - f)
               equals [1 z] P [1 z]' on 0/1 vectors with P positive semidefinite, so R >= 0, and
               for sum z = f that says upper - q(z) >= 0
  perspective  for scales d with Q = I - sum d_w B_w' B_w positive definite and any x: the error of
               S is max 2 1'y - |y|^2 over y with B_w y = 0 outside S, which is at most
               (1 - B'x)' Q^-1 (1 - B'x) + (the sum of x_w^2/d_w over S)
  big-m        the same with |B_w y| <= |B_w| sqrt(E), once the error of S is known to be at most E:
               it is at most |1 - B'x|^2 + (the sum of 2 |x_w| |B_w| sqrt(E) over S); begin with
               E = k, and repeat with the next x
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from fractions import Fraction
from math import isqrt, lcm
from pathlib import Path
from typing import Any

FORMAT = "kirkman-bound/1"
_DIGITS = 40
Vector = list[Fraction]
Matrix = list[list[Fraction]]


class RefusedError(ValueError):
    """The bound is not proved: one sentence that says where it fails."""


def check(bound: Any) -> str:
    """The sentence that a bound proves, or `RefusedError`.

    >>> check({})
    Traceback (most recent call last):
    bounds.check.RefusedError: a bound must have: format code stragglers upper proof
    """
    try:
        _keys(bound, "a bound", "format code stragglers upper proof")
        _require(bound["format"] == FORMAT, "the format is not known")
        _keys(bound["code"], "code", "name encoding")
        rows = [_vector(row) for row in bound["code"]["encoding"]]
        _require(rows and len({len(row) for row in rows}) == 1, "the rows are not equally long")
        s, upper, proof = bound["stragglers"], _rational(bound["upper"]), bound["proof"]
        _require(type(s) is int and 0 <= s <= len(rows), f"stragglers are not 0..{len(rows)}")
        _require(type(proof) is dict and proof.get("kind") in _KINDS, "the kind is not known")
        _KINDS[proof["kind"]](rows, s, upper, proof)
    except (TypeError, ValueError, ZeroDivisionError, KeyError, IndexError) as error:
        raise RefusedError(str(error)) from None
    return f"e({s}) <= {upper} for {ascii(bound['code']['name'])[:80]}, {len(rows)} workers"


def _require(condition: object, sentence: str) -> None:
    if not condition:
        raise RefusedError(sentence)


def _keys(value: Any, what: str, keys: str) -> None:
    _require(type(value) is dict and {*value} == {*keys.split()}, f"{what} must have: {keys}")


def _rational(value: Any) -> Fraction:
    text = str(value) if type(value) in (int, str) else ""
    _require(re.fullmatch("-?[0-9]+(/0*[1-9][0-9]*)?", text), "a number is no integer and no p/q")
    return Fraction(text)


def _vector(value: Any, length: int | None = None) -> Vector:
    good = type(value) is list and length in (None, len(value))
    _require(good, f"a list of numbers has not the length {length}")
    return [_rational(x) for x in value]


def _dot(a: Vector, b: Vector) -> Fraction:
    return sum((x * y for x, y in zip(a, b, strict=True) if x and y), Fraction(0))


def _polynomial(rows: Matrix, s: int, upper: Fraction, proof: Any) -> None:
    _keys(proof, "the proof", "kind weights balance constant pairs diagonal")
    n, k, f = len(rows), len(rows[0]), len(rows) - s
    v, u = _vector(proof["weights"], n), _vector(proof["balance"], n)
    c, diagonal = _rational(proof["constant"]), _vector(proof["diagonal"], n)
    scaled = [[x * weight for x in row] for row, weight in zip(rows, v, strict=True)]
    constant = upper - k - c * f
    linear = [2 * sum(row) - _dot(row, row) - u[i] * f + c + u[i] for i, row in enumerate(scaled)]
    products = [
        [(u[i] + u[j]) / 2 - _dot(scaled[i], scaled[j]) for j in range(n)] for i in range(n)
    ]
    for kind, i, j, text in proof["pairs"]:
        value = _rational(text)
        distinct = type(i) is type(j) is int and 0 <= i < n and 0 <= j < n and i != j
        _require(distinct and value >= 0, "a product is not of two workers, or is negative")
        _require(kind in ("both", "first", "none"), "the kind of a product is not known")
        sign = -1 if kind == "first" else 1
        products[i][j] -= sign * value / 2
        products[j][i] -= sign * value / 2
        linear[i] += {"both": Fraction(0), "first": -value, "none": value}[kind]
        if kind == "none":
            linear[j] += value
            constant -= value
    matrix = [[constant, *((linear[i] - diagonal[i]) / 2 for i in range(n))]]
    for i in range(n):
        row = [diagonal[i] if i == j else products[i][j] for j in range(n)]
        matrix.append([matrix[0][i + 1], *row])
    _require(semidefinite(matrix), "the matrix of the polynomial is not positive semidefinite")


def _residual(rows: Matrix, x: Vector) -> Vector:
    return [1 - _dot(x, list(column)) for column in zip(*rows, strict=True)]


def _perspective(rows: Matrix, s: int, upper: Fraction, proof: Any) -> None:
    _keys(proof, "the proof", "kind decoder scales")
    x, d = _vector(proof["decoder"], len(rows)), _vector(proof["scales"], len(rows))
    _require(min(d) > 0, "a scale is not positive")
    rest, k = _residual(rows, x), len(rows[0])
    largest = sorted((a * a / b for a, b in zip(x, d, strict=True)), reverse=True)[:s]
    matrix = [[upper - sum(largest), *rest]]
    columns = list(zip(*rows, strict=True))
    for i in range(k):
        weighted = [a * b for a, b in zip(columns[i], d, strict=True)]
        matrix.append([rest[i], *((i == j) - _dot(weighted, list(columns[j])) for j in range(k))])
    _require(semidefinite(matrix), "the matrix of the perspective is not positive semidefinite")


def _big_m(rows: Matrix, s: int, upper: Fraction, proof: Any) -> None:
    _keys(proof, "the proof", "kind decoders")
    known = Fraction(len(rows[0]))
    for decoder in proof["decoders"]:
        x = _vector(decoder, len(rows))
        costs = [2 * abs(a) * _root(_dot(row, row) * known) for a, row in zip(x, rows, strict=True)]
        rest = _residual(rows, x)
        known = min(known, _dot(rest, rest) + sum(sorted(costs, reverse=True)[:s]))
    _require(known <= upper, f"the decoders prove {float(known)} only")


def _root(value: Fraction) -> Fraction:
    """A rational number not below the square root, and hardly above."""
    scaled = -(-(value.numerator << 2 * _DIGITS) // value.denominator)
    return Fraction(isqrt(scaled) + (isqrt(scaled) ** 2 < scaled), 1 << _DIGITS)


def semidefinite(matrix: Matrix) -> bool:
    """Whether a symmetric rational matrix is positive semidefinite: elimination in integers.

    Pivots must not be negative, and a zero pivot must have zeros beside it; entries of the
    elimination are minors, so every division is exact.

    >>> semidefinite([[Fraction(1), Fraction(1)], [Fraction(1), Fraction(1)]])
    True
    >>> semidefinite([[Fraction(1), Fraction(2)], [Fraction(2), Fraction(1)]])
    False
    """
    scale = lcm(*(x.denominator for row in matrix for x in row))
    work = [[int(x * scale) for x in row] for row in matrix]
    previous = 1
    while work:
        head, *others = work
        pivot, beside = head[0], head[1:]
        if pivot < 0 or (pivot == 0 and any(beside)):
            return False
        if pivot == 0:
            work = [row[1:] for row in others]
            continue
        work = [
            [(pivot * x - row[0] * y) // previous for x, y in zip(row[1:], beside, strict=True)]
            for row in others
        ]
        previous = pivot
    return True


_KINDS = {"polynomial": _polynomial, "perspective": _perspective, "big-m": _big_m}


def main(files: list[str]) -> int:
    """Check files, a line for each: 0 if all are proved, 1 if one is refused, 2 if unreadable.

    >>> main([])
    2
    """
    worst = 0 if files else 2
    for name in files:
        try:
            content = Path(name).read_bytes()
            if content.startswith(b"\x1f\x8b"):
                content = gzip.decompress(content)
            verdict = f"proved: {check(json.loads(content))}"
        except RefusedError as error:
            verdict, worst = f"refused: {error}", max(worst, 1)
        except (OSError, EOFError, ValueError, RecursionError) as error:
            verdict, worst = f"unreadable: {error}", 2
        sys.stdout.write(f"{ascii(name)[1:-1]}: {verdict}\n")
    return worst


if __name__ == "__main__":
    sys.set_int_max_str_digits(200_000)
    sys.exit(main(sys.argv[1:]))
