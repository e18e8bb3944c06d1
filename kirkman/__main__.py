"""The kirkman command: the verbs of the three rooms, and one way to report what went wrong."""

from __future__ import annotations

import io
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TextIO

if TYPE_CHECKING:
    import typer

_INTERRUPTED = 130


def entry() -> int:
    """Run the command line; Ctrl-C is answered in one line even while modules are imported."""
    try:
        return _leave(main())
    except KeyboardInterrupt:
        sys.stderr.write("kirkman: interrupted.\n")
        return _leave(_INTERRUPTED)


def _leave(code: int) -> int:
    """The exit code; the process ends here and now if kernels are still being compiled in it."""
    first_use = sys.modules.get("adversary.worst_case.first_use")
    if first_use is not None and first_use.busy():
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    return code


def command() -> typer.Typer:
    """The command, composed from the verbs of the rooms; a verb is imported when asked for.

    >>> command().info.help
    'Combinatorial designs, gradient codes, and their exact worst case.'
    """
    import typer

    from kirkman.verbs import Verbs

    kirkman = typer.Typer(
        cls=Verbs,
        help="Combinatorial designs, gradient codes, and their exact worst case.",
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    kirkman.callback()(_nothing)
    return kirkman


def _nothing() -> None:
    """The command itself does nothing before its verb."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; exit code 0 done, 1 negative answer, 2 bad input, 130 interrupted.

    >>> main(["exists", "7", "8", "1"])
    2
    """
    import typer

    _prepare_streams()
    _tell_what_is_logged()
    words = sys.argv[1:] if arguments is None else list(arguments)
    try:
        code = _run(words or ["--help"])
        sys.stdout.flush()
    except BrokenPipeError:
        return _nobody_reads()
    except (KeyboardInterrupt, typer.Abort):
        code = _INTERRUPTED
    except (OSError, MemoryError, OverflowError, RecursionError, UnicodeError) as error:
        return _complain(f"{type(error).__name__} {error}", 1)
    return _complain("interrupted", code) if code == _INTERRUPTED else code


def _run(words: list[str]) -> int:
    """The exit code of a command; deliberate errors become their sentence."""
    import typer

    from designs.errors import BadInput, KirkmanError

    try:
        return int(command()(words, prog_name="kirkman", standalone_mode=False) or 0)
    except BadInput as error:
        return _complain(error, 2)
    except KirkmanError as error:
        return _complain(error, 1)
    except typer.TyperException as error:
        return _complain(error.format_message() + _given(error), error.exit_code)
    except SystemExit:  # so Typer reports a closed pipe
        return _nobody_reads()


def _prepare_streams() -> None:
    """Make closed streams writable, and let no character of an answer be an error."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, _nowhere("w"))
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    if sys.stdin is None:
        sys.stdin = _nowhere("r")


def _tell_what_is_logged() -> None:
    """Show on standard error what our logger is told, such as that kernels are being compiled."""
    logger = logging.getLogger("kirkman")
    logger.setLevel(logging.INFO)
    logger.propagate = False
    if not logger.handlers:
        logger.addHandler(_ToStandardError())


class _ToStandardError(logging.Handler):
    """A sentence for every record, on the standard error of the moment."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write it."""
        _complain(record.getMessage(), 0)


def _nobody_reads() -> int:
    """The reader has closed the pipe: that is no error, and nothing more is written."""
    sys.stdout = _nowhere("w")
    return 0


def _nowhere(mode: Literal["r", "w"]) -> TextIO:
    return Path(os.devnull).open(mode, encoding="utf-8")


def _given(error: typer.TyperException) -> str:
    """What was given where Typer's own message leaves it out."""
    details: list[dict[str, object]] = getattr(error.__cause__, "errors", list)()
    return f", got {details[0]['input']!r:.40}" if details else ""


def _complain(text: object, code: int) -> int:
    """One sentence on standard error."""
    from designs.errors import printable

    if sentence := printable(" ".join(str(text).split()).rstrip(".")):
        sys.stderr.write(f"kirkman: {sentence}.\n")
    return code


if __name__ == "__main__":
    sys.exit(entry())
