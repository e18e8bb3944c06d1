"""Logs of runs: JSON lines written during training, and a state from which it can be resumed."""

from __future__ import annotations

import io
import json
import os
import zipfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TextIO, TypeVar

import numpy as np

from adversary.run.log_checks import (
    check_arrays,
    check_clock,
    check_evaluation,
    check_header,
    check_restart,
    check_round,
    check_whole,
)  # fmt: skip
from adversary.run.optimisers import Optimiser
from adversary.run.rounds import Evaluation, History, Round
from designs.errors import BadInput, require
from designs.files import as_json_text, check_target, write_bytes

FORMAT = "kirkman-log/1"
# The header keys in which a resumed run must agree with the run that it resumes.
SAME = (
    "identity", "data", "dimension", "rows", "stragglers", "decoder", "optimiser", "rate", "delays",
    "delay_seed",
)  # fmt: skip
_SAVE_EVERY = 50

_UNREADABLE = (OSError, ValueError, TypeError, KeyError, EOFError, zipfile.BadZipFile)
AnyOptimiser = TypeVar("AnyOptimiser", bound=Optimiser)


@dataclass(frozen=True, slots=True)
class SavedState:
    """The saved state of a run: rounds done, seconds of training, arrays of its optimiser.

    >>> SavedState(3, 0.5, {"parameters": np.zeros(2)}).rounds
    3
    """

    rounds: int
    seconds: float
    arrays: Mapping[str, Any]

    def into(self, optimiser: AnyOptimiser) -> AnyOptimiser:
        """The optimiser as it was in this state.

        Raises:
            BadInput: it is the state of another kind of optimiser, or of no run at all.
        """
        check_arrays(self.arrays, optimiser)
        values: Any = optimiser
        restored: AnyOptimiser = replace(values, **self.arrays)
        return restored


def state_path(log: Path) -> Path:
    """The path of the state of a log: beside it.

    >>> state_path(Path("run.jsonl")).name
    'run.jsonl.state.npz'
    """
    return log.with_name(log.name + ".state.npz")


