"""Baselines of a coded run: waiting for all, ignoring stragglers, an exact code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from adversary.run.settings import Settings
from designs.codes.base import GradientCode
from designs.codes.cyclic import cyclic_repetition
from designs.codes.repetition import fractional_repetition, uncoded
from designs.errors import BadInput, require

BASELINES = ("wait", "ignore", "exact")


@dataclass(frozen=True, slots=True)
class Baseline:
    """A code, how many stragglers the server does not wait for, and how it decodes.

    >>> baseline("ignore", 6, 2).decoder
    'one-step'
    """

    label: str
    code: GradientCode
    stragglers: int
    decoder: str = "optimal"

    def settings(self, beside: Settings, silenced: Sequence[int]) -> Settings:
        """The settings of a run beside another one, with the same workers silenced.

        >>> from adversary.run.settings import Settings
        >>> baseline("wait", 6, 2).settings(Settings(stragglers=2), [1, 3]).stragglers
        0
        """
        return replace(
            beside,
            stragglers=self.stragglers,
            decoder=self.decoder,
            probabilities=None,
            enough="first",
            silence=tuple(silenced),
        )


def baseline(name: str, workers: int, stragglers: int) -> Baseline:
    """A baseline for n workers of which s straggle.

    ``wait`` is no code and no straggler ignored. ``ignore`` is no code: the server adds up the
    first n - s answers and multiplies by n/(n - s). ``exact`` holds every partition s + 1 times, as
    few as any code that loses nothing: fractional repetition where s + 1 divides n, else cyclic
    repetition.

    Raises:
        BadInput: another name, or stragglers that are not 0..n-1.

    Complexity: that of building the code.
    Source: the baselines of R. Tandon et al. (2017).

    >>> baseline("exact", 6, 2).code.replication()
    (3, 3, 3, 3, 3, 3)
    """
    fits = 0 <= stragglers < workers
    require(fits, f"stragglers must be 0..{workers - 1}, got {stragglers}")
    if name == "wait":
        return Baseline("wait for all", uncoded(workers), 0)
    if name == "ignore":
        return Baseline("ignore stragglers", uncoded(workers), stragglers, "one-step")
    if name == "exact":
        copies = stragglers + 1
        build = cyclic_repetition if workers % copies else fractional_repetition
        return Baseline("exact code", build(workers, copies), stragglers)
    raise BadInput(f"a baseline is one of {', '.join(BASELINES)}, got {name!r:.40}")
