"""The verb check: a certificate at hand, or in a file, proved again by the one checker."""

from __future__ import annotations

import json
import zlib
from os import PathLike
from pathlib import Path
from typing import Any, Protocol

from adversary.certificate import long_numbers
from adversary.check import RefusedError
from adversary.check import check as proved
from designs.errors import BadInput, VerificationError

_PACKED, _LARGEST = b"\x1f\x8b", 1 << 29


class Written(Protocol):
    """What can be written as the JSON object of a proof: a certificate."""

    def to_json(self) -> dict[str, Any]:
        """The JSON object."""


def check(proof: Written | dict[str, Any] | str | PathLike[str]) -> str:
    """The sentence that a certificate proves: at hand, as its JSON object, or in a file.

    Only `adversary.check` is believed, which knows nothing of how a proof was found.

    Raises:
        BadInput: the file cannot be read.
        VerificationError: it does not prove its claim.

    Complexity: that of the proof: about as much as the search that found it, in plain Python.

    >>> from adversary import certified
    >>> _, certificate = certified([[1, 1, 0], [0, 1, 1], [1, 0, 1]], 1)
    >>> check(certificate)[:10]
    'e(1) = 1/3'
    """
    with long_numbers():
        value = _value(proof)
        try:
            return proved(value)
        except RefusedError as error:
            raise VerificationError(str(error)) from None


def _value(proof: Written | dict[str, Any] | str | PathLike[str]) -> Any:
    """The JSON object of a proof."""
    if isinstance(proof, dict):
        return proof
    if not isinstance(proof, str | PathLike):
        return proof.to_json()
    try:
        content = Path(proof).read_bytes()
        if content.startswith(_PACKED):
            content = zlib.decompressobj(31).decompress(content, _LARGEST)
        return json.loads(content)
    except (OSError, ValueError, RecursionError, zlib.error) as error:
        raise BadInput(f"cannot read {str(proof)!r} as a certificate: {error}") from None