class RunLog:
    """A log being written, a line a round; a context manager that leaves a state to resume from.

    The state is written at the start, then every 50 rounds, and at any end of the training: only
    SIGKILL can cost rounds, whose lines then do not count. The file is locked while it is written,
    where the file system can do that.

    Raises:
        BadInput: the log exists already and is not to be resumed, is of another run, is being
            written by one, has lost rounds, or cannot be written.

    Complexity: a line a round; the state is a few vectors.

    >>> from tempfile import TemporaryDirectory
    >>> from adversary.run.optimisers import GradientDescent, constant
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "run.jsonl"
    ...     with RunLog(path, {"code": "a"}, resume=False) as log:
    ...         log.save(0, 0.0, GradientDescent(np.zeros(1), constant(1.0)))
    ...         log.round(Round(0, (0,), {}, 0, 0.0, 0.1))
    ...     len(read_log(path).rounds)
    1
    """

    def __init__(self, path: Path, header: Mapping[str, Any], *, resume: bool) -> None:
        check_log(path, resume=resume)
        self.path, self.state = path, None
        self._file: TextIO = _locked(path, resume=resume)
        try:
            if resume:
                self.state = _resumable(path, header)
                _cut_to_whole_lines(path)
        except BaseException:
            self.close()
            raise
        first = self._next = self.state.rounds if self.state else 0
        self._write({"kind": "start", "format": FORMAT, **header, "from_round": first})

    def round(self, record: Round) -> None:
        """Write a round."""
        self._write({"kind": "round", **record.to_json()})
        self._next = record.number + 1

    def catch_up(self, records: Iterable[Round], done: int) -> None:
        """Write the rounds below ``done`` that were not written because of an interrupt."""
        for record in records:
            if self._next <= record.number < done:
                self.round(record)

    def evaluation(self, found: Evaluation) -> None:
        """Write an evaluation."""
        self._write({"kind": "evaluation", **found.to_json()})

    def end(self, facts: Mapping[str, Any]) -> None:
        """Write the last line of a run that has ended."""
        self._write({"kind": "end", **facts})

    def due(self, rounds: int) -> bool:
        """Whether the state should be saved after so many rounds."""
        return rounds % _SAVE_EVERY == 0

    def save(self, rounds: int, seconds: float, optimiser: Optimiser) -> None:
        """Write the state atomically; that of several models, with jobs under way, is not."""
        self._file.flush()
        values: Any = optimiser
        arrays = {
            f.name: np.asarray(getattr(values, f.name))
            for f in fields(values)
            if f.name != "rate" and getattr(values, f.name) is not None
        }
        if any(array.dtype.hasobject for array in arrays.values()):
            return
        buffer = io.BytesIO()
        clock = {"_rounds": np.array(rounds), "_seconds": np.array(seconds)}
        np.savez(buffer, allow_pickle=False, **arrays, **clock)
        write_bytes(state_path(self.path), buffer.getvalue())

    def _write(self, value: Mapping[str, Any]) -> None:
        self._file.write(as_json_text(dict(value), None))

    def close(self) -> None:
        """Close the file; it may be closed more than once."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()


def check_log(path: Path, *, resume: bool) -> None:
    """Raise `BadInput` unless a log can be begun, or resumed, at this path.

    >>> check_log(Path("no-such-log.jsonl"), resume=True)
    Traceback (most recent call last):
        ...
    designs.errors.BadInput: no-such-log.jsonl has no state beside it to go on from
    """
    check_target(path)
    if resume:
        read_state(path)
        _locked(path, resume=True).close()
    elif path.exists():
        raise BadInput(f"{path} exists already: resume it, or choose another name")


def _locked(path: Path, *, resume: bool) -> TextIO:
    """The file of a log, to be added to by nobody else, or created."""
    import fcntl

    create = 0 if resume else os.O_CREAT | os.O_EXCL
    try:
        file = os.fdopen(os.open(path, os.O_WRONLY | os.O_APPEND | create), "a", encoding="utf-8")
    except FileExistsError:
        raise BadInput(f"{path} exists already: resume it, or choose another name") from None
    except OSError as error:
        raise BadInput(f"cannot write {path}: {error.strerror}") from None
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        raise BadInput(f"{path} is being written by another run: wait for its end") from None
    except OSError:  # some file systems of networks have no locks
        pass
    return file


def read_state(log: Path) -> SavedState:
    """The state beside a log.

    Raises:
        BadInput: there is none, or it cannot be read.

    >>> read_state(Path("no-such-log.jsonl"))
    Traceback (most recent call last):
        ...
    designs.errors.BadInput: no-such-log.jsonl has no state beside it to go on from
    """
    path, state = state_path(log), None
    require(path.is_file(), f"{log} has no state beside it to go on from")
    with suppress(*_UNREADABLE), path.open("rb") as file, np.load(file) as arrays:
        values = {name: arrays[name] for name in arrays.files}
        rounds, seconds = int(values.pop("_rounds")), float(values.pop("_seconds"))
        plain = {name: x if x.ndim else x.item() for name, x in values.items()}
        state = SavedState(rounds, seconds, plain)
    if state is None:
        raise BadInput(f"{path} is no state of a run")
    check_clock(state.rounds, state.seconds)
    return state


def _cut_to_whole_lines(path: Path) -> None:
    """Remove a last line that was cut off when the writer was killed."""
    with path.open("rb+") as file:
        file.truncate(file.read().rfind(b"\n") + 1)


def _resumable(path: Path, header: Mapping[str, Any]) -> SavedState:
    """The state of a log of the same run."""
    past, state = read_log(path), read_state(path)
    before = past.header
    for name in SAME:
        old, new = before.get(name), header.get(name)
        require(old == new, f"{path} has another {name}: {old!r:.40} there, {new!r:.40} here")
    check_whole(path, len(past.rounds), state.rounds)
    return state


def read_log(path: Path) -> History:
    """The history that a log holds: of rounds written twice the last counts, of headers the first.

    A last line that was cut off is left out: the writer may have been killed, or may be writing.

    Raises:
        BadInput: it cannot be read, or is no log.

    Complexity: O(length of the log).

    >>> read_log(Path("no-such-log.jsonl"))
    Traceback (most recent call last):
        ...
    designs.errors.BadInput: cannot read no-such-log.jsonl: No such file or directory
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise BadInput(f"cannot read {path}: {reason}") from None
    complete, _, _ = text.rpartition("\n")
    lines = [_line(path, i, line) for i, line in enumerate(complete.splitlines(), start=1)]
    known = bool(lines) and lines[0].get("kind") == "start" and lines[0].get("format") == FORMAT
    require(known, f'{path} must begin with a line of the format "{FORMAT}"')
    try:
        return _history(lines)
    except BadInput as error:
        raise BadInput(f"{path}: {error}") from None


def _line(path: Path, number: int, line: str) -> dict[str, Any]:
    with suppress(ValueError, RecursionError):
        value = json.loads(line)
        if isinstance(value, dict):
            return value
    raise BadInput(f"line {number} of {path} must be a JSON object, got {line!r:.40}")


def _history(lines: list[dict[str, Any]]) -> History:
    rounds: dict[int, Round] = {}
    evaluations: dict[int, Evaluation] = {}
    check_header(lines[0])
    for line in lines:
        kind = line.get("kind")
        if kind == "start":
            first = line.get("from_round", 0)
            check_restart(first, len(rounds))
            rounds = {i: r for i, r in rounds.items() if i < first}
        elif kind == "round":
            check_round(line, len(rounds), lines[0].get("workers"))
            record = Round.from_json(line)
            rounds[record.number] = record
        elif kind == "evaluation":
            found = _evaluation(line)
            evaluations[found.round] = found
    wall = max((r.at for r in rounds.values()), default=0.0)
    ended = lines[-1].get("kind") == "end"
    header = {k: v for k, v in lines[0].items() if k not in ("kind", "from_round")}
    return History(header, tuple(rounds.values()), tuple(evaluations.values()), wall, ended)


def _evaluation(line: Mapping[str, Any]) -> Evaluation:
    try:
        loss, accuracy = (
            float("nan") if line[name] is None else float(line[name])
            for name in ("loss", "accuracy")
        )
        check_evaluation(line["round"], float(line["seconds"]))
        return Evaluation(int(line["round"]), float(line["seconds"]), loss, accuracy)
    except BadInput:
        raise
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise BadInput(f"an evaluation of a log is incomplete: {error!r:.60}") from None
