"""Certificates: a claim about a worst case with its witness and its proof, as a file."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from fractions import Fraction
from importlib.metadata import PackageNotFoundError, version
from math import lcm
from pathlib import Path
from typing import Any

from adversary.check import CERTIFICATE, RejectedError, UnreadableError, check, read
from adversary.checked import accepted_by, long_numbers
from adversary.decoding.decode import Decoder, require_decoder
from adversary.worst_case import deadline_after
from adversary.worst_case.closed_form import ClosedForm, closed_form
from adversary.worst_case.enumeration import Progress
from adversary.worst_case.proof import Proof
from adversary.worst_case.request import Request
from adversary.worst_case.result import Method, WorstCase
from adversary.worst_case.sharing import Threads, sharing
from designs.algebra.linear import Rational, plain
from designs.codes import GradientCode
from designs.codes.coerce import CodeLike, as_code
from designs.codes.structure import Copies, copied_workers, equal_overlap, levelled, rectangle
from designs.errors import BadInput, VerificationError, integer, require, show
from designs.files import write_bytes


@dataclass(frozen=True, slots=True)
class Certificate:
    """The claim ``lower <= e(s) <= upper``, a straggler set that attains lower, a proof of upper.

    ``proof`` is a JSON object in the grammar of docs/formats.md. Nothing is checked here: `verify`
    hands the certificate to the checker, `adversary.check`, which is independent of the search.
    ``about`` is informative: it is neither compared nor checked.

    >>> from designs import block_design
    >>> quarter, proof = Fraction(1, 4), {"kind": "equal-overlap"}
    >>> plane = block_design(7, 3, 1)
    >>> certificate = Certificate(plane, 1, "optimal", quarter, quarter, (0,), proof)
    >>> verify(certificate).partition(" for ")[0]
    'e(1) = 1/4'
    """

    code: GradientCode
    stragglers: int
    decoder: Decoder
    lower: Rational
    upper: Rational
    witness: tuple[int, ...]
    proof: Mapping[str, Any]
    about: Mapping[str, Any] = field(default_factory=dict, compare=False)

    def to_json(self) -> dict[str, Any]:
        """The JSON object of a certificate file."""
        content = {
            "format": CERTIFICATE,
            "code": {"name": self.code.name, "encoding": _rows(self.code)},
            "claim": {
                "stragglers": self.stragglers,
                "decoder": self.decoder,
                "lower": show(self.lower),
                "upper": show(self.upper),
            },
            "witness": list(self.witness),
            "proof": dict(self.proof),
        }
        text = json.dumps(content, sort_keys=True, separators=(",", ":"))
        identity = hashlib.sha256(text.encode()).hexdigest()
        return content | {"id": identity, "about": dict(self.about)}

    @property
    def unchecked(self) -> bool:
        """Whether the checker had no time for it when it was made; ``about`` says so in the file.

        >>> from designs import uncoded
        >>> Certificate(uncoded(2), 1, "optimal", 1, 1, (0,), {}, {"checked": False}).unchecked
        True
        """
        return self.about.get("checked") is False

    def identity(self) -> str:
        """SHA-256 of the canonical text of everything but ``id`` and ``about``."""
        return str(self.to_json()["id"])

    @classmethod
    def from_json(cls, value: Any) -> Certificate:
        """The inverse of `to_json`.

        Raises:
            BadInput: not such an object, or in another form than we write, so that the id differs.
        """
        known = isinstance(value, dict) and value.get("format") == CERTIFICATE
        require(known, f'a certificate is an object with "format": "{CERTIFICATE}"')
        try:
            certificate = cls._parsed(value)
            same = certificate.identity() == value["id"]
        except (KeyError, TypeError, ValueError, RecursionError, ZeroDivisionError) as error:
            raise BadInput(f"this certificate lacks a part, or has a wrong one: {error}") from None
        require(same, "the id is not that of the content as we would write it")
        return certificate

    @classmethod
    def _parsed(cls, value: Any) -> Certificate:
        code, claim = value["code"], value["claim"]
        rows = [[*map(int, row)] if isinstance(row, str) else row for row in code["encoding"]]
        require_decoder(claim["decoder"])
        with long_numbers():
            lower, upper = (plain(Fraction(str(claim[end]))) for end in ("lower", "upper"))
        return cls(
            GradientCode.from_json(code | {"encoding": rows}),
            claim["stragglers"],
            claim["decoder"],
            lower,
            upper,
            tuple(value["witness"]),
            dict(value["proof"]),
            dict(value.get("about") or {}),
        )

    def write(self, path: Path) -> None:
        """Write the file completely or not at all; compressed if its name ends with ``.gz``.

        Raises:
            BadInput: the file cannot be written there.
        """
        write_bytes(path, self.to_bytes(packed=path.suffix == ".gz"))

    def to_bytes(self, *, packed: bool) -> bytes:
        """The content of the file that `write` writes, compressed or not."""
        text = (json.dumps(self.to_json(), separators=(",", ":")) + "\n").encode()
        return gzip.compress(text, mtime=0) if packed else text

    @classmethod
    def read(cls, path: Path) -> Certificate:
        """Read a file, compressed or not.

        Raises:
            BadInput: the file cannot be read, or see `from_json`.
        """
        try:
            value = read(path)
        except (RejectedError, UnreadableError) as error:
            raise BadInput(f"cannot read {str(path)!r} as a certificate: {error}") from None
        return cls.from_json(value)


def _rows(code: GradientCode) -> list[Any]:
    """The encoding; as texts of digits if all of its entries are digits."""
    rows: list[Any] = code.to_json()["encoding"]
    digits = all(type(x) is int and 0 <= x <= 9 for row in rows for x in row)
    return ["".join(map(str, row)) for row in rows] if digits else rows


def certified(
    code: CodeLike,
    s: int,
    *,
    decoder: Decoder = "optimal",
    gap: Rational = 0,
    time_limit: float | None = None,
    progress: Progress | None = None,
    keep_on_interrupt: bool = False,
    executor: Executor | None = None,
    workers: int = 1,
    threads: Threads = 1,
) -> tuple[WorstCase, Certificate | None]:
    """The worst case of s stragglers and a certificate that `adversary.check` has accepted.

    The arguments are those of `adversary.worst_case`. There is no certificate if the search was
    stopped before it had proved what it was asked for. If the time limit or an interrupt comes
    while the checker is at work, the certificate is `Certificate.unchecked`.

    Raises:
        BadInput: see `adversary.worst_case`.
        VerificationError: the checker does not accept what the search found, which would be a bug.

    Complexity: that of the search, and of the checker: about as much again, in plain Python.

    >>> from designs import block_design
    >>> result, certificate = certified(block_design(7, 3, 1), 2)
    >>> result.error, certificate.proof
    (Fraction(4, 7), {'kind': 'equal-overlap'})
    """
    code, s = as_code(code), integer(s, "s")
    deadline = deadline_after(time_limit)
    with sharing(threads, executor, workers) as (shared, count):
        request = Request(decoder, Fraction(gap), records=True, executor=shared, workers=count)
        proof = Proof(code, s, request, deadline)
        proof.run(progress, keep_on_interrupt=keep_on_interrupt)
    certificate = None
    try:
        certificate = _certificate_of(code, proof)
        if certificate is not None and not _checked(certificate, deadline):
            certificate = _unchecked(certificate)
    except KeyboardInterrupt:
        if not keep_on_interrupt:
            raise
        certificate = certificate and _unchecked(certificate)
    return proof.result(), certificate


def _certificate_of(code: GradientCode, proof: Proof) -> Certificate | None:
    result, records = proof.result(), proof.records()
    if records is not None:
        return tree_certificate(code, result, records, proof.symmetries)
    if result.proved and proof.by_structure:
        return closed_form_certificate(code, result)
    return None


def _checked(certificate: Certificate, deadline: float | None) -> bool:
    """Whether the checker has accepted it, by the deadline if there is one."""
    if deadline is not None:
        return accepted_by(deadline, certificate.to_bytes(packed=False))
    verify(certificate)
    return True


def _unchecked(certificate: Certificate) -> Certificate:
    return replace(certificate, about={**certificate.about, "checked": False})


def verify(certificate: Certificate) -> str:
    """The sentence that the certificate proves, according to `adversary.check`.

    Raises:
        VerificationError: it does not prove its claim.

    >>> from designs import uncoded
    >>> verify(Certificate(uncoded(2), 1, "optimal", 0, 1, (0,), {"kind": "disjoint-groups"}))
    Traceback (most recent call last):
        ...
    designs.errors.VerificationError: the error of the witness is not the lower end
    """
    try:
        with long_numbers():
            return check(certificate.to_json())
    except RejectedError as error:
        raise VerificationError(str(error)) from None


def closed_form_certificate(code: GradientCode, result: WorstCase) -> Certificate:
    """The certificate of a worst case that needed no search: its structure is all of the proof.

    Raises:
        BadInput: the result rests on something else than a closed form or ranks.

    >>> from adversary.worst_case import worst_case
    >>> from designs import fractional_repetition
    >>> code = fractional_repetition(6, 2)
    >>> closed_form_certificate(code, worst_case(code, 3)).proof
    {'kind': 'disjoint-groups'}
    """
    kind = result.method.certificate_kind
    require(kind is not None, f"a closed form is none of the methods {result.method.sentence!r}")
    return _certificate(code, result, _by_structure(code, result.stragglers, result))


def _by_structure(code: GradientCode, s: int, claim: WorstCase | ClosedForm) -> dict[str, Any]:
    """The proof of a closed form: its kind, and the structure that the checker needs."""
    match claim.method:
        case Method.PRODUCT if (place := rectangle(code)) is not None:
            return {"kind": "product", "workers": [list(row) for row in place.workers]}
        case Method.COPIES if (copies := copied_workers(code)) is not None:
            return {"kind": "copies", "proof": _of_one_copy(copies, s)}
        case Method.EQUAL_OVERLAP if isinstance(claim, ClosedForm) or claim.decoder == "optimal":
            if equal_overlap(GradientCode(code.integer_rows())) is None:
                records = _equal_weights(code, s)
                return {"kind": "tree", "symmetries": [], "records": records}
    return {"kind": claim.method.certificate_kind}


def _of_one_copy(copies: Copies, s: int) -> dict[str, Any]:
    """The proof for the code of one copy of every worker."""
    whole = s // len(copies.workers[0])
    found = closed_form(copies.code, whole)
    if found is None:
        raise BadInput("the code of one copy of every worker must have a closed form")
    return _by_structure(copies.code, whole, found)


def _equal_weights(code: GradientCode, s: int) -> list[str]:
    """A tree of one policy: the weight of equal overlaps on all rows, written for integer rows.

    Equal overlaps can be lost when each row is scaled to coprime integers; the decoder is not.
    """
    level = levelled(code) or code
    h, g, c = equal_overlap(level) or (0, 0, 0)
    bottom = g + c * (code.workers - s - 1)
    weight = Fraction(h) / bottom if bottom else Fraction(0)
    pairs = zip(level.encoding, code.integer_rows(), strict=True)
    lead = [next((Fraction(x) / y for x, y in zip(a, b, strict=True) if y), 1) for a, b in pairs]
    policy = [weight * factor for factor in lead]
    q = lcm(*(x.denominator for x in policy))
    return [" ".join(map(str, ["p", q, *(int(x * q) for x in policy)])), "l"]


def tree_certificate(
    code: GradientCode,
    result: WorstCase,
    records: Sequence[str],
    symmetries: Sequence[Sequence[int]] = (),
) -> Certificate:
    """The certificate of a search, from its records; symmetries are permutations of the workers.

    >>> from adversary.worst_case import worst_case
    >>> code = GradientCode([[1, 1, 0], [0, 1, 1]], name="two")
    >>> verify(tree_certificate(code, worst_case(code, 1), ["b 0", "e", "e"])).partition(" for ")[0]
    'e(1) = 1'
    """
    images = [[int(w) for w in image] for image in symmetries]
    kind = "tree" if result.decoder == "optimal" else "fixed-tree"
    return _certificate(code, result, {"kind": kind, "symmetries": images, "records": [*records]})


def monotone_certificate(code: GradientCode, result: WorstCase, later: Certificate) -> Certificate:
    """The certificate of a point whose upper end is proved by that of more stragglers.

    Raises:
        BadInput: the later certificate is not about more stragglers and at most the upper end.

    >>> from adversary.worst_case import worst_case
    >>> from designs import fractional_repetition
    >>> code = fractional_repetition(6, 3)
    >>> later = closed_form_certificate(code, worst_case(code, 2))
    >>> verify(monotone_certificate(code, worst_case(code, 1), later)).partition(" for ")[0]
    'e(1) = 0'
    """
    fits = later.code == code and later.decoder == result.decoder == "optimal"
    fits = fits and later.stragglers > result.stragglers and later.upper <= result.upper
    require(fits, "the later certificate must bound the error of more stragglers of the same code")
    chain = {"kind": "monotone", "stragglers": later.stragglers, "proof": dict(later.proof)}
    done = later.proof.get("kind") == "monotone"
    return _certificate(code, result, later.proof if done else chain)


def _certificate(code: GradientCode, result: WorstCase, proof: Mapping[str, Any]) -> Certificate:
    about = {"tool": _tool(), "method": result.method.sentence, "seconds": round(result.seconds, 6)}
    s, decoder, witness = result.stragglers, result.decoder, tuple(sorted(result.worst_set))
    return Certificate(code, s, decoder, result.lower, result.upper, witness, proof, about)


def _tool() -> str:
    try:
        return f"kirkman {version('kirkman')}"
    except PackageNotFoundError:
        return "kirkman"
