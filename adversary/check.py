"""The checker: proves a claim about a gradient code again. ``python check.py CERT...``.

It needs the standard library alone, and knows nothing of how a claim was found. An encoding B has a
row for each of n workers and a column for each of k partitions. If the workers of a set S are
silent, the error is the squared distance of the all-ones vector 1 from the span of the other rows
(decoder "optimal"), or from their sum times a common weight. The largest error over all S of s
workers is e(s). A file claims one of three things::

  kirkman-certificate/1   lower <= e(s) <= upper: the witness is a set whose error is ``lower``,
                          and the proof shows ``upper``
  kirkman-bound/1         e(s) <= upper, for optimal decoding
  kirkman-universal/1     e(s) >= lower for every encoding of a class, for optimal decoding

The verdict names the encoding by its identity, the SHA-256 of its entries; what the file calls it
is repeated, and not believed. ``--encoding FILE`` rejects what is about another encoding.

A proof is an object with a ``kind``; every kind is a rule of its own, whose docstring says why it
is right, and has a line in `_KINDS`. To add one, write a function that takes a `_Claim`, raises
`RejectedError` unless the claim follows from the encoding and ``claim.proof``, and returns None, or
another claim from which it follows. Enter it in `_KINDS` with the keys that its proof has beside
``kind``, and the decoders for which it is right; add an example of it to the tampering tests. The
records of trees are rules too, in `_RECORDS`; so are the proofs about classes, in `_COUNTS`.
docs/formats.md has the grammar of everything.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import zlib
from collections import Counter
from collections.abc import Callable, Iterable
from fractions import Fraction
from functools import cached_property, partial
from itertools import pairwise
from math import ceil, comb, gcd, isqrt, lcm
from operator import mul
from pathlib import Path
from typing import Any, NamedTuple

CERTIFICATE, BOUND = "kirkman-certificate/1", "kirkman-bound/1"
UNIVERSAL = "kirkman-universal/1"
_MOST_BYTES, _MOST_DIGITS, _MOST_WORKERS, _MOST_SETS = 1 << 28, 200_000, 5_000, 10_000_000
_MOST_SILENT, _MOST_SETS_AT_ONCE = 3, 100_000
_MOST_PROVED = 1_000_000  # so many images of proved sets of one size may have to be found
_PRIME, _HALF = 2**31 - 1, Fraction(1, 2)
_SHORT = 1 << 63  # integers beyond this are texts in the JSON of a code
_LONGEST_NAME = 80

Matrix = list[list[int]]  # a symmetric one is cut off after the diagonal
Rationals = list[Fraction]
Step = Callable[[Matrix, int], tuple[Matrix, int]]


class RejectedError(ValueError):
    """The file proves nothing: one sentence that says where it fails."""


class UnreadableError(ValueError):
    """The file cannot be read: one sentence that says why."""


# What a file says.


class Verdict(NamedTuple):
    """What has been proved about which encoding; as a text, the sentence that says so.

    ``lower`` is None in a bound, which claims nothing from below. ``name`` is what the file calls
    the code: nothing vouches for it.

    >>> print(Verdict("5c3f", 7, 7, "Fano", "optimal", 1, Fraction(1, 4), Fraction(1, 4)))
    e(1) = 1/4 for encoding 5c3f, 7 workers, 7 partitions, optimal decoding, named "Fano"
    """

    identity: str
    workers: int
    partitions: int
    name: str
    decoder: str
    stragglers: int
    lower: Fraction | None
    upper: Fraction

    def __str__(self) -> str:
        cut = self.name[:_LONGEST_NAME] + "..." * (len(self.name) > _LONGEST_NAME)
        return (
            f"{self._interval()} for encoding {self.identity}, {self.workers} workers, "
            f"{self.partitions} partitions, {self.decoder} decoding, named {json.dumps(cut)}"
        )

    def _interval(self) -> str:
        value = f"e({self.stragglers})"
        if self.lower is None:
            return f"{value} <= {self.upper}"
        if self.lower == self.upper:
            return f"{value} = {self.upper}"
        return f"{self.lower} <= {value} <= {self.upper}"


class Universal(NamedTuple):
    """What has been proved about every encoding of a class; as a text, the sentence that says so.

    >>> print(Universal(_Class(7, 7, Fraction(3)), 4, Fraction(8, 5)))
    e(4) >= 8/5 for every 0/1 code of 7 workers, 7 partitions, each on 3 workers, optimal decoding
    """

    codes: _Class
    stragglers: int
    lower: Fraction

    def __str__(self) -> str:
        return f"e({self.stragglers}) >= {self.lower} for {self.codes}, optimal decoding"


def check(value: Any, identity: str | None = None) -> str:
    """The sentence that a certificate or a bound proves; see `verdict`.

    >>> check([])
    Traceback (most recent call last):
    adversary.check.RejectedError: it is no object with a format that is known here
    """
    return str(verdict(value, identity))


def verdict(value: Any, identity: str | None = None) -> Verdict | Universal:
    """What a certificate or a bound proves: its JSON object as Python has it.

    Raises:
        RejectedError: it proves nothing, or is about an encoding that has not this identity.

    Complexity: that of the proof: O(n^2 k) to read, O(n^2) and more for every record of a tree.

    >>> proof = {"kind": "big-m", "decoders": []}
    >>> code = {"name": "one row", "encoding": [["1", "1/2"]]}
    >>> bound = {"format": BOUND, "code": code, "stragglers": 1, "upper": "2", "proof": proof}
    >>> verdict(bound).upper
    Fraction(2, 1)
    """
    try:
        known = type(value) is dict and type(value.get("format")) is str
        _require(known and value["format"] in _FORMATS, _UNKNOWN)
        return _FORMATS[value["format"]](value, identity)
    except (ArithmeticError, LookupError, TypeError, ValueError, RecursionError) as error:
        raise RejectedError(str(error)) from None


def _certificate(value: dict[str, Any], identity: str | None) -> Verdict:
    """The witness has the error ``lower``, and the proof shows ``upper``."""
    content = {key: x for key, x in value.items() if key not in ("id", "about")}
    _require_keys(content, "a certificate", "format code claim witness proof")
    text = json.dumps(content, sort_keys=True, separators=(",", ":"))
    _require(value.get("id") == _sha256(text), "the id is not that of the content")
    said = content["claim"]
    _require_keys(said, "claim", "stragglers decoder lower upper")
    code = _Code(content["code"], said["decoder"], identity)
    s = _stragglers(said["stragglers"], code)
    lower, upper = _rational(said["lower"]), _rational(said["upper"])
    silent = _workers(content["witness"], range(code.n))
    _require(len(silent) == s and silent == sorted(silent), f"the witness is not {s} ascending")
    _require(code.error(silent) == lower, "the error of the witness is not the lower end")
    _prove(_Claim(code, s, upper, content["proof"]))
    return Verdict(code.identity, code.n, code.k, code.name, code.decoder, s, lower, upper)


def _bound(value: dict[str, Any], identity: str | None) -> Verdict:
    """The proof shows ``upper``."""
    _require_keys(value, "a bound", "format code stragglers upper proof")
    code = _Code(value["code"], "optimal", identity)
    s, upper = _stragglers(value["stragglers"], code), _rational(value["upper"])
    _prove(_Claim(code, s, upper, value["proof"]))
    return Verdict(code.identity, code.n, code.k, code.name, code.decoder, s, None, upper)


def _universal(value: dict[str, Any], identity: str | None) -> Universal:
    """The proof shows ``lower`` of every encoding of the class."""
    _require_keys(value, "a universal bound", "format class stragglers lower proof")
    _require(identity is None, "it is about every encoding of a class, not about one")
    codes, s, lower = _class(value["class"]), value["stragglers"], _rational(value["lower"])
    _require(type(s) is int and 0 <= s <= codes.n, f"the stragglers are not 0..{codes.n}")
    _require(lower <= _least(codes, s, value["proof"]), "the proof does not show the lower end")
    return Universal(codes, s, lower)


_FORMATS: dict[str, Callable[[dict[str, Any], str | None], Verdict | Universal]] = {
    CERTIFICATE: _certificate,
    BOUND: _bound,
    UNIVERSAL: _universal,
}
_UNKNOWN = "it is no object with a format that is known here"


def _require(condition: object, sentence: str) -> None:
    if not condition:
        raise RejectedError(sentence)


def _require_keys(value: Any, what: str, keys: str) -> None:
    _require(type(value) is dict and {*value} == {*keys.split()}, f"{what} must have: {keys}")


def _rational(value: Any) -> Fraction:
    text = str(value) if type(value) in (int, str) else ""
    _require(re.fullmatch("-?[0-9]+(/0*[1-9][0-9]*)?", text), "a number is no integer and no p/q")
    return Fraction(*map(int, text.split("/")))


def _rationals(value: Any, length: int) -> Rationals:
    _require(type(value) is list and len(value) == length, f"a list has not {length} numbers")
    return [_rational(x) for x in value]


def _workers(value: Any, allowed: Iterable[int]) -> list[int]:
    good = type(value) is list and all(type(w) is int for w in value) and {*allowed} >= {*value}
    _require(good and len({*value}) == len(value), "a list has one twice or one not in question")
    return list(value)


def _stragglers(value: Any, code: _Code) -> int:
    _require(type(value) is int and 0 <= value <= code.n, f"the stragglers are not 0..{code.n}")
    return int(value)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


# The encoding.


def identity_of(encoding: Any) -> str:
    """The identity of an encoding: SHA-256 of its entries as canonical JSON.

    An integer is a number if it has less than 64 bits; other rationals are texts in lowest terms.

    Raises:
        RejectedError: it is no list of rows of one length, of integers and texts "p/q".

    >>> identity_of([[1, 0], [0, 1]]) == identity_of(["10", ["0", "2/2"]])
    True
    """
    return _identity(_encoding(encoding))


def _identity(rows: list[Rationals]) -> str:
    entries = [[_entry(x) for x in row] for row in rows]
    return _sha256(json.dumps(entries, separators=(",", ":")))


def _entry(x: Fraction) -> int | str:
    return x.numerator if x.denominator == 1 and abs(x.numerator) < _SHORT else str(x)


def _encoding(value: Any) -> list[Rationals]:
    """The entries as rationals; a row is a list of them, or a text of digits."""
    few = type(value) is list and len(value) <= _MOST_WORKERS
    _require(few, f"the encoding is no list of at most {_MOST_WORKERS} rows")
    lengths = {type(row) in (list, str) and len(row) for row in value}
    _require(len(lengths) == 1 and all(lengths), "the rows are no lists of one length")
    return [[*map(_rational, row)] for row in value]


class _Code:
    """The encoding as it is written, and in integers as its decoder lets it be scaled."""

    def __init__(self, value: Any, decoder: Any, identity: str | None) -> None:
        _require_keys(value, "code", "name encoding")
        _require(type(value["name"]) is str, "the name of the code is no text")
        _require(type(decoder) is str and decoder in _ALL, "the decoder is not known")
        self.name, self.decoder, self.optimal = value["name"], decoder, decoder == "optimal"
        self.given = _encoding(value["encoding"])
        self.n, self.k, self.identity = len(self.given), len(self.given[0]), _identity(self.given)
        asked = identity in (None, self.identity)
        _require(asked, f"it is about the encoding {self.identity}, not about {identity}")

    @cached_property
    def rows(self) -> Matrix:
        """In integers: all rows over one denominator; for optimal decoding each coprime.

        A positive factor of a row does not change what it spans.
        """
        scale = lcm(*{x.denominator for row in self.given for x in row})
        rows = [[x.numerator * (scale // x.denominator) for x in row] for row in self.given]
        factors = [(gcd(*row) or 1) if self.optimal else 1 for row in rows]
        return [[x // f for x in row] for row, f in zip(rows, factors, strict=True)]

    @cached_property
    def products(self) -> Matrix:
        """All inner products of the all-ones vector (index 0) and the rows of the workers."""
        every = [[1] * self.k, *self.rows]
        held = [[(j, x) for j, x in enumerate(row) if x] for row in every]
        return [[sum([x * row[j] for j, x in some]) for row in every] for some in held]

    @cached_property
    def overlap(self) -> tuple[int, int, int] | None:
        """The (h, g, c) if every row has sum h and square g, and any two have the product c."""
        lines = [(i, row) for i, row in enumerate(self.products) if i]
        sums, squares = {row[0] for _, row in lines}, {row[i] for i, row in lines}
        shared = {x for i, row in lines for x in row[1:i]} or {0}
        equal = len(sums) == len(squares) == len(shared) == 1
        return (sums.pop(), squares.pop(), shared.pop()) if equal else None

    def weight(self, survivors: int) -> Fraction:
        """The common weight of so many survivors; with equal overlaps it is the optimal one."""
        if self.decoder == "one-step":
            top, bottom = self.n * self.k, survivors * sum(self.products[0][1:])
            _require(bottom or not survivors, "one-step decoding of entries with sum zero")
        else:
            if self.overlap is None:
                raise RejectedError("the workers do not overlap equally")
            h, g, c = self.overlap
            top, bottom = h, g + c * (survivors - 1)
        return Fraction(top, bottom) if bottom and survivors else Fraction(0)

    def root(self, s: int) -> _Node:
        """The root of a tree. A fixed decoder is the policy 1, for rows times its weight."""
        p, q = (1, 1) if self.optimal else self.weight(self.n - s).as_integer_ratio()
        by = [q, *([p] * self.n)]
        pairs = enumerate(zip(by, self.products, strict=True), start=1)
        matrix = [[a * x for x in map(mul, by, row[:i])] for i, (a, row) in pairs]
        weights = dict.fromkeys(range(self.n), 0 if self.optimal else 1)
        return _Node(weights, [], s, matrix, q * q, _project if self.optimal else _subtract)

    def error(self, silent: list[int]) -> Fraction:
        """The exact error of one set; with equal overlaps ``|w (the sum of m rows) - 1|^2``."""
        if self.overlap is None:
            kept = sorted({*range(self.n)}.difference(silent))
            node = self.root(len(silent)).decided(kept, silent)
            return Fraction(node.matrix[0][0], node.scale)
        (h, g, c), m = self.overlap, self.n - len(silent)
        w = self.weight(m)
        return self.k - 2 * w * h * m + w * w * m * (g + c * (m - 1))


# The kinds of proof.


class _Claim(NamedTuple):
    """``e(s) <= upper`` for a code with its decoder, and the proof that is offered for it."""

    code: _Code
    s: int
    upper: Fraction
    proof: Any

    def follows_from(self, bound: Fraction) -> None:
        """Reject unless the claim follows from ``e(s) <= bound``."""
        _require(bound <= self.upper, "the proof does not show the upper end")


class _Kind(NamedTuple):
    """A rule, the keys of its proof beside ``kind``, and the decoders for which it is right."""

    rule: Callable[[_Claim], _Claim | None]
    keys: str
    decoders: tuple[str, ...]


def _prove(claim: _Claim) -> None:
    """Apply the rules, one after the other, until nothing is left to prove."""
    left: _Claim | None = claim
    while left is not None:
        proof, decoder = left.proof, left.code.decoder
        kind = _KINDS.get(str(proof["kind"])) if type(proof) is dict and "kind" in proof else None
        if kind is None or decoder not in kind.decoders:
            raise RejectedError("there is no proof of this kind for this decoder")
        _require_keys(proof, "proof", f"kind {kind.keys}")
        left = kind.rule(left)


def _equal_overlap(claim: _Claim) -> None:
    """Equal row sums, lengths and inner products: every set of s workers has the same error.

    The inner products of the survivors are those of any others. Least squares for them is convex,
    and the same in whatever order they stand: the mean over all orders is a solution, so that a
    common weight is optimal.
    """
    _require(claim.code.overlap, "no proof of this kind: the workers do not overlap equally")
    claim.follows_from(claim.code.error([*range(claim.s)]))


def _disjoint_groups(claim: _Claim) -> None:
    """Groups of proportional rows on disjoint partitions: the errors of the groups add up.

    A row b explains ``(sum b)^2 / |b|^2`` of ``|1|^2 = k`` as long as one worker of its group is
    left, and nothing after. So the dearest whole groups of s workers in all are silent: a knapsack.
    """
    groups = Counter(max(tuple(row), tuple(-x for x in row)) for row in claim.code.rows)
    disjoint = all(sum(map(bool, column)) <= 1 for column in zip(*groups, strict=True))
    _require(disjoint, "workers with different rows share a partition")
    error, lost = Fraction(claim.code.k), [Fraction(0)] * (claim.s + 1)
    for row, size in groups.items():
        explained = Fraction(sum(row) ** 2, sum(x * x for x in row) or 1)
        error -= explained
        taken = [x + explained for x in lost[: max(0, len(lost) - size)]]
        lost[size:] = map(max, lost[size:], taken)
    claim.follows_from(error + lost[claim.s])


def _orthogonal_classes(claim: _Claim) -> None:
    """Each of r classes splits the k partitions into blocks, independently of the other classes.

    If q_i partitions are lost in class i, the error is ``k / (1 + sum_i (k/q_i - 1))``, and 0 if a
    class is whole (docs/why-it-is-true.md). With c_i silent workers q_i is at most Q_i(c_i), the
    c_i largest blocks together. From c_i = 1 for all i on, the sum of the k/Q_i falls in s - r
    steps ``k/Q_i(c) - k/Q_i(c + 1)``: at most by the s - r largest that there are. The bound is
    exact, because k/Q_i is convex: in each class the larger steps come first.
    """
    k, classes = claim.code.k, _classes(claim.code)
    if claim.s < len(classes):
        return claim.follows_from(Fraction(0))
    total, falls = Fraction(1), Rationals()
    for sizes in classes:
        lost = 0
        for size in sorted(sizes, reverse=True):
            before, lost = lost, lost + size
            if before:
                falls.append(Fraction(k, before) - Fraction(k, lost))
            else:
                total += Fraction(k, lost) - 1
    falls.sort(reverse=True)
    total -= sum(falls[: claim.s - len(classes)])
    return claim.follows_from(Fraction(k, total))


def _classes(code: _Code) -> list[list[int]]:
    """The sizes of the blocks in each class, once they are seen to be what the rule needs.

    A block joins the first class with which it is disjoint. That finds the classes if there are
    any: blocks A, B of different classes share ``|A| |B| / k > 0`` partitions.
    """
    plain = all({*row} in ({1}, {-1}, {0, 1}, {0, -1}) for row in code.rows)
    _require(plain, "a row is no multiple of a row of zeros and ones")
    classes: list[list[int]] = []
    for row in code.rows:
        block = sum(1 << j for j, x in enumerate(row) if x)
        home = next((c for c in classes if not any(block & other for other in c)), None)
        if home is None:
            classes.append(home := [])
        home.append(block)
    whole = all(sum(block.bit_count() for block in c) == code.k for c in classes)
    _require(whole, "the workers do not fall into classes that hold every partition once")
    for i, one in enumerate(classes):
        for a in one:
            for b in (b for other in classes[:i] for b in other):
                fits = code.k * (a & b).bit_count() == a.bit_count() * b.bit_count()
                _require(fits, "two workers of different classes do not share |A| |B| / k")
    return [[block.bit_count() for block in c] for c in classes]


def _product(claim: _Claim) -> None:
    """Workers in a rectangle, with inner products as in a product of two codes of equal overlaps.

    Scaled to sum 1, all rows have square a, and product b with others in their row of the
    rectangle, c in their column, b c/a elsewhere, 0 <= b, c < a: they are those of two factors with
    d + c on the diagonal and c beside it. Errors depend on these alone. As long as e(s) is at most
    e(0) plus the product of ``d/(D c)`` over the factors, D = d + c n, some worst set is a
    staircase (docs/why-it-is-true.md, Products). The best common weight shows that it is.
    """
    (n1, d1, c1), (n2, d2, c2) = _factors(claim.code, claim.proof["workers"])
    n, s = n1 * n2, claim.s
    row1, row2 = d1 + c1 * n1, d2 + c2 * n2
    best, second = claim.code.k - Fraction(n, row1 * row2), max(d1 * row2, row1 * d2)
    common = claim.code.k - Fraction((n - s) * n, row1 * row2 * (n - s) + second * s)
    if c1 and c2:
        limit = best + Fraction(d1, row1 * c1) * Fraction(d2, row2 * c2)
        _require(common <= limit, "so many stragglers are not proved to be a staircase")
    claim.follows_from(best + _staircase(_lost(n1, d1, c1), _lost(n2, d2, c2), s))


def _factors(code: _Code, value: Any) -> list[tuple[int, Fraction, Fraction]]:
    """Workers, d and c of two factors whose product has the inner products of the rectangle."""
    _require(type(value) is list and len(value) > 1, "the workers are no rectangle")
    rows = [_workers(row, range(code.n)) for row in value]
    whole = {len(row) for row in rows} == {code.n // len(rows)} and len(rows[0]) > 1
    _require(
        whole and len({w for row in rows for w in row}) == code.n,
        "the workers are no rectangle of all",
    )
    sums = code.products[0][1:]
    _require(all(sums), "the entries of a row have the sum zero")
    place = {w: (i, j) for i, row in enumerate(rows) for j, w in enumerate(row)}

    def product(w: int, x: int) -> Fraction:
        return Fraction(code.products[w + 1][x + 1], sums[w] * sums[x])

    first = rows[0][0]
    a, b, c = (product(first, w) for w in (first, rows[0][1], rows[1][0]))
    _require(0 <= b < a and 0 <= c < a, "the overlaps are negative, or rows are dependent")
    expected = {
        (True, True): a,
        (True, False): b,
        (False, True): c,
        (False, False): Fraction(b * c, a),
    }
    for w, (i, j) in place.items():
        for x, (y, z) in place.items():
            fits = x > w or product(w, x) == expected[i == y, j == z]
            _require(fits, "inner products are not those of a product of two codes")
    return [(len(rows), 1 - Fraction(c, a), Fraction(c, a)), (len(rows[0]), a - b, b)]


def _lost(n: int, d: Fraction, c: Fraction) -> Rationals:
    """What 0, 1, ..., n silent workers of a factor take from 1; m workers explain m/(d + c m)."""
    explained = [Fraction(m, d + c * m) for m in range(n + 1)]
    return [explained[n] - explained[n - s] for s in range(n + 1)]


def _staircase(first: Rationals, second: Rationals, s: int) -> Fraction:
    """The worst staircase of s pairs: in each row the first so many, and never more than before.

    Its error is the sum over its rows of the step of the first factor times what is lost in the
    second. ``reach[j][t]`` is the most with t pairs so far, when the last row has at least j.
    """
    scales = [lcm(*(x.denominator for x in part)) for part in (first, second)]
    steps = [int((b - a) * scales[0]) for a, b in pairwise(first)]
    losses = [int(x * scales[1]) for x in second]
    reach = [[0, *[-1] * s] for _ in losses]
    for step in steps:
        found: Matrix = []
        for j in reversed(range(len(losses))):
            added = [x + step * losses[j] if x >= 0 else -1 for x in reach[j]]
            here = ([-1] * j + added)[: s + 1]
            found.append([*map(max, here, found[-1])] if found else here)
        reach = found[::-1]
    return Fraction(reach[0][s], scales[0] * scales[1])


def _copies(claim: _Claim) -> _Claim:
    """Every row is there c times, up to a factor: the claim about one of each, and s // c of them.

    The span of the others loses a row when all c copies of it are silent, so that s silent workers
    do to it what at most s // c do to the code of one of each.
    """
    code = claim.code
    counts = Counter(max(tuple(row), tuple(-x for x in row)) for row in code.rows)
    copies = min(counts.values())
    _require(copies > 1 == len({*counts.values()}), "not every row is there as often")
    value = {"name": code.name, "encoding": [[*map(str, row)] for row in counts]}
    single = _Code(value, code.decoder, None)
    return claim._replace(code=single, s=claim.s // copies, proof=claim.proof["proof"])


def _ranks(claim: _Claim) -> None:
    """Any n - s rows span what all rows span, and 1 is in it: the error is zero.

    If N is a basis of the left null space, the rows without S span all of it exactly if the s
    columns of S in N are independent. Modulo a prime ranks can only be lost: if all rows have the
    rank there that they have in the rationals, then so have the others.
    """
    code, s = claim.code, claim.s
    _require(comb(code.n, s) <= _MOST_SETS, f"more than {_MOST_SETS} sets to check")
    error, rank = _all_together(code)
    _require(error == 0, "not even all workers decode without error")
    null = _left_null_space(code)
    _require(len(null) == code.n - rank, "the rank is smaller modulo the prime")
    columns = [[row[w] for row in null] for w in range(code.n)]
    _require(_all_independent(columns, s), "some n - s workers span less than all do")
    claim.follows_from(Fraction(0))


def _all_together(code: _Code) -> tuple[int, int]:
    """What is left of 1, up to a scale, when all rows are projected out of it; and their rank."""
    matrix, scale, rank = code.root(0).matrix, 1, 0
    while len(matrix) > 1:
        rank += matrix[-1][-1] != 0
        matrix, scale = _project(matrix, scale)
    return matrix[0][0], rank


def _left_null_space(code: _Code) -> Matrix:
    """A basis, modulo the prime: eliminate the columns of B in [B | I] until I alone is left."""
    unit = [[0] * w + [1] + [0] * (code.n - w - 1) for w in range(code.n)]
    work = [[x % _PRIME for x in row] + e for row, e in zip(code.rows, unit, strict=True)]
    for _ in range(code.k):
        at = next((i for i, row in enumerate(work) if row[0]), None)
        work = [row[1:] for row in work] if at is None else _modulo(work.pop(at), work)
    return work


def _all_independent(vectors: Matrix, size: int) -> bool:
    """Whether any so many of the vectors are independent modulo the prime.

    They are if each is not zero, and the later ones modulo it are so for one less.
    """
    stack = [(vectors, size)]
    while stack:
        some, need = stack.pop()
        if need > 0 and not all(map(any, some)):
            return False
        firsts = range(len(some) - need + 1 if need > 1 else 0)
        stack.extend((_modulo(some[i], some[i + 1 :]), need - 1) for i in firsts)
    return True


def _monotone(claim: _Claim) -> _Claim:
    """More silent workers never help an optimal decoder: it could ignore what they send."""
    more = claim.proof["stragglers"]
    above = type(more) is int and claim.s < more <= claim.code.n
    _require(above, "monotone is from more stragglers only")
    return claim._replace(s=more, proof=claim.proof["proof"])


def _tree(claim: _Claim) -> None:
    """A case distinction over workers, with a good enough decoder for every case; see `_RECORDS`.

    A stack holds the nodes that are left to prove, at first the root. A record replaces the one on
    top by nodes from which it follows. When the stack is empty, so is the list of open cases.
    """
    symmetries, records = claim.proof["symmetries"], claim.proof["records"]
    _require(type(symmetries) is type(records) is list, "a tree is made of lists")
    for number, image in enumerate(symmetries):
        _require_symmetry(claim.code, number, image)
    tree = _Tree(claim.upper, symmetries, _ProvedSets(symmetries, claim.code.n))
    known = "pcflesbok" if claim.code.optimal else "flbok"
    stack = [claim.code.root(claim.s)]
    for number, record in enumerate(records):
        try:
            plain = type(record) is str and not record.strip("0123456789-, pcfelsbok")
            letter, *words = (record.split() if plain else []) or [""]
            _require(len(letter) == 1 and letter in known, "it is of no kind known here")
            _require(stack, "nothing is left to prove")
            tree.proved.add((node := stack.pop()).before)
            stack += _RECORDS[letter](tree, node._replace(before=()), *words)
        except TypeError:
            raise RejectedError(f"record {number}: it has too few or too many words") from None
        except ValueError as error:
            raise RejectedError(f"record {number}: {error}") from None
    _require(not stack, "the records end before the tree does")


def _require_symmetry(code: _Code, number: int, image: Any) -> None:
    """A permutation of the workers that keeps all inner products keeps all errors."""
    order = [0, *(w + 1 for w in _workers(image, range(code.n)))]
    moved = [[row[i] for i in order] for row in map(code.products.__getitem__, order)]
    _require(moved == code.products, f"symmetry {number} does not keep inner products")


# Kinds of bounds: n rows B_w as they are written, f = n - s survivors with indicator z in {0,1}^n.


def _polynomial(claim: _Claim) -> None:
    """Weights v decode every set with error ``q(z) = |sum z_i v_i B_i - 1|^2 <= upper``.

    Let R(z) be ``upper - q(z)``, less products of z_i, 1 - z_i with coefficients that are not
    negative, plus ``(sum u_i z_i + c)(sum z - f)``. If on 0/1 vectors, where z_i^2 = z_i, it is
    ``[1 z] P [1 z]'`` with P positive semidefinite, then R >= 0, and upper >= q(z) if sum z = f.
    """
    rows, n, k, f = claim.code.given, claim.code.n, claim.code.k, claim.code.n - claim.s
    v, u = _rationals(claim.proof["weights"], n), _rationals(claim.proof["balance"], n)
    c, diagonal = _rational(claim.proof["constant"]), _rationals(claim.proof["diagonal"], n)
    decoded = [[x * weight for x in row] for row, weight in zip(rows, v, strict=True)]
    constant = claim.upper - k - c * f
    linear = [2 * sum(r) - _dot(r, r) - x * f + c + x for r, x in zip(decoded, u, strict=True)]
    square = [
        [_HALF * (u[i] + u[j]) - _dot(decoded[i], decoded[j]) for j in range(n)] for i in range(n)
    ]
    _require(type(claim.proof["pairs"]) is list, "the pairs are no list")
    for kind, i, j, text in claim.proof["pairs"]:
        x = _rational(text)
        _workers([i, j], range(n))
        _require(x >= 0, "a product has a negative coefficient")
        _require(kind in ("both", "first", "none"), "the kind of a product is not known")
        half = _HALF * x if kind == "first" else -_HALF * x
        square[i][j] += half
        square[j][i] += half
        if kind == "first":  # z_i (1 - z_j)
            linear[i] -= x
        if kind == "none":  # (1 - z_i) (1 - z_j)
            linear[i] += x
            linear[j] += x
            constant -= x
    edge = [_HALF * (x - own) for x, own in zip(linear, diagonal, strict=True)]
    for i, own in enumerate(diagonal):
        square[i][i] = own
    matrix = [[constant, *edge], *([x, *row] for x, row in zip(edge, square, strict=True))]
    _require(semidefinite(matrix), "the matrix of the polynomial is not positive semidefinite")


def _perspective(claim: _Claim) -> None:
    """Positive scales d that leave ``Q = I - sum d_w B_w' B_w`` definite, and any decoder x.

    The error of S is the maximum of ``2 1'y - |y|^2`` over y with B_w y = 0 outside S, at most
    ``(1 - B'x)' Q^-1 (1 - B'x) + (the sum of x_w^2/d_w over S)``. That it is at most ``upper`` for
    the s largest x_w^2/d_w is, by the Schur complement, that a matrix is positive semidefinite.
    """
    code, proof = claim.code, claim.proof
    x, d = _rationals(proof["decoder"], code.n), _rationals(proof["scales"], code.n)
    _require(min(d) > 0, "a scale is not positive")
    rest = _residual(code, x)
    most = sorted((Fraction(a * a, b) for a, b in zip(x, d, strict=True)), reverse=True)[: claim.s]
    matrix = [[claim.upper - sum(most), *rest]]
    columns = [list(column) for column in zip(*code.given, strict=True)]
    for i, column in enumerate(columns):
        scaled = [a * b for a, b in zip(column, d, strict=True)]
        matrix.append([rest[i], *((i == j) - _dot(scaled, y) for j, y in enumerate(columns))])
    _require(semidefinite(matrix), "the matrix of the perspective is not positive semidefinite")


def _big_m(claim: _Claim) -> None:
    """Decoders x, each better than the last: once errors are known to be at most E (first k).

    The y of `_perspective` that attains the error has |y|^2 <= E, hence |B_w y| <= |B_w| sqrt(E):
    the error is at most ``|1 - B'x|^2 + (the sum of 2 |x_w| |B_w| sqrt(E) over S)``.
    """
    code, known = claim.code, Fraction(claim.code.k)
    _require(type(claim.proof["decoders"]) is list, "the decoders are no list")
    for decoder in claim.proof["decoders"]:
        x = _rationals(decoder, code.n)
        rows = zip(x, code.given, strict=True)
        costs = sorted((2 * abs(a) * _root(_dot(b, b) * known) for a, b in rows), reverse=True)
        rest = _residual(code, x)
        known = min(known, _dot(rest, rest) + sum(costs[: claim.s]))
    claim.follows_from(known)


def _residual(code: _Code, x: Rationals) -> Rationals:
    """``1 - B'x``."""
    return [1 - _dot(x, column) for column in zip(*code.given, strict=True)]


def _dot(a: Iterable[Fraction], b: Iterable[Fraction]) -> Fraction:
    return sum((x * y for x, y in zip(a, b, strict=True) if x and y), Fraction(0))


def _root(value: Fraction) -> Fraction:
    """A rational number not below the square root, and hardly above."""
    scaled = -(-(value.numerator << 80) // value.denominator)
    return Fraction(isqrt(scaled) + (isqrt(scaled) ** 2 < scaled), 1 << 40)


_OPTIMAL, _FIXED = ("optimal",), ("one-step", "block-design")
_ALL = _OPTIMAL + _FIXED
_KINDS = {
    "equal-overlap": _Kind(_equal_overlap, "", _ALL),
    "disjoint-groups": _Kind(_disjoint_groups, "", _OPTIMAL),
    "orthogonal-classes": _Kind(_orthogonal_classes, "", _OPTIMAL),
    "product": _Kind(_product, "workers", _OPTIMAL),
    "copies": _Kind(_copies, "proof", _OPTIMAL),
    "ranks": _Kind(_ranks, "", _OPTIMAL),
    "monotone": _Kind(_monotone, "stragglers proof", _OPTIMAL),
    "tree": _Kind(_tree, "symmetries records", _OPTIMAL),
    "fixed-tree": _Kind(_tree, "symmetries records", _FIXED),
    "polynomial": _Kind(_polynomial, "weights balance constant pairs diagonal", _OPTIMAL),
    "perspective": _Kind(_perspective, "decoder scales", _OPTIMAL),
    "big-m": _Kind(_big_m, "decoders", _OPTIMAL),
}


# Trees.


class _Errors(NamedTuple):
    """``factor`` times the error of T is at most ``base`` plus the values of the workers in T."""

    factor: int
    base: int
    values: list[int]


class _Node(NamedTuple):
    """It is to be proved: whichever t of the undecided are silent too, the error is small enough.

    ``matrix`` has the inner products, times ``scale``, of the target (index 0) and the undecided
    workers, after what the kept ones explain was taken out of them by ``step``. The policy is to
    decode worker w with weight ``weights[w] / q`` if it answers.
    """

    weights: dict[int, int]  # of the undecided workers, ascending
    silent: list[int]
    t: int
    matrix: Matrix
    scale: int
    step: Step
    q: int = 1
    known: _Errors | None = None  # at this node only, instead of what the policy says
    before: tuple[int, ...] = ()  # a proved set when the node comes to the top of the stack

    def decided(self, kept: list[int], silent: list[int]) -> _Node:
        """The node with these workers decided too; the policy is inherited by the others."""
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
        by = [self.q, *self.weights.values()]
        lower = [[a * x for x in map(mul, by, row)] for a, row in zip(by, self.matrix, strict=True)]
        return [row + [other[i] for other in lower[i + 1 :]] for i, row in enumerate(lower)]

    def errors(self) -> _Errors:
        """What is known, or what the policy says.

        If R_jk are the products and u_j those with the target, silencing T adds to the error
        ``2 (u_j - sum_k R_jk) + R_jj`` for each j in T, and R_jk for any two: for j at most the
        t - 1 largest.
        """
        if self.known:
            return self.known
        (base, *_), *rows = self.products()
        others, values = max(self.t - 1, 0), []
        for j, (u, *row) in enumerate(rows):
            total, own = sum(row), row.pop(j)
            row.sort(reverse=True)
            base += total - 2 * u
            values.append(2 * (u - total) + own + sum(row[:others]))
        return _Errors(self.scale * self.q**2, base, values)


class _ProvedSets:
    """Sets of workers, and their images, that are in no straggler set of an error above ``upper``.

    When a node is on top, each worker that it keeps makes such a set with those silent there: the
    records that keep one are `_forced`, for what the policy says of the other cases, and `_branch`
    and `_known`, for a set of here; more silent workers later change nothing. So when a node is
    done, its silent workers are a proved set: what contains them is a case of the node, or contains
    a kept worker too. Symmetries keep errors. Images are found when a set of their size is sought.
    """

    def __init__(self, symmetries: list[list[int]], workers: int) -> None:
        self.n = workers
        self.moves = [(image, [1 << w for w in image]) for image in symmetries]
        self.found: set[int] = set()
        self.waiting: dict[int, list[tuple[int, ...]]] = {}

    def add(self, workers: tuple[int, ...]) -> None:
        """A proved set, unless it is empty or of a size that is not looked up."""
        if workers and self._few(len(workers)):
            self.waiting.setdefault(len(workers), []).append(workers)

    def has(self, workers: list[int]) -> bool:
        """Whether these workers, all different, are an image of a set that was added."""
        _require(self._few(len(workers)), "so many sets are not looked up")
        for chosen in self.waiting.pop(len(workers), []):
            self._close([chosen], sum(1 << w for w in chosen))
        return sum(1 << w for w in workers) in self.found

    def _few(self, size: int) -> bool:
        return comb(self.n, size) <= _MOST_PROVED

    def _close(self, open_: list[tuple[int, ...]], mask: int) -> None:
        if mask in self.found:
            return
        self.found.add(mask)
        while open_:
            chosen = open_.pop()
            for image, bits in self.moves:
                if (mask := sum([bits[w] for w in chosen])) not in self.found:
                    self.found.add(mask)
                    open_.append(tuple([image[w] for w in chosen]))


class _Tree(NamedTuple):
    """What all records share: the upper end, verified symmetries, and the sets proved so far."""

    upper: Fraction
    symmetries: list[list[int]]
    proved: _ProvedSets

    def most(self, factor: int) -> int:
        """The largest integer that is at most ``upper`` times a positive factor."""
        return self.upper.numerator * factor // self.upper.denominator


def _policy(_: _Tree, node: _Node, q: str, *weights: str) -> list[_Node]:
    """``p q a_1 a_2 ...``: the same is left, but from here on a_j/q is the weight of worker j.

    Any weights that do not depend on which workers are silent bound the error of optimal decoding.
    """
    _require(int(q) > 0 and len(weights) == len(node.weights), "no policy for this node")
    new = dict(zip(node.weights, map(int, weights), strict=True))
    return [node._replace(weights=new, q=int(q), known=None)]


def _concave(_: _Tree, node: _Node, *numbers: str) -> list[_Node]:
    """``c l z y_1 y_2 ...``: the same is left, but with the errors from a concave bound.

    For survivors z of the undecided the error is a quadratic form ``z'Rz`` and a linear one, with
    z_j^2 = z_j: so ``z'Rz = l sum z - z'Sz``, S = l I - R. If S is semidefinite on vectors of sum
    zero then ``z'Sz >= 2 z'Sy - y'Sy`` for any y with the sum of z, and what is left is linear.
    """
    _require(len(numbers) > 1, "there are not enough numbers")
    size, z, *y = map(int, numbers)
    fits = len(y) == len(node.weights) and sum(y) == z * (len(y) - node.t)
    _require(fits and z > 0 < node.t, "no point for this node")
    (base, *target), *rows = node.products()
    size *= node.scale
    rows = [[*row[1:j], row[j] - size, *row[j + 1 :]] for j, row in enumerate(rows, start=1)]
    others, last, end = rows[:-1], rows[-1], rows[-1][-1]  # rows of -S; below on e_j - e_last
    form = [[last[j] + last[k] - r[k] - end for k in range(j + 1)] for j, r in enumerate(others)]
    _require(_definite(form), "the size is not proved to be large enough")
    slope = [sum(map(mul, row, y)) for row in rows]
    values = [z * (z * (2 * u - size) - 2 * x) for x, u in zip(slope, target, strict=True)]
    base = z * z * base - sum(map(mul, slope, y)) - sum(values)
    return [node._replace(known=_Errors(node.scale * (node.q * z) ** 2, base, values))]


def _exact(tree: _Tree, node: _Node) -> list[_Node]:
    """``e``: nothing is left, since the kept workers decode well enough; with t = 0 all others.

    The undecided who answer can only help.
    """
    node = node if node.t else node.decided([*node.weights], [])
    _require(node.matrix[0][0] <= tree.most(node.scale), "the kept workers do not suffice")
    return []


def _sets(tree: _Tree, node: _Node) -> list[_Node]:
    """``s``: nothing is left, since the error of every T has been computed.

    The inner products are swept on a basis of the undecided: see `_sweep` and `_try_sets`.
    """
    few = node.t <= _MOST_SILENT and comb(len(node.weights), node.t) <= _MOST_SETS_AT_ONCE
    _require(few, "there are too many sets to look at")
    full = [
        [*row, *(other[i] for other in node.matrix[i + 1 :])] for i, row in enumerate(node.matrix)
    ]
    matrix, scale = _sweep_rest(full, node.scale)
    _try_sets(tree.upper, matrix, scale, [*range(1, len(matrix))], node.t)
    return []


def _try_sets(upper: Fraction, matrix: Matrix, scale: int, open_: list[int], t: int) -> None:
    """Require that the error is at most ``upper`` without any t of the open workers.

    In a matrix swept on a basis of all who answer (the signs of whose diagonal entries are
    negative) are E, the weights x, and -H for the inverse H of the Gram matrix, all times
    ``scale``. Spare workers are those not swept; their rows are combinations N of the basis. To
    lose worker i of the basis adds x_i^2 / H_ii, to lose i and j adds x'K^-1 x for K = H_{ij,ij};
    but if the row of a spare worker needs i, it takes the place of i, and nothing is added. To lose
    a spare worker adds nothing.
    """
    room = upper.numerator * scale - upper.denominator * matrix[0][0]
    _require(room >= 0, "the others do not suffice")
    target, q = matrix[0], upper.denominator
    spare = [
        row for row, own in zip(matrix, range(len(matrix)), strict=True) if own and not row[own]
    ]
    if t == 1:
        for i in open_:
            if matrix[i][i] and not any(row[i] for row in spare):
                _require(q * target[i] ** 2 <= -room * matrix[i][i], "a set is not good enough")
    elif t == 2 and not spare:
        for a, i in enumerate(open_):
            x, row, h = target[i], matrix[i], -matrix[i][i]
            for j in open_[a + 1 :]:
                y, both, own = target[j], -row[j], -matrix[j][j]
                gain = x * (x * own - 2 * y * both) + y * y * h
                _require(q * gain <= room * (h * own - both**2), "a set is not good enough")
    elif t:
        for a, i in enumerate(open_[: len(open_) - t + 1]):
            less, new = _sweep(matrix, scale, i) if matrix[i][i] else (matrix, scale)
            less = [row[:i] + row[i + 1 :] for row in less[:i] + less[i + 1 :]]
            less, new = _sweep_rest(less, new)
            _try_sets(upper, less, new, [j - 1 for j in open_[a + 1 :]], t - 1)


def _leaf(tree: _Tree, node: _Node) -> list[_Node]:
    """``l``: nothing is left, since the values of T are at most the t largest."""
    factor, base, values = node.errors()
    worst = base + sum(sorted(values, reverse=True)[: node.t])
    _require(worst <= tree.most(factor), "the policy does not suffice")
    return []


def _forced(tree: _Tree, node: _Node, *lists: str) -> list[_Node]:
    """``f K S``: the T without K and with all of S are left, since for others the policy will do.

    A T with w in K has at most the value of w and the t - 1 largest others; a T without w in S has
    at most the t largest others. Lists are like ``0,3,5``; ``-`` is empty.
    """
    _require(len(lists) == 2, "two lists are forced")
    kept, silent = ([int(w) for w in text.split(",") if text != "-"] for text in lists)
    _workers(kept + silent, node.weights)
    _require(0 < node.t < len(node.weights), "there is nothing to be forced")
    factor, base, values = node.errors()
    ranked, value = sorted(values, reverse=True), dict(zip(node.weights, values, strict=True))
    last, beyond = ranked[node.t - 1 : node.t + 1]
    room = tree.most(factor) - base - sum(ranked[: node.t - 1])
    for w in kept:  # if silent, w is among the t, or takes the place of the last of them
        _require(min(value[w], last) <= room, f"worker {w} is not forced to stay")
        tree.proved.add((*node.silent, w))
    for w in silent:  # if kept, w leaves its place among the t to the one beyond
        _require(last + beyond - max(value[w], beyond) <= room, f"worker {w} is not forced out")
    return [node.decided(kept, silent)]


def _branch(tree: _Tree, node: _Node, worker: str, symmetries: str = "") -> list[_Node]:
    """``b j``: with j silent, which comes first, and with j kept. ``o j g1,g2,...``: an orbit kept.

    If symmetries g keep the silent and the undecided, a T with any worker of the orbit of j can be
    moved to one with j, of the same error. A case in which too few workers are left is none.
    """
    numbers = [int(g) for g in symmetries.split(",") if symmetries]
    images = [tree.symmetries[g] for g in _workers(numbers, range(len(tree.symmetries)))]
    parts = {*node.weights}, {*node.silent}
    same = all({image[w] for w in part} == part for part in parts for image in images)
    _require(same, "a symmetry does not keep what is decided")
    orbit = _workers([int(worker)], node.weights)
    for w in orbit:
        orbit += {image[w] for image in images}.difference(orbit)
    possible = node.t <= len(node.weights) - len(orbit)
    first = node.decided([], orbit[:1])
    second = [node.decided(orbit, [])._replace(before=(*first.silent,))] if possible else []
    return [*second, first]


def _known(tree: _Tree, node: _Node, *lists: str) -> list[_Node]:
    """``k K Q``: with K kept, since each of K makes a proved set with the silent workers of Q.

    A T with a worker of K makes a straggler set with such a subset, which is good enough. A case in
    which too few workers are left is none.
    """
    _require(len(lists) == 2, "two lists are known")
    kept, silent = ([int(w) for w in text.split(",") if text != "-"] for text in lists)
    _workers(kept, node.weights)
    _workers(silent, node.silent)
    for w in kept:
        _require(tree.proved.has([*silent, w]), f"worker {w} makes no proved set with these")
    possible = node.t <= len(node.weights) - len(kept)
    return [node.decided(kept, [])] if possible else []


_RECORDS: dict[str, Callable[..., list[_Node]]] = {
    "p": _policy,
    "c": _concave,
    "f": _forced,
    "l": _leaf,
    "e": _exact,
    "s": _sets,
    "b": _branch,
    "o": _branch,
    "k": _known,
}


# Bounds for every encoding of a class. Partitions lose all holders: they are silenced, and add 1.


class _Class(NamedTuple):
    """All encodings with k d non-zero entries: "binary" means that those of a row are equal.

    With ``copies`` every partition is on d workers, with ``level`` every worker holds k d/n. A
    proof of "unless a design" has shown the rest for ``designs``, and goes on without them.
    """

    n: int
    k: int
    d: Fraction
    binary: bool = True
    copies: bool = True
    level: bool = False
    designs: bool = True

    def __str__(self) -> str:
        kind = "0/1 code" if self.binary else "code"
        each = f"each on {self.d} workers" if self.copies else f"mean redundancy {self.d}"
        load = f", constant load {self.load}" if self.level else ""
        return f"every {kind} of {self.n} workers, {self.k} partitions, {each}{load}"

    @property
    def load(self) -> Fraction:
        """How many partitions a worker holds on average."""
        return Fraction(self.d * self.k, self.n)

    @property
    def design(self) -> Fraction | None:
        """How many holders any two partitions share in a symmetric design, if n = k allows one."""
        shared = Fraction(self.d * (self.d - 1), max(self.n - 1, 1))
        fits = self.binary and self.copies and self.n == self.k and 0 < self.d < self.n
        return shared if fits and shared.denominator == 1 else None

    def of_design(self, s: int) -> Fraction:
        """The error of any s < n stragglers in that design; every two of its workers share c."""
        c = self.design
        if c is None or s >= self.n:
            raise RejectedError("no symmetric design has these numbers")
        return Fraction(s * (self.d - c), self.d * self.d - c * s)

    def needs(self, **what: bool) -> _Class:
        """This class, if it has these properties."""
        has = self._asdict() | {"holders": self.d >= 1}
        _require(all(has[name] is x for name, x in what.items()), "not proved of this class")
        return self


_WORDS = "workers partitions redundancy coefficients constant_replication constant_load"


def _class(value: Any) -> _Class:
    _require_keys(value, "class", _WORDS)
    n, k, d, kind, copies, level = map(value.__getitem__, _WORDS.split())
    whole = all(type(x) is int and 0 < x <= most for x, most in ((n, _MOST_WORKERS), (k, 10**6)))
    _require(whole, f"there are not 1..{_MOST_WORKERS} workers and 1..{10**6} partitions")
    known = kind in ("binary", "real") and type(copies) is type(level) is bool
    codes = _Class(n, k, _rational(d), kind == "binary", copies, level)
    _require(known and 0 <= codes.d <= n, "there is no such class")
    _require(not copies or codes.d.denominator == 1, "a constant redundancy is no integer")
    _require(not level or codes.load.denominator == 1, "a constant load is no integer")
    return codes


def _least(codes: _Class, s: int, proof: Any) -> Fraction:
    """What the proof shows: e(s) is at least this for every encoding of the class."""
    known = type(proof) is dict and type(proof.get("kind")) is str and proof["kind"] in _COUNTS
    _require(known, "there is no proof of this kind for a class")
    kind = str(proof["kind"])
    rule, keys = _COUNTS[kind]
    _require_keys(proof, "proof", f"kind {keys}")
    return Fraction(rule(codes, s, proof))


def _chance(n: int, s: int, copies: int) -> Fraction:
    """That s random workers are all holders of a partition; convex in the number of copies."""
    return Fraction(comb(s, copies), comb(n, copies))


def _mean(at: Callable[[int], Fraction], x: Fraction) -> Fraction:
    """A convex function between integers: the least mean over integers of the mean x."""
    low = x.numerator // x.denominator
    return (1 - x + low) * at(low) + ((x - low) * at(low + 1) if x > low else 0)


def _on_average(codes: _Class, s: int, _: Any) -> int:
    """Random stragglers silence so many on average, some set at least that, rounded up."""
    return ceil(codes.k * _mean(partial(_chance, codes.n, s), codes.d))


def _idlest(codes: _Class, s: int, _: Any) -> int:
    """The n - s workers of least load hold at most their mean: the others lack a holder."""
    return max(0, codes.k - int((codes.n - s) * codes.load))


def _overlaps(codes: _Class) -> tuple[int, int]:
    """Quotient and remainder of the least sum of overlaps over all ordered pairs of partitions.

    It is the sum of L (L - 1) over the loads L, least if they differ by at most one.
    """
    low, more = divmod(int(codes.k * codes.d), codes.n)
    total = codes.n * low * (low - 1) + 2 * low * more
    return divmod(total, codes.k * (codes.k - 1)) if codes.k > 1 else (0, 0)


def _in_turn(codes: _Class, s: int, _: Any) -> int:
    """Of t workers that silence m one is in at most m d/t of these: t - 1 silence the others.

    With X silenced by random workers, ``max X >= E X^2/E X`` is a mean over pairs of partitions.
    Their 2d - o holders have the chance of `_chance`, convex in the overlap o, of known mean.
    """
    n, k, d = codes.needs(copies=True, holders=True)[:3]
    low, more = _overlaps(codes)
    shared = max(Fraction(low) + (Fraction(more, k * (k - 1)) if more else 0), 2 * d - n)
    silenced, holders = k, int(d)
    for t in range(n, s, -1):
        if t <= holders:
            return 0
        both = _mean(partial(_chance, n, t - 1), 2 * d - shared) if k > 1 else 0
        pairs = 1 + Fraction((k - 1) * both, _chance(n, t - 1, holders))
        silenced = max(-(-silenced * (t - holders) // t), ceil(pairs))
    return silenced


def _two(codes: _Class) -> int:
    """So many workers are all the holders of some two partitions.

    Some two share the mean o, rounded up, or more: if all share o < d, then the k columns of zeros
    and ones have the products (d - o) I + o J and are independent, so that k <= n; and for k = n
    the loads are equal, and any two workers share o, too: a symmetric design.
    """
    shared, more = _overlaps(codes.needs(copies=True, holders=True))
    beyond = codes.k > codes.n or (codes.k == codes.n and not codes.designs)
    return 2 * int(codes.d) - shared - bool(more or (shared < codes.d and beyond))


def _two_partitions(codes: _Class, s: int, _: Any) -> int:
    """Two partitions are silenced by `_two` workers."""
    _require(codes.k > 1, "there are no two partitions")
    return 2 if s >= _two(codes) else 0


def _one_by_one(codes: _Class, s: int, _: Any) -> int:
    """If u workers silence p, some other partition has the mean of its copies there, rounded up."""
    n, k = codes.needs(copies=True, level=True, holders=True)[:2]
    d, load, p = int(codes.d), int(codes.load), 1
    needed = d
    while needed <= s:
        if p == k:
            return k
        needed = min(n, needed + d - -(-(needed * load - p * d) // (k - p)))
        p, needed = p + 1, min(needed, _two(codes)) if p == 1 else needed
    return p - 1


def _star(codes: _Class, s: int, _: Any) -> Fraction:
    """Some f = n - s workers share c partitions: one more always holds the mean of what is shared.

    Without these columns their Gram matrix is G' = G - c J. With Q = 1'G^+1 and Q' likewise,
    Q = Q'/(1 + c Q') and (L - c)^2 Q' is at most the number of other partitions that they touch.
    The error is k - L^2 Q.
    """
    n, k, d = codes.needs(copies=True, level=True, binary=True, holders=True)[:3]
    load, f = int(codes.load), n - s
    _require(0 < f <= d, "a star has 1..d survivors")
    shared = load
    for m in range(1, f):
        shared = max(0, ceil(Fraction(shared * (d - m), n - m)))
    touched, square = min(f * (load - shared), k - shared), (load - shared) ** 2
    ratio = Fraction(touched, square + shared * touched) if square else Fraction(1, load)
    return k - load * load * ratio


def _three(codes: _Class, s: int, _: Any) -> Fraction:
    """Three survivors are at least as bad as in a design (docs/optimal-codes.md, theorem 3)."""
    codes.needs(level=True)
    _require(codes.n >= 6 and s == codes.n - 3, "there are not three of at least six workers")
    return codes.of_design(s)


def _dimension(codes: _Class, s: int, proof: Any) -> Fraction:
    """A partition more for d stragglers more, so many times: from e(t) >= e, t = s - d, and so on.

    Some t stragglers leave an error of e. What the others send spans at most n - t dimensions; with
    the projection P on what is orthogonal to it, p = P 1, |p|^2 = e, trace P = m >= k - n + t.
    Silencing the holders of j puts e_j there: an error of ``e + (1 - p_j)^2/(1 - P_jj)``. Over j
    the numerators sum to k - e, the denominators to k - m, and some j has the ratio of the sums.
    """
    n, k, d = codes.needs(copies=True, holders=True)[:3]
    times = proof["times"]
    _require(type(times) is int and 0 < times * d <= s, "not so many partitions can be added")
    t = s - times * int(d)
    error = _least(codes, t, proof["proof"])
    for _ in range(times):
        error += Fraction(k - error, min(k, n - t))
        t += int(d)
    return error


def _fewer(codes: _Class, s: int, proof: Any) -> Fraction:
    """More silent workers never help an optimal decoder: what holds of fewer holds of s."""
    t = proof["stragglers"]
    _require(type(t) is int and 0 <= t < s, "it is not from fewer stragglers")
    return _least(codes, t, proof["proof"])


def _complement(codes: _Class, s: int, proof: Any) -> Fraction:
    """The proof is about J - B: for every set of stragglers its error e gives that of B.

    One over an error is the least |y|^2 with 1'y = 1 that the survivors annul. Those of B annul y
    if those of C = J - B have C_F y = 1. With the load r of C, y = 1/r + z, where C_F z = 0 and
    1'z = 1 - k/r, so that the least |z|^2 is (1 - k/r)^2/e; and |y|^2 = (2 r - k)/r^2 + |z|^2. The
    complement of a symmetric design is one.
    """
    codes.needs(copies=True, level=True, binary=True, holders=True)
    k, r = codes.k, codes.k - codes.load
    _require(r > 0, "every worker holds all: the complement is empty")
    e = _least(codes._replace(d=codes.n - codes.d), s, proof["proof"])
    return Fraction(r * r * e, (k - r) ** 2 - (k - 2 * r) * e)


def _unless_design(codes: _Class, s: int, proof: Any) -> Fraction:
    """Every code of the class is a symmetric design (see `_two`), or in the class without them."""
    other = _least(codes._replace(designs=False), s, proof["proof"])
    return min(codes.of_design(s), other)


_COUNTS: dict[str, tuple[Callable[[_Class, int, Any], Fraction | int], str]] = {
    "silenced on average": (_on_average, ""),
    "silenced in turn": (_in_turn, ""),
    "silenced one by one": (_one_by_one, ""),
    "least loads": (_idlest, ""),
    "two partitions": (_two_partitions, ""),
    "star": (_star, ""),
    "three survivors": (_three, ""),
    "dimension": (_dimension, "times proof"),
    "fewer stragglers": (_fewer, "stragglers proof"),
    "complement": (_complement, "proof"),
    "unless a design": (_unless_design, "proof"),
}


# Matrices.


def _project(matrix: Matrix, scale: int) -> tuple[Matrix, int]:
    """Project all rows along the last; scaled to minors: divisions are exact (Bareiss)."""
    *others, pivot = matrix
    if not (p := pivot[-1]):
        return others, scale
    rows = zip(pivot, others, strict=False)
    return [[(p * x - f * y) // scale for x, y in zip(r, pivot, strict=False)] for f, r in rows], p


def _sweep(matrix: Matrix, scale: int, i: int) -> tuple[Matrix, int]:
    """Sweep a full symmetric matrix on index i, or undo that: scaled to minors, as `_project`.

    With pivot p in the matrix divided by ``scale``, entries become ``x - y z / p`` outside row and
    column i, ``y / |p|`` in them, and ``-1 / p`` at (i, i). All entries times the determinant of
    the Gram matrix of those swept, which is the new scale, are minors.
    """
    pivot = matrix[i]
    p, sign = abs(pivot[i]), 1 if pivot[i] > 0 else -1
    swept = []
    for row in matrix:
        f = sign * row[i]
        swept.append([(p * x - f * y) // scale for x, y in zip(row, pivot, strict=True)])
        swept[-1][i] = row[i]
    swept[i] = [*pivot[:i], -sign * scale, *pivot[i + 1 :]]
    return swept, p


def _sweep_rest(matrix: Matrix, scale: int) -> tuple[Matrix, int]:
    """Sweep on all workers that still can be: those with what the swept ones do not explain."""
    for i in range(1, len(matrix)):
        if matrix[i][i] > 0:
            matrix, scale = _sweep(matrix, scale, i)
    return matrix, scale


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


def semidefinite(matrix: list[Rationals]) -> bool:
    """Whether a symmetric rational matrix is positive semidefinite: elimination in integers.

    Pivots must not be negative, and a zero pivot must have zeros beside it; entries of the
    elimination are minors, so every division is exact.

    >>> semidefinite([[Fraction(1), Fraction(1)], [Fraction(1), Fraction(1)]])
    True
    >>> semidefinite([[Fraction(1), Fraction(2)], [Fraction(2), Fraction(1)]])
    False
    """
    scale = lcm(*(x.denominator for row in matrix for x in row))
    work, previous = [[int(x * scale) for x in row] for row in matrix], 1
    while work:
        (pivot, *beside), *others = work
        if pivot < 0 or (pivot == 0 and any(beside)):
            return False
        if pivot == 0:
            work = [row[1:] for row in others]
            continue
        work = [
            [(pivot * x - first * y) // previous for x, y in zip(row, beside, strict=True)]
            for first, *row in others
        ]
        previous = pivot
    return True


def _modulo(pivot: list[int], vectors: Matrix) -> Matrix:
    """The vectors modulo the pivot, without the first coordinate in which it is not zero."""
    p, at = next((x, i) for i, x in enumerate(pivot) if x)
    rest = ([(p * x - v[at] * y) % _PRIME for x, y in zip(v, pivot, strict=True)] for v in vectors)
    return [v[:at] + v[at + 1 :] for v in rest]


# Files.


def read(path: str | Path) -> Any:
    """The JSON value in a file, compressed by gzip or not.

    Raises:
        UnreadableError: the file is missing, damaged, too large, not UTF-8, or not JSON.
        RejectedError: an object names a key twice, so that readers could differ about it.

    >>> read("no such file")
    Traceback (most recent call last):
    adversary.check.UnreadableError: No such file or directory
    """
    try:
        with Path(path).open("rb") as file:
            content = file.read(_MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        raise UnreadableError(getattr(error, "strerror", None) or str(error)) from None
    return parse(content)


def parse(content: bytes) -> Any:
    """The JSON value of the bytes of a file; see `read`.

    >>> parse(b'{"a": 1, "a": 2}')
    Traceback (most recent call last):
    adversary.check.RejectedError: an object names a key twice: "a"
    """
    _require_readable(content, "there is nothing in the file")
    _require_readable(len(content) <= _MOST_BYTES, f"it has more than {_MOST_BYTES} bytes")
    content = _unpacked(content) if content.startswith(b"\x1f\x8b") else content
    try:
        return json.loads(content.decode(), object_pairs_hook=_object, parse_constant=_constant)
    except (RejectedError, UnreadableError):
        raise
    except UnicodeDecodeError:
        raise UnreadableError("it is not UTF-8 text") from None
    except RecursionError:
        raise UnreadableError("it is nested too deeply") from None
    except ValueError as error:
        raise UnreadableError(f"it is not JSON: {error}") from None


def _unpacked(content: bytes) -> bytes:
    """What a gzip file holds: one stream, whole, of bounded length."""
    stream = zlib.decompressobj(31)
    try:
        text = stream.decompress(content, _MOST_BYTES)
    except zlib.error as error:
        raise UnreadableError(f"its gzip data are damaged: {error}") from None
    _require_readable(not stream.unconsumed_tail, f"it unpacks to more than {_MOST_BYTES} bytes")
    _require_readable(stream.eof, "its gzip data end too early")
    _require_readable(not stream.unused_data, "something follows its gzip data")
    return text


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of JSON, none of whose keys is named twice."""
    found: dict[str, Any] = {}
    for key, value in pairs:
        cut = json.dumps(key[:_LONGEST_NAME])
        _require(key not in found, f"an object names a key twice: {cut}")
        found[key] = value
    return found


def _constant(name: str) -> None:
    raise UnreadableError(f"it is not JSON: {name} is no number")


def _require_readable(condition: object, sentence: str) -> None:
    if not condition:
        raise UnreadableError(sentence)


def main(paths: list[str], identity: str | None = None) -> int:
    """Check files, a line for each: 0 if all are proved, 1 if one is rejected, 2 if unreadable.

    With an identity, what is about another encoding is rejected.

    >>> main([])
    2
    """
    before = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(_MOST_DIGITS)
    try:
        return max([_tell(path, identity) for path in paths], default=2)
    finally:
        sys.set_int_max_str_digits(before)


def _tell(path: str, identity: str | None) -> int:
    """Print the verdict on one file."""
    try:
        status, sentence = 0, f"proved: {check(read(path), identity)}"
    except RejectedError as error:
        status, sentence = 1, f"rejected: {error}"
    except UnreadableError as error:
        status, sentence = 2, f"unreadable: {error}"
    sys.stdout.write(f"{ascii(path)[1:-1]}: {sentence}\n")
    return status


def _script(words: list[str]) -> int:
    """``[--encoding FILE] CERT...``, FILE being a code file or a bare list of rows."""
    if words[:1] in (["-h"], ["--help"]):
        sys.stdout.write(str(__doc__))
        return 0
    if len(words) < 2 or words[0] != "--encoding":
        return main(words)
    try:
        value = read(words[1])
        identity = identity_of(value.get("encoding") if type(value) is dict else value)
    except (TypeError, ValueError) as error:
        sys.stdout.write(f"{ascii(words[1])[1:-1]}: unreadable: {error}\n")
        return 2
    return main(words[2:], identity)


if __name__ == "__main__":
    sys.exit(_script(sys.argv[1:]))
