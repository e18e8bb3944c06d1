"""A worst case together with the certificate that proves it to others."""

from __future__ import annotations

from concurrent.futures import Executor
from fractions import Fraction

from adversary.certificate import (
    Certificate,
    closed_form_certificate,
    tree_certificate,
    verify,
)
from adversary.decoding.decode import Decoder
from adversary.worst_case import deadline_after
from adversary.worst_case.enumeration import Progress
from adversary.worst_case.proof import Proof, Wish
from adversary.worst_case.result import WorstCase
from designs.algebra.linear import Rational
from designs.codes import GradientCode
from designs.codes.coerce import CodeLike, as_code
from designs.errors import integer


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
) -> tuple[WorstCase, Certificate | None]:
    """The worst case of s stragglers and a certificate that `adversary.check` has accepted.

    The arguments are those of `adversary.worst_case`. There is no certificate if the search was
    stopped before it had proved what it was asked for.

    Raises:
        BadInput: see `adversary.worst_case`.
        VerificationError: the judge does not accept what the search found, which would be a bug.

    Complexity: that of the search, and of the judge: about as much again, in plain Python.

    >>> from designs import block_design
    >>> result, certificate = certified(block_design(7, 3, 1), 2)
    >>> result.error, certificate.proof
    (Fraction(4, 7), {'kind': 'equal-overlap'})
    """
    code, s = as_code(code), integer(s, "s")
    wish = Wish(decoder, Fraction(gap), records=True, executor=executor, workers=workers)
    proof = Proof(code, s, wish, deadline_after(time_limit))
    proof.run(progress, keep_on_interrupt=keep_on_interrupt)
    return proof.result(), _certificate(code, proof)


def _certificate(code: GradientCode, proof: Proof) -> Certificate | None:
    result, records = proof.result(), proof.records()
    if records is not None:
        certificate = tree_certificate(code, result, records, proof.symmetries)
    elif result.proved and proof.by_structure:
        certificate = closed_form_certificate(code, result)
    else:
        return None
    verify(certificate)
    return certificate
