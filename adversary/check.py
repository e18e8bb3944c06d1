"""The judge: re-proves a certificate with the standard library alone. ``python check.py CERT...``.

A certificate claims ``lower <= e(s) <= upper``: e(s) is the largest error of a code if s workers
are silent, the squared distance of the all-ones vector 1 from the span of the rows of the others
(decoder "optimal") or from their sum times a common weight. The witness is s workers with error
``lower``; the proof shows ``upper``. Its kinds, and why they are right::

  equal-overlap    equal row sums, lengths and inner products: every set of s workers errs the same
  disjoint-groups  groups of proportional rows on disjoint partitions: the errors of groups add up
  ranks            any n - s rows span what all rows span, and 1 is in it: the error is zero
  monotone         more silent workers never help: a proof for more stragglers will do
  tree, fixed-tree a case distinction over workers, with a good enough decoder for every case

At a node of a tree t of the undecided workers will be silent; it is proved if for every choice T of
them the error is at most ``upper``. A record replaces the node on top of a stack by what is left to
prove of it (docs/why-it-is-true.md has the proofs)::

  p q a1 a2 ...  the same: but from here on undecided worker j is decoded with weight a_j/q
  c l z y1 ...   the same: but here f and l take what T adds to the error from a concave bound
  f K S          all other T: if T has a worker of K, or lacks one of S, the policy is good enough
  e              nothing: decoding the kept workers is good enough (t = 0: with all undecided ones)
  l              nothing: the policy is, since the errors due to T are at most the t largest
  b j            first the node with j silent, then the node with j kept (if t others are left)
  o j g1,g2,...  as b, but the second node has the orbit of j kept: symmetries move all of it to j
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import zlib
from collections import Counter
from dataclasses import dataclass, replace
from fractions import Fraction
from math import comb, gcd, isqrt, lcm
from operator import mul
from pathlib import Path
from typing import Any

_PRIME, _MOST_BYTES, _MOST_SETS, _MOST_WORKERS = 2**31 - 1, 1 << 29, 10_000_000, 5_000
Matrix = list[list[int]]  # a symmetric one is cut off after the diagonal


class RefusedError(ValueError):
    """The certificate proves nothing: one sentence that says where it fails."""


def check(certificate: Any) -> str:
    """The sentence that a certificate proves, or `RefusedError`; the JSON object as Python has it.

    >>> check([])
    Traceback (most recent call last):
    adversary.check.RefusedError: no object with an id
    """
    try:
        _require(type(certificate) is dict and "id" in certificate, "no object with an id")
        content = {key: x for key, x in certificate.items() if key not in ("id", "about")}
        _keys(content, "certificate", "format code claim witness proof")
        _require(content["format"] == "kirkman-certificate/1", "the format is not known")
        text = json.dumps(content, sort_keys=True, separators=(",", ":"))
        digest, claim = hashlib.sha256(text.encode()).hexdigest(), content["claim"]
        _require(certificate["id"] == digest, "the id is not that of the content")
        _keys(claim, "claim", "stragglers decoder lower upper")
        code = _Code(content["code"], claim["decoder"])
        s, lower, upper = claim["stragglers"], _rational(claim["lower"]), _rational(claim["upper"])
        _require(type(s) is int and 0 <= s <= code.n, f"the stragglers are not 0..{code.n}")
        silent = _workers(content["witness"], range(code.n))
        _require(len(silent) == s and silent == sorted(silent), f"the witness is not {s} ascending")
        _require(code.error(silent) == lower, "the error of the witness is not the lower end")
        code.prove(s, upper, content["proof"])
        value = f"e({s}) = {upper}" if lower == upper else f"{lower} <= e({s}) <= {upper}"
    except (TypeError, ValueError, RecursionError) as error:
        raise RefusedError(str(error)) from None
    return f"{value} for {code.name}, {code.n} workers, {code.decoder} decoding"


def _require(condition: object, sentence: str) -> None:
    if not condition:
        raise RefusedError(sentence)


def _keys(value: Any, what: str, keys: str) -> None:
    _require(type(value) is dict and {*value} == {*keys.split()}, f"{what} must have: {keys}")


def _rational(value: Any) -> Fraction:
    text = str(value) if type(value) in (int, str) else ""
    _require(re.fullmatch("-?[0-9]+(/0*[1-9][0-9]*)?", text), "a number is no integer and no p/q")
    return Fraction(*map(int, text.split("/")))


def _workers(value: Any, allowed: Any) -> list[int]:
    good = type(value) is list and all(type(w) is int for w in value) and {*allowed} >= {*value}
    _require(good and len({*value}) == len(value), "a list has one twice or one not in question")
    return list(value)


class _Code:
    """The encoding in integers, with coprime rows for optimal decoding; and the decoder."""

    def __init__(self, value: Any, decoder: Any) -> None:
        _keys(value, "code", "name encoding")
        self.name, encoding, self.decoder = ascii(value["name"])[:80], value["encoding"], decoder
        known = type(value["name"]) is str and decoder in ("optimal", "one-step", "block-design")
        _require(known, "the name of the code is no text, or the decoder is not known")
        few = type(encoding) is list and len(encoding) <= _MOST_WORKERS
        _require(few, f"the encoding is no list of at most {_MOST_WORKERS} rows")
        lengths = {type(row) in (list, str) and len(row) for row in encoding}  # text: of digits
        _require(len(lengths) == 1 and all(lengths), "the rows are no lists of one length")
        given = [[*map(_rational, row)] for row in encoding]
        self.n, self.k, self.optimal = len(given), len(given[0]), decoder == "optimal"
        scale = lcm(*{x.denominator for row in given for x in row})
        rows = [[x.numerator * (scale // x.denominator) for x in row] for row in given]
        factors = [(gcd(*row) or 1) if self.optimal else 1 for row in rows]
        self.rows = [[x // f for x in row] for row, f in zip(rows, factors, strict=True)]
        every = [[1] * self.k, *self.rows]
        held = [[(j, x) for j, x in enumerate(row) if x] for row in every]
        self.products = [[sum([x * row[j] for j, x in some]) for row in every] for some in held]
        lines = enumerate(self.products[1:], start=1)
        same = {(row[0], row[i], x) for i, row in lines for x in row[1:i] + row[i + 1 :] or [0]}
        self.overlap: tuple[int, ...] = same.pop() if len(same) == 1 else ()

    def weight(self, survivors: int) -> Fraction:
        """The common weight of the survivors; with equal overlaps it is the optimal one."""
        if self.decoder == "one-step":
            top, bottom = self.n * self.k, survivors * sum(self.products[0][1:])
            _require(bottom or not survivors, "one-step decoding of entries with sum zero")
        else:
            _require(self.overlap, "the workers do not overlap equally")
            top, bottom = self.overlap[0], self.overlap[1] + self.overlap[2] * (survivors - 1)
        return Fraction(top, bottom) if bottom and survivors else Fraction(0)

    def root(self, s: int) -> _Node:
        """The root of a tree. A fixed decoder is the policy 1, for rows times its weight."""
        p, q = (1, 1) if self.optimal else self.weight(self.n - s).as_integer_ratio()
        pairs = enumerate(zip(by := [q, *([p] * self.n)], self.products, strict=True), start=1)
        matrix = [[a * x for x in map(mul, by, row[:i])] for i, (a, row) in pairs]
        weights = dict.fromkeys(range(self.n), 0 if self.optimal else 1)
        return _Node(weights, [], s, matrix, q * q, _project if self.optimal else _subtract)

    def error(self, silent: list[int]) -> Fraction:
        """The exact error of one set."""
        if not self.overlap:
            node = self.root(len(silent)).decided([*{*range(self.n)}.difference(silent)], silent)
            return Fraction(node.matrix[0][0], node.scale)
        (h, g, c), m, w = self.overlap, self.n - len(silent), self.weight(self.n - len(silent))
        return self.k - 2 * w * h * m + w * w * m * (g + c * (m - 1))

    def prove(self, s: int, upper: Fraction, proof: Any) -> None:
        """Refuse unless the proof shows that e(s) is at most upper."""
        while self.optimal and type(proof) is dict and proof.get("kind") == "monotone":
            _keys(proof, "proof", "kind stragglers proof")
            more, proof = proof["stragglers"], proof["proof"]
            _require(type(more) is int and s < more <= self.n, "monotone from more stragglers only")
            s = more
        kind: Any = type(proof) is dict and proof.get("kind")
        if kind == ("tree" if self.optimal else "fixed-tree"):
            _keys(proof, "proof", "kind symmetries records")
            symmetries, records = proof["symmetries"], proof["records"]
            _require(type(symmetries) is type(records) is list, "a tree is made of lists")
            for number, image in enumerate(symmetries):
                order = [0, *(w + 1 for w in _workers(image, range(self.n)))]
                moved = [[row[i] for i in order] for row in map(self.products.__getitem__, order)]
                _require(moved == self.products, f"symmetry {number} does not keep inner products")
            return _Tree(self.root(s), upper, symmetries).walk(records)
        _keys(proof, "proof", "kind")
        bounds = {"equal-overlap": lambda s: self.error([*range(s)])} if self.overlap else {}
        if self.optimal:
            bounds |= {"disjoint-groups": self.disjoint_groups, "ranks": self.ranks}
        _require(kind in bounds, "there is no proof of this kind for this code and decoder")
        return _require(bounds[kind](s) <= upper, "the proof shows less than the upper end")

    def disjoint_groups(self, s: int) -> Fraction:
        """The error if the dearest whole groups of s workers in all are silent: a knapsack."""
        groups = Counter(max(tuple(row), tuple(-x for x in row)) for row in self.rows)
        disjoint = all(sum(map(bool, column)) <= 1 for column in zip(*groups, strict=True))
        _require(disjoint, "workers with different rows share a partition")
        error, best = Fraction(self.k), [Fraction(0)] * (s + 1)
        for row, size in groups.items():
            loss = Fraction(sum(row) ** 2, sum(x * x for x in row) or 1)
            error -= loss
            best[size:] = [max(x, y + loss) for x, y in zip(best[size:], best, strict=False)]
        return error + best[s]

    def ranks(self, s: int) -> Fraction:
        """Zero, if any s columns of a basis of the left null space are independent mod a prime."""
        _require(comb(self.n, s) <= _MOST_SETS, f"more than {_MOST_SETS} sets to check")
        rest, scale, rank = self.root(0).matrix, 1, 0
        while len(rest) > 1:
            rank += rest[-1][-1] != 0
            rest, scale = _project(rest, scale)
        _require(rest[0][0] == 0, "not even all workers decode without error")
        unit = [[0] * w + [1] + [0] * (self.n - w - 1) for w in range(self.n)]
        work = [[x % _PRIME for x in row] + e for row, e in zip(self.rows, unit, strict=True)]
        for _ in range(self.k):
            at = next((i for i, row in enumerate(work) if row[0]), None)
            work = [row[1:] for row in work] if at is None else _modulo(work.pop(at), work)
        _require(len(work) == self.n - rank, "the rank is smaller modulo the prime")
        stack = [([[row[w] for row in work] for w in range(self.n)], s)]
        while stack:
            vectors, need = stack.pop()
            _require(need < 1 or all(map(any, vectors)), "some n - s workers span less than all do")
            first = range(len(vectors) - need + 1 if need > 1 else 0)
            stack.extend((_modulo(vectors[i], vectors[i + 1 :]), need - 1) for i in first)
        return Fraction(0)


def _project(matrix: Matrix, scale: int) -> tuple[Matrix, int]:
    """Project all rows along the last; scaled to minors: divisions are exact (Bareiss)."""
    *others, pivot = matrix
    if not (p := pivot[-1]):
        return others, scale
    rows = zip(pivot, others, strict=False)
    return [[(p * x - f * y) // scale for x, y in zip(r, pivot, strict=False)] for f, r in rows], p


def _subtract(matrix: Matrix, scale: int) -> tuple[Matrix, int]:
    """Subtract the last row from the target, the first: inner products of those left."""
    (target,), *others, pivot = matrix
    less = ([row[0] - x, *row[1:]] for row, x in zip(others, pivot[1:], strict=False))
    return [[target - 2 * pivot[0] + pivot[-1]], *less], scale


def _definite(matrix: Matrix) -> bool:
    """True only if no vector x has x'Nx < 0, and if N is definite by a millionth of its size.

    Scaled to at most 2^56 it is FF' and a rest: under 2^28 off the diagonal, the margin on it.
    """
    top, margin, factor = max([1, *(row[-1] for row in matrix)]), len(matrix) << 28, list[Any]()
    for line in matrix:
        row: list[int] = []
        *others, own = [(x << 56) // top for x in line]
        for x, other in zip(others, factor, strict=True):
            row.append((x - sum(map(mul, row, other))) // other[-1])
        if (rest := own - sum(map(mul, row, row)) - margin) <= 0:
            return False
        factor.append([*row, isqrt(rest)])
    return True


def _modulo(pivot: list[int], vectors: Matrix) -> Matrix:
    """The vectors modulo the pivot, without the first coordinate in which it is not zero."""
    p, at = next((x, i) for i, x in enumerate(pivot) if x)
    rest = ([(p * x - v[at] * y) % _PRIME for x, y in zip(v, pivot, strict=True)] for v in vectors)
    return [v[:at] + v[at + 1 :] for v in rest]


@dataclass(frozen=True, slots=True)
class _Node:
    """What is left to prove: t of the undecided are silent, beside those that are already."""

    weights: dict[int, int]  # of the undecided workers, ascending
    silent: list[int]
    t: int
    matrix: Matrix  # products, times the scale, of the target (index 0) and the undecided
    scale: int
    step: Any  # _project or _subtract
    q: int = 1
    known: tuple[int, int, list[int]] | None = None  # better than what the policy says

    def decided(self, kept: list[int], silent: list[int]) -> _Node:
        gone, matrix, scale, t = {*kept, *silent}, self.matrix, self.scale, self.t - len(silent)
        left = {w: a for w, a in self.weights.items() if w not in gone}
        _require(0 <= t <= len(left), "more workers are kept or silent than can be")
        for i, w in reversed([*enumerate(self.weights, start=1)]):
            if w in gone:
                row = [*matrix[i][:i], *(other[i] for other in matrix[i + 1 :]), matrix[i][i]]
                matrix = matrix[:i] + [other[:i] + other[i + 1 :] for other in matrix[i + 1 :]]
                if w not in silent:
                    matrix, scale = self.step([*matrix, row], scale)
        return _Node(left, self.silent + silent, t, matrix, scale, self.step, self.q)

    def products(self) -> Matrix:
        """In full: of what is left of the target times q, and the workers times their weights."""
        pairs = zip(by := [self.q, *self.weights.values()], self.matrix, strict=True)
        lower = [[a * x for x in map(mul, by, row)] for a, row in pairs]
        return [row + [other[i] for other in lower[i + 1 :]] for i, row in enumerate(lower)]

    def policy(self) -> tuple[int, int, list[int]]:
        """A factor, and times it the error if none is silent, and the most each adds if it is."""
        (base, *_), *rows = self.products()
        others, values = max(self.t - 1, 0), []
        for j, (u, *row) in enumerate(rows):
            total, own = sum(row), row.pop(j)
            row.sort(reverse=True)
            base += total - 2 * u
            values.append(2 * (u - total) + own + sum(row[:others]))
        return self.scale * self.q**2, base, values


class _Tree:
    """Replays the records of a tree on a stack of nodes."""

    def __init__(self, root: _Node, upper: Fraction, symmetries: list[list[int]]) -> None:
        self.stack, self.upper, self.symmetries = [root], upper, symmetries
        names = "leaf forced branch" + " policy exact concave" * (root.step is _project)
        self.rules = {name[0]: getattr(self, name) for name in names.split()} | {"o": self.branch}

    def walk(self, records: list[Any]) -> None:
        for number, record in enumerate(records):
            try:
                plain = type(record) is str and record and not record.strip("0123456789-, pcfelbo")
                kind, *words = record.split() if plain else [""]
                _require(kind in self.rules, "it is of no kind known here")
                _require(self.stack, "nothing is left to prove")
                self.stack += self.rules[kind](self.stack.pop(), *words) or []
            except (TypeError, ValueError) as error:
                raise RefusedError(f"record {number}: {error}") from None
        _require(not self.stack, "the records end before the tree does")

    def policy(self, node: _Node, q: str, *weights: str) -> list[_Node]:
        _require(int(q) > 0 and len(weights) == len(node.weights), "no policy for this node")
        new = dict(zip(node.weights, map(int, weights), strict=True))
        return [replace(node, weights=new, q=int(q), known=None)]

    def concave(self, node: _Node, *numbers: str) -> list[_Node]:
        """As the policy, but with ``S = size I - [a_j a_k R_jk]`` and the point y/z; rows: -S."""
        size, z, *y = map(int, numbers)
        fits = len(y) == len(node.weights) and sum(y) == z * (len(y) - node.t)
        _require(fits and z > 0 < node.t, "no point for this node")
        (base, *target), *rows = node.products()
        size *= node.scale
        rows = [[*row[1:j], row[j] - size, *row[j + 1 :]] for j, row in enumerate(rows, start=1)]
        others, last, end = rows[:-1], rows[-1], rows[-1][-1]
        form = [
            [last[j] + last[k] - r[k] - end for k in range(j + 1)] for j, r in enumerate(others)
        ]
        _require(_definite(form), "the size is not proved to be large enough")
        slope = [sum(map(mul, row, y)) for row in rows]
        values = [z * (z * (2 * u - size) - 2 * x) for x, u in zip(slope, target, strict=True)]
        base = z * z * base - sum(map(mul, slope, y)) - sum(values)
        return [replace(node, known=(node.scale * (node.q * z) ** 2, base, values))]

    def exact(self, node: _Node) -> None:
        node = node if node.t else node.decided([*node.weights], [])
        _require(node.matrix[0][0] <= self.upper * node.scale, "the kept workers do not suffice")

    def leaf(self, node: _Node) -> None:
        factor, base, values = node.known or node.policy()
        worst = base + sum(sorted(values, reverse=True)[: node.t])
        _require(worst <= self.upper * factor, "the policy does not suffice")

    def forced(self, node: _Node, *lists: str) -> list[_Node]:
        kept, silent = ([int(w) for w in text.split(",") if text != "-"] for text in lists)
        _workers(kept + silent, node.weights)
        _require(0 < node.t < len(node.weights), "there is nothing to be forced")
        factor, base, values = node.known or node.policy()
        ranked, value = sorted(values, reverse=True), dict(zip(node.weights, values, strict=True))
        last, beyond = ranked[node.t - 1 : node.t + 1]
        room = self.upper * factor - base - sum(ranked[: node.t - 1])
        for w in kept:  # if silent, w is among the t, or takes the place of the last of them
            _require(min(value[w], last) <= room, f"worker {w} is not forced to stay")
        for w in silent:  # if kept, w leaves its place among the t to the one beyond
            _require(last + beyond - max(value[w], beyond) <= room, f"worker {w} is not forced out")
        return [node.decided(kept, silent)]

    def branch(self, node: _Node, worker: str, symmetries: str = "") -> list[_Node]:
        numbers = [int(g) for g in symmetries.split(",") if symmetries]
        images = [self.symmetries[g] for g in _workers(numbers, range(len(self.symmetries)))]
        parts = {*node.weights}, {*node.silent}
        same = all({image[w] for w in part} == part for part in parts for image in images)
        _require(same, "a symmetry does not keep what is decided")
        orbit = _workers([int(worker)], node.weights)
        for w in orbit:
            orbit += {image[w] for image in images}.difference(orbit)
        second = [node.decided(orbit, [])] if node.t <= len(node.weights) - len(orbit) else []
        return [*second, node.decided([], orbit[:1])]


def main(paths: list[str]) -> int:
    """Check files: 0 if all are proved, 1 if one is refused, 2 if one cannot be read.

    >>> main([])
    2
    """
    worst = 0 if paths else 2
    for path in paths:
        try:
            content = Path(path).read_bytes()
            if content.startswith(b"\x1f\x8b"):
                content = zlib.decompressobj(31).decompress(content, _MOST_BYTES)
            verdict = "proved: " + check(json.loads(content, object_pairs_hook=_object))
        except RefusedError as error:
            verdict, worst = f"refused: {error}", max(worst, 1)
        except (OSError, ValueError, RecursionError, zlib.error) as error:
            verdict, worst = f"unreadable: {error}", 2
        sys.stdout.write(f"{ascii(path)[1:-1]}: {verdict}\n")
    return worst


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    _require(len(dict(pairs)) == len(pairs), "an object names a key twice")
    return dict(pairs)


if __name__ == "__main__":
    sys.set_int_max_str_digits(200_000)
    sys.exit(main(sys.argv[1:]))
