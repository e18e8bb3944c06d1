"""The verb check: a certificate or a bound, at hand or in a file, proved again by the checker."""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import Any, Protocol

from adversary.certificate import long_numbers
from adversary.check import RejectedError, UnreadableError, read
from adversary.check import check as proved
from designs.codes.coerce import CodeLike, as_code
from designs.errors import BadInput, VerificationError


class Written(Protocol):
    """What can be written as the JSON object of a proof: a certificate, or a proved bound."""

    def to_json(self) -> dict[str, Any]:
        """The JSON object."""


Proof = Written | dict[str, Any] | str | PathLike[str]


def check(proof: Proof, code: CodeLike | None = None) -> str:
    """The sentence that a certificate or a bound proves: at hand, as JSON object, or in a file.

    With a code it must be about that code. Only `adversary.check` is believed, which knows nothing
    of how a proof was found.

    Raises:
        BadInput: the file cannot be read.
        VerificationError: it does not prove its claim, or is about another code.

    Complexity: that of the proof: about as much as the search that found it, in plain Python.

    >>> from adversary import certified
    >>> _, certificate = certified([[1, 1, 0], [0, 1, 1], [1, 0, 1]], 1)
    >>> check(certificate)[:10]
    'e(1) = 1/3'
    """
    identity = None if code is None else as_code(code).identity()
    try:
        with long_numbers():
            return proved(_value(proof), identity)
    except UnreadableError as error:
        raise BadInput(f"cannot read {str(proof)!r} as a certificate: {error}") from None
    except RejectedError as error:
        raise VerificationError(str(error)) from None


def _value(proof: Proof) -> Any:
    """The JSON object of a proof."""
    if isinstance(proof, dict):
        return proof
    return read(Path(proof)) if isinstance(proof, str | PathLike) else proof.to_json()
