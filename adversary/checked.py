"""The verb check: a certificate or a bound, at hand or in a file, proved again by the checker."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from os import PathLike
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol

from adversary import check as checker
from adversary.check import RejectedError, UnreadableError, read
from adversary.check import check as proved
from designs.codes.coerce import CodeLike, as_code
from designs.errors import BadInput, VerificationError


class Written(Protocol):
    """An object with the JSON form of a proof: a certificate, or a proved bound."""

    def to_json(self) -> dict[str, Any]:
        """The JSON object."""


_LEAST_SECONDS = 1.0

Proof = Written | dict[str, Any] | str | PathLike[str]


def check(proof: Proof, code: CodeLike | None = None) -> str:
    """The sentence that a certificate or a bound proves: at hand, as JSON object, or in a file.

    With a code it must be about that code. It is proved by `adversary.check` alone, which
    is independent of the search.

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


@contextmanager
def long_numbers(digits: int = 0) -> Iterator[None]:
    """A context in which numbers may have so many digits, instead of Python's 4,300; 0: any.

    >>> with long_numbers():
    ...     len(str(10**5000))
    5001
    """
    limit = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(digits)
    try:
        yield
    finally:
        sys.set_int_max_str_digits(limit)


def accepted_by(deadline: float, certificate: bytes) -> bool:
    """Whether the checker has accepted the content of a file before a moment of `time.monotonic`.

    False says that it had too little time, of which it has a second at least.

    Raises:
        VerificationError: it has rejected it.

    Complexity: that of the checker, and of starting Python.

    >>> accepted_by(time.monotonic() + 60, b"{}")
    Traceback (most recent call last):
    designs.errors.VerificationError: it is no object with a format that is known here
    """
    left = max(deadline - time.monotonic(), _LEAST_SECONDS)
    with TemporaryDirectory(prefix="kirkman-") as folder:
        file = Path(folder, "certificate")
        file.write_bytes(certificate)
        words = [sys.executable, "-I", str(checker.__file__), str(file)]
        try:
            done = subprocess.run(words, capture_output=True, text=True, timeout=left, check=False)
        except subprocess.TimeoutExpired:
            return False
    if done.returncode:
        said = (done.stdout or done.stderr).strip().rpartition("\n")[2]
        raise VerificationError(said.partition(": rejected: ")[2] or said)
    return True
