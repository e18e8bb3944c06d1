"""Pictures of runs: arrival times, decode errors with their certificate, loss against time."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from adversary.run.rounds import History, arrival_matrix
from designs.picture import drawn, new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def run_figure(history: History, others: Sequence[History] = ()) -> Figure:
    """Arrival matrix, decode errors with their certificate, and loss against wall time.

    The first two are of one run; the third also shows other runs, such as baselines. A fourth has
    the level of every round of a run with a nested scheme.

    Raises:
        BadInput: matplotlib is not installed.

    Complexity: O(rounds workers).

    >>> from adversary.run.rounds import Evaluation, Round
    >>> one = Round(0, (0,), {1: "late"}, 1, 1.0, 0.1, arrivals={0: 0.05})
    >>> history = History({"workers": 2, "code": "a"}, (one,), (Evaluation(1, 1, 1, 1),), 0.1, True)
    >>> len(run_figure(history).axes)
    4
    """
    nested = bool(history.header.get("levels"))
    figure = new_figure(14.0 if nested else 11.0, 3.6)
    arrivals, errors, losses, *more = figure.subplots(1, 4 if nested else 3)
    _arrivals(figure, arrivals, history)
    _errors(errors, history)
    for run in (history, *others):
        name = str(run.header.get("label") or run.header.get("code", ""))
        label = name.replace("$", r"\$")  # no mathematics
        points = [(e.seconds, e.loss) for e in run.evaluations]
        losses.plot(*zip(*points, strict=True), label=label) if points else None
    losses.set_xlabel("seconds of training")
    losses.set_ylabel("loss")
    losses.grid(alpha=0.3)
    losses.set_title(_received(history), fontsize="small")
    for axes in more:
        _levels(axes, history)
    if others:
        losses.legend(fontsize="x-small")
    return figure


def run_picture(history: History, form: str, others: Sequence[History] = ()) -> bytes:
    """The figure as a file: png, svg or pdf.

    Raises:
        BadInput: another format, or matplotlib is not installed.

    >>> history = History({"workers": 2, "code": "a"}, (), (), 0.0, ended=True)
    >>> run_picture(history, "svg")[:5]
    b'<?xml'
    """
    return drawn(run_figure(history, others), form)


def _received(history: History) -> str:
    """What the server received in a round, in words; "" if the log does not tell.

    >>> from adversary.run.rounds import Round
    >>> one = Round(0, (0,), {}, 1, 1.0, 0.1, messages=3, bytes=2400)
    >>> _received(History({}, (one,), (), 0.1, ended=True))
    'received a round: 3 messages, 2.4 kB'
    """
    rounds, messages = len(history.rounds), history.messages
    if not messages:
        return ""
    size = history.bytes / 1000 / rounds
    return f"received a round: {messages / rounds:.3g} messages, {size:.4g} kB"


def _arrivals(figure: Figure, axes: Axes, history: History) -> None:
    """Milliseconds to each answer, workers up, rounds across; white is missing."""
    table = arrival_matrix(history.rounds, int(history.header["workers"]))
    axes.set_xlabel("round")
    axes.set_ylabel("worker")
    axes.set_title("milliseconds to the answer; white: none", fontsize="small")
    if not np.isfinite(table).any():
        return
    image = axes.imshow(
        1000 * table.T, aspect="auto", origin="lower", interpolation="nearest", cmap="viridis"
    )
    figure.colorbar(image, ax=axes)


def _errors(axes: Axes, history: History) -> None:
    """The measured decode error of every round, and the certificate as a line."""
    done = [r for r in history.rounds if r.measured is not None]
    where = [r.number for r in done]
    measured = [float(r.measured or 0) for r in done]
    axes.scatter(where, measured, s=10, color="#0072b2", label="measured")
    exact = [float(r.exact or 0) for r in done]
    axes.step(where, exact, color="#333333", linewidth=0.8, where="mid", label="of the set")
    certified = history.header.get("certified")
    if certified:
        height = float(Fraction(certified["upper"]))
        label = f"worst of {certified['stragglers']}"
        axes.axhline(height, color="#d55e00", linestyle="--", label=label)
    axes.set_xlabel("round")
    axes.set_ylabel("decode error")
    axes.set_ylim(bottom=0, top=1.1 * max(axes.get_ylim()[1], 0.1))
    axes.grid(alpha=0.3)
    axes.legend(fontsize="x-small")


def _levels(axes: Axes, history: History) -> None:
    """The level at which every round was decoded; a cross where it failed."""
    done = [r for r in history.rounds if r.level is not None]
    lowest, *_ = levels = history.header["levels"]
    axes.scatter([r.number for r in done], [r.level or 0 for r in done], s=10, color="#0072b2")
    failed = [r.number for r in history.failures]
    if failed:
        axes.scatter(failed, [lowest - 1] * len(failed), marker="x", color="#d55e00")
    axes.set_yticks([lowest - 1, *levels], ["failed", *map(str, levels)])
    axes.set_ylim(lowest - 1.5, levels[-1] + 0.5)
    axes.set_xlabel("round")
    axes.set_ylabel("level decoded at")
    axes.grid(alpha=0.3)
