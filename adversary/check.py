"""The judge: re-proves a certificate with the standard library alone. ``python check.py CERT...``.

A certificate claims ``lower <= e(s) <= upper``, where e(s) is the largest error of a code when s
workers are silent: the squared distance of the all-ones vector 1 from the span of the other rows of
the encoding (decoder "optimal"), or from the sum of these rows times a common weight. The witness
is s workers with error ``lower``; the proof shows ``upper``. Its kinds, and why they are right::

  equal-overlap    equal row sums, lengths and inner products: every set of s workers errs the same
  disjoint-groups  groups of proportional rows on disjoint partitions: the errors of groups add up
  ranks            any n - s rows span what all rows span, and 1 is in it: the error is zero
  monotone         more silent workers never help: a proof for more stragglers will do
  tree             a case distinction over workers, with a good enough decoder for every case
  fixed-tree       the same for decoders with a common weight

At a node of a tree some workers are decided, kept or silent, and t of the others will be silent. It
is proved if for every choice T of these t the error is at most ``upper``. A record replaces the
node on top of a stack by what is left to prove of it (docs/why-it-is-true.md has the proofs)::

  p q a1 a2 ...  the same: but from here on undecided worker j is decoded with weight a_j/q
  f K S          all other T: if T has a worker of K, or lacks one of S, the policy is good enough
  e              nothing: decoding the kept workers is good enough (t = 0: with all undecided ones)
  l              nothing: the policy is, since the errors due to T are at most the t largest
  b j            first the node with j silent, then the node with j kept (if t others are left)
  o j g1,g2,...  as b, but with the whole orbit of j kept in the second: these symmetries move any
                 worker of the orbit to j, so if one of them is silent, let it be j
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
from math import comb, gcd, lcm
from operator import mul
from pathlib import Path
from typing import Any

_PRIME, _MOST_BYTES, _MOST_SETS, _MOST_WORKERS = 2**31 - 1, 1 << 29, 10_000_000, 5_000
Matrix = list[list[int]]


class RefusedError(ValueError):
    """The certificate proves nothing: one sentence that says where it fails."""


def check(certificate: Any) -> str:
    """The sentence that a certificate proves, or `RefusedError`; the JSON object as Python has it.

    >>> check([])
    Traceback (most recent call last):
        ...
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


def _workers(value: Any, allowed: list[int] | range) -> list[int]:
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
        (_, *sums), *rows = self.products
        squares = {row[i] for i, row in enumerate(rows, start=1)}
        others = {x for i, row in enumerate(rows, start=1) for x in row[1:i]} or {0}
        same = len({*sums}) == len(squares) == len(others) == 1
        self.overlap = (sums[0], *squares, *others) if same else ()

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
        pairs = zip(by := [q, *([p] * self.n)], self.products, strict=True)
        matrix = [[a * x for x in map(mul, by, row)] for a, row in pairs]
        step, policy = (_project, 0) if self.optimal else (_subtract, 1)
        return _Node([*range(self.n)], [], s, matrix, q * q, step, [policy] * self.n)

    def error(self, silent: list[int]) -> Fraction:
        """The exact error of one set."""
        if not self.overlap:
            kept = {*range(self.n)}.difference(silent)
            return self.root(len(silent)).decided([*kept], silent).alone()
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
            for room in range(s, size - 1, -1):
                best[room] = max(best[room], best[room - size] + loss)
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


def _restricted(matrix: Matrix, order: list[int]) -> Matrix:
    return [[row[i] for i in order] for row in map(matrix.__getitem__, order)]


def _project(matrix: Matrix, scale: int) -> tuple[Matrix, int]:
    """Project all rows along the last: their inner products, times the new scale.

    A step of fraction-free elimination (Bareiss): all entries are minors, and divisions exact.
    """
    *others, pivot = matrix
    if not (p := pivot[-1]):
        return [row[:-1] for row in others], scale
    result: Matrix = []
    for j, row in enumerate(others):
        f, pairs = pivot[j], zip(row[j:-1], pivot[j:], strict=False)
        result.append([r[j] for r in result] + [(p * x - f * y) // scale for x, y in pairs])
    return result, p


def _subtract(matrix: Matrix, scale: int) -> tuple[Matrix, int]:
    """Subtract the last row from the target, the first: inner products of those left."""
    target, *others, pivot = matrix
    first = [x - y for x, y in zip(target[:-1], pivot, strict=False)]
    first[0] += pivot[-1] - target[-1]
    return [first, *([row[0] - row[-1], *row[1:-1]] for row in others)], scale


def _modulo(pivot: list[int], vectors: Matrix) -> Matrix:
    """The vectors modulo the pivot, without the first coordinate in which it is not zero."""
    at = next(i for i, x in enumerate(pivot) if x)
    inverse = pow(pivot[at], -1, _PRIME)
    line = [x * inverse % _PRIME for x in pivot]
    reduced = ([(x - v[at] * y) % _PRIME for x, y in zip(v, line, strict=True)] for v in vectors)
    return [v[:at] + v[at + 1 :] for v in reduced]


@dataclass(frozen=True, slots=True)
class _Node:
    """What is left to prove: t of the undecided are silent, beside those that are already.

    The matrix has the inner products, times the scale, of the target (index 0), the undecided, and
    the workers just kept, for which the step is still to be taken.
    """

    undecided: list[int]
    silent: list[int]
    t: int
    matrix: Matrix
    scale: int
    step: Any  # _project or _subtract
    weights: list[int]
    q: int = 1
    kept: int = 0

    def decided(self, kept: list[int], silent: list[int]) -> _Node:
        gone, place = {*kept, *silent}, {w: i for i, w in enumerate(self.undecided, start=1)}
        left, t = [w for w in self.undecided if w not in gone], self.t - len(silent)
        _require(0 <= t <= len(left), "more workers are kept or silent than can be")
        order = [0, *(place[w] for w in left), *(place[w] for w in kept)]
        weights = [self.weights[place[w] - 1] for w in left]
        matrix, now = _restricted(self.matrix, order), self.silent + silent
        return _Node(left, now, t, matrix, self.scale, self.step, weights, self.q, len(kept))

    def settled(self) -> _Node:
        matrix, scale = self.matrix, self.scale
        for _ in range(self.kept):
            matrix, scale = self.step(matrix, scale)
        return replace(self, matrix=matrix, scale=scale, kept=0)

    def alone(self) -> Fraction:
        """The error of the kept workers; if no more are silent, of them and all undecided."""
        size = len(self.matrix)
        order = [0, *range(size - self.kept if self.t else 1, size)]
        node = replace(self, matrix=_restricted(self.matrix, order), kept=len(order) - 1).settled()
        return Fraction(node.matrix[0][0], node.scale)

    def policy(self) -> tuple[int, int, list[int]]:
        """A factor, and times it the error if none is silent, and what each adds if it is.

        That is ``2 v_j (u - R v)_j + v_j^2 R_jj``, and the t - 1 largest of ``v_j v_k R_jk``.
        """
        (error, *target), *rows = self.matrix
        a, q, others, values = self.weights, self.q, max(self.t - 1, 0), []
        base = q * q * error
        for j, (mine, u, row) in enumerate(zip(a, target, rows, strict=True)):
            shared = list(map(mul, a, row[1:]))
            total, own = sum(shared), shared.pop(j)
            shared.sort(reverse=mine > 0)
            base += mine * (total - 2 * q * u)
            values.append(mine * (2 * (q * u - total) + own + sum(shared[:others])))
        return self.scale * q * q, base, values


class _Tree:
    """Replays the records of a tree on a stack of nodes."""

    def __init__(self, root: _Node, upper: Fraction, symmetries: list[list[int]]) -> None:
        self.stack, self.upper, self.symmetries = [root], upper, symmetries
        for number, image in enumerate(symmetries):
            order = [0, *(w + 1 for w in _workers(image, root.undecided))]
            same = len(order) == len(root.matrix) and _restricted(root.matrix, order) == root.matrix
            _require(same, f"symmetry {number} does not keep the inner products")
        names = "leaf forced branch" + " policy exact" * (root.step is _project)
        self.rules = {name[0]: getattr(self, name) for name in names.split()} | {"o": self.branch}

    def walk(self, records: list[Any]) -> None:
        for number, record in enumerate(records):
            try:
                plain = type(record) is str and record and not record.strip("0123456789-, pfelbo")
                kind, *words = record.split() if plain else [""]
                _require(kind in self.rules, "it is of no kind known here")
                _require(self.stack, "nothing is left to prove")
                node = self.stack.pop()
                self.stack += self.rules[kind](node if kind == "e" else node.settled(), *words)
            except (TypeError, ValueError) as error:
                raise RefusedError(f"record {number}: {error}") from None
        _require(not self.stack, "the records end before the tree does")

    def policy(self, node: _Node, q: str, *weights: str) -> list[_Node]:
        _require(int(q) > 0 and len(weights) == len(node.undecided), "no policy for this node")
        return [replace(node, weights=[*map(int, weights)], q=int(q))]

    def exact(self, node: _Node) -> list[_Node]:
        _require(node.alone() <= self.upper, "the kept workers do not decode well enough")
        return []

    def leaf(self, node: _Node) -> list[_Node]:
        factor, base, values = node.policy()
        worst = base + sum(sorted(values, reverse=True)[: node.t])
        _require(worst <= self.upper * factor, "the policy does not decode well enough")
        return []

    def forced(self, node: _Node, *lists: str) -> list[_Node]:
        kept, silent = ([int(w) for w in text.split(",") if text != "-"] for text in lists)
        _workers(kept + silent, node.undecided)
        _require(0 < node.t < len(node.undecided), "there is nothing to be forced")
        factor, base, values = node.policy()
        ranked, value = sorted(values, reverse=True), dict(zip(node.undecided, values, strict=True))
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
        for part in (node.undecided, node.silent):
            same = all({image[w] for w in part} == {*part} for image in images)
            _require(same, "a symmetry does not keep what is decided")
        orbit = _workers([int(worker)], node.undecided)
        for w in orbit:
            orbit += {image[w] for image in images}.difference(orbit)
        second = [node.decided(orbit, [])] if node.t <= len(node.undecided) - len(orbit) else []
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
