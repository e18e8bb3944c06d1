"""The settings of a run: one dataclass, from which options and log header are made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

import numpy as np

from adversary.cluster.engine import POLICIES, Policy, Rule
from adversary.cluster.start import ENGINES
from adversary.decoding.decode import DECODERS
from adversary.decoding.online import Decoding
from adversary.run.optimisers import OPTIMISERS, Optimiser, constant
from adversary.run.rules import AllGroups, Decodable, OneLevel, RoundDecoder, Wait
from adversary.tasks.task import Task
from designs.codes.base import GradientCode
from designs.codes.nested import NestedScheme
from designs.codes.scheme import Messages
from designs.errors import BadInput, require

if TYPE_CHECKING:
    from adversary.run.stragglers import Delays, Stragglers

Attack = Literal["worst", "random", "none"]
Fault = Literal["stop", "kill"]
ATTACKS: tuple[Attack, ...] = get_args(Attack)
FAULTS: tuple[Fault, ...] = get_args(Fault)
RULES = ("first", "all", "deadline", "groups", "groups:ANSWERS", "decodable", "decodable:ERROR")
# Adam's steps do not scale with the gradient, so that the rate of a task does not suit it.
_RATE_OF_ADAM = 0.05


def _option(
    text: str, *flags: str, kind: Any = str, logged: bool = False, **more: Any
) -> dict[str, Any]:
    """The option of a field on the command line: its help, flags and kind, and more for Typer.

    A field that is ``logged`` is in the header of a log, in this order and by its name.
    """
    return {"help": text, "flags": flags, "kind": kind, "logged": logged, "typer": more}


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of a run; what is text on the command line may be text here too.

    The attack silences so many ``stragglers`` before the first round: the certified worst set, a
    random one, or none; ``silence`` names other workers instead. A round ends by a rule, see
    `rule_of`, or when so many answers are ``enough``; at its deadline in seconds it is decoded with
    fewer answers if they are accepted. Two-track decoding needs ``probabilities``, see
    `adversary.decoding.online.Decoding`. Late workers follow a policy, and wait for ``delays``, see
    `adversary.cluster.processes.Processes`; without a policy they take the newest round, or abandon
    theirs if the scheme is nested. Each worker must start within the ``start_limit``, in seconds.

    Raises:
        BadInput: a number out of range, a name that is not known, or a text that is not understood.

    >>> Settings(stragglers=1, rounds=0)
    Traceback (most recent call last):
        ...
    designs.errors.BadInput: rounds must be at least 1, got 0
    """

    stragglers: int = field(
        metadata=_option(
            "workers to silence; the server waits for n-s", "-s", kind=int, logged=True
        )
    )
    attack: Attack = field(default="worst", metadata=_option("worst, random or none", logged=True))
    fault: Fault = field(
        default="stop", metadata=_option("what silencing is: stop or kill", logged=True)
    )
    decoder: str = field(default="optimal", metadata=_option(" or ".join(DECODERS), logged=True))
    optimiser: str = field(default="gd", metadata=_option("gd, nesterov or adam", logged=True))
    rate: float | None = field(
        default=None,
        metadata=_option("step size, else that of the task", kind=float | None, logged=True),
    )
    policy: Policy | None = field(
        default=None,
        metadata=_option(
            "late workers: newest, in-order or abandon; if not given newest, with a nested scheme "
            "abandon",
            kind=str | None,
            logged=True,
        ),
    )
    enough: int | Rule | str = field(
        default="first",
        metadata=_option(
            "when a round ends: first (n-s answers, or the first feasible level), all, deadline, "
            "groups, decodable:ERROR",
            "--rule",
            logged=True,
        ),
    )
    deadline: float = field(
        default=10.0, metadata=_option("longest wait in a round, seconds", kind=float, logged=True)
    )
    accept_fewer: bool = field(
        default=False,
        metadata=_option("decode what has come by the deadline", kind=bool, logged=True),
    )
    engine: str = field(default="processes", metadata=_option("processes or mpi", logged=True))
    seed: int = field(
        default=0,
        metadata=_option("seed of a random attack and of the delays", kind=int, logged=True),
    )
    bandwidth: float | None = field(
        default=None,
        metadata=_option(
            "bytes a second of every worker's link; not throttled if not given",
            kind=float | None,
        ),
    )
    rounds: int = field(default=100, metadata=_option("rounds of training", kind=int))
    probabilities: Sequence[int | Fraction] | str | None = field(
        default=None,
        metadata=_option(
            "for two-track: how often workers are silent, 1/4 or 1/4,1/3,...", kind=str | None
        ),
    )
    delays: Stragglers | Delays | str | None = field(
        default=None,
        compare=False,
        metadata=_option(
            "injected delays: exponential:mean=0.01, bursty:..., sometimes:..., fixed:..., or a "
            ".csv or .npz trace",
            kind=str | None,
        ),
    )
    every_partition: bool = field(
        default=False,
        metadata=_option("delays come before every partition, not a round", kind=bool),
    )
    evaluate_every: int = field(
        default=0, metadata=_option("rounds between evaluations; 0: at the end", kind=int)
    )
    time_limit: float | None = field(
        default=60.0, metadata=_option("seconds for the certificate", kind=float | None, min=0)
    )
    start_limit: float = field(
        default=60.0, metadata=_option("seconds in which each worker must start", kind=float)
    )
    silence: Sequence[int] | None = None

    def __post_init__(self) -> None:
        _one_of("attack", self.attack, ATTACKS)
        _one_of("fault", self.fault, FAULTS)
        _one_of("policy", self.policy or "newest", POLICIES)
        _one_of("engine", self.engine, ENGINES)
        _one_of("optimiser", self.optimiser, tuple(OPTIMISERS))
        require(self.rounds >= 1, f"rounds must be at least 1, got {self.rounds}")
        above = self.deadline > 0
        require(above, f"the deadline must be above 0 seconds, got {self.deadline}")
        above = self.bandwidth is None or self.bandwidth > 0
        require(above, f"the bandwidth must be above 0 bytes a second, got {self.bandwidth}")
        above = self.start_limit > 0
        require(above, f"the start limit must be above 0 seconds, got {self.start_limit}")
        require(self.seed >= 0, f"a seed must be at least 0, got {self.seed}")
        above = self.rate is None or self.rate > 0
        require(above, f"the rate must be above 0, got {self.rate}")
        every = self.evaluate_every
        require(every >= 0, f"evaluate every 0 (only at the end) or more rounds, got {every}")
        if isinstance(self.delays, str):
            from adversary.run.delays import delays_of

            object.__setattr__(self, "delays", delays_of(self.delays, self.seed))

    def fitted(self, code: Messages) -> Settings:
        """The settings of a run with this code: its policy, its rule, one probability a worker.

        Raises:
            BadInput: numbers of workers, a rule or a decoder that do not go with the code.

        >>> from designs import uncoded
        >>> fit = Settings(stragglers=2, probabilities="1/4").fitted(uncoded(3))
        >>> fit.policy, fit.enough, len(fit.probabilities)
        ('newest', 1, 3)
        """
        n, s = code.workers, self.stragglers
        require(0 <= s < n, f"stragglers must be 0..{n - 1}, got {s}")
        enough, fewer = rule_of(self.enough, code, s)
        fit = replace(
            self,
            policy=self.policy or ("abandon" if code.levels else "newest"),
            enough=enough,
            accept_fewer=self.accept_fewer or fewer,
            probabilities=_probabilities(self.probabilities, n),
        )
        if code.levels:
            _require_nested(fit, cast("NestedScheme", code))
        elif is_scheme(code):
            _require_scheme(fit, code)
        return fit

    def decoder_of(self, code: Messages) -> RoundDecoder:
        """The decoder of a run with this code, once the settings are fitted to it.

        Raises:
            BadInput: a decoder that is not known, or probabilities that do not go with it.
        """
        if is_scheme(code):
            from adversary.run.sequential import decoder_of_scheme

            return decoder_of_scheme(code)
        if not code.levels:
            probabilities = cast("Sequence[int | Fraction] | None", self.probabilities)
            return OneLevel(Decoding(code.codes[0], self.decoder, probabilities))
        from adversary.run.nested import LevelDecoder

        decodable = getattr(self.enough, "decodable", False)
        return LevelDecoder(cast("NestedScheme", code), decodable=decodable)

    def wait(self) -> Wait:
        """The wait of a round, once the settings are fitted to a code."""
        return Wait(cast("int | Rule", self.enough), self.deadline, self.accept_fewer)

    def start(self, task: Task, models: int = 1) -> Optimiser:
        """The optimiser before the first round, or those of several models."""
        begin = np.zeros(task.dimension) if task.start is None else task.start
        one = OPTIMISERS[self.optimiser](begin, constant(self.rate_for(task)))
        if models == 1:
            return one
        from adversary.run.sequential import Models

        return Models((one,) * models)

    def rate_for(self, task: Task) -> float:
        """The rate given, or else that of the task, or of Adam."""
        if self.rate is not None:
            return self.rate
        return _RATE_OF_ADAM if self.optimiser == "adam" else task.rate

    def header(self, code: Messages, task: Task) -> dict[str, Any]:
        """The header of a run's log: the code, the task, the settings.

        >>> from adversary.tasks.task import tiny
        >>> from designs import uncoded
        >>> header = Settings(stragglers=1).header(uncoded(2), tiny(2))
        >>> header["workers"], header["rate"], header["delays"]
        (2, 0.5, None)
        """
        logged = {f.name: getattr(self, f.name) for f in fields(self) if f.metadata.get("logged")}
        return {
            "code": code.name,
            "identity": code.identity(),
            "workers": code.workers,
            "partitions": code.partitions,
            "levels": list(code.levels) or None,
            "data": task.name,
            "dimension": task.dimension,
            "rows": task.rows,
            **logged,
            "rate": self.rate_for(task),
            "enough": _rule_name(self.enough),
            **self._named_delays(),
            **({} if self.bandwidth is None else {"bandwidth": self.bandwidth}),
        }

    def _named_delays(self) -> dict[str, Any]:
        """The log's entries for the delays."""
        if self.delays is None:
            return {"delays": None, "delay_seed": None}
        from adversary.run.delays import named_delays

        named = named_delays(cast("Stragglers | Delays", self.delays))
        if self.every_partition:
            named["delays"] += " before every partition"
        return named


def is_scheme(code: Messages) -> bool:
    """Whether it is a scheme all of whose messages are decoded: neither a code nor nested.

    >>> from designs.codes.block_coordinate import block_coordinate
    >>> is_scheme(block_coordinate([1, 1]))
    True
    """
    return not code.levels and not isinstance(code, GradientCode)


def rule_of(rule: int | Rule | str, code: Messages, stragglers: int) -> tuple[int | Rule, bool]:
    """The number of answers or stopping rule of a round, and whether fewer are decoded at its end.

    ``first`` waits for n - s answers, ``all`` for every worker, ``deadline`` for all that comes in
    time, ``groups`` for one answer of every group of a repetition code, or for so many answers, and
    ``decodable`` until the error is at most a rational number, 0 if none is given. For a nested
    scheme ``first`` is the first feasible level, ``decodable`` the first that recovers exactly, and
    the others wait for all levels. For another scheme see `adversary.run.schemes.scheme_rule`.

    Raises:
        BadInput: another name or number, groups of a code that has none, or a rule that does not go
            with a nested scheme.

    Complexity: that of the rule.

    >>> from designs import uncoded
    >>> rule_of("first", uncoded(5), 2), rule_of("deadline", uncoded(5), 2)
    ((3, False), (5, True))
    """
    if callable(rule):
        return rule, False
    if isinstance(rule, int):
        n, nested = code.workers, bool(code.levels)
        require(1 <= rule <= n, f"the answers to wait for must be 1..{n}, got {rule}")
        require(not nested, f"a nested scheme waits by a stopping rule, got {rule} answers")
        return rule, False
    if is_scheme(code):
        from adversary.run.schemes import scheme_rule

        return scheme_rule(rule, code, stragglers), rule == "deadline"
    if code.levels:
        from adversary.run.nested import nested_rule

        return nested_rule(rule, cast("NestedScheme", code)), rule == "deadline"
    return _plain_rule(rule, code.codes[0], stragglers), rule == "deadline"


def _plain_rule(text: str, code: GradientCode, stragglers: int) -> int | Rule:
    """The rule of a plain code that has this name."""
    name, colon, number = text.partition(":")
    if text == "first":
        return code.workers - stragglers
    if text in ("all", "deadline"):
        return code.workers
    if name == "groups":
        wanted = "groups:N has a number of answers"
        return AllGroups(code, _number(int, number, wanted) if colon else None)
    if name == "decodable":
        wanted = "decodable:E has a rational number"
        return Decodable(code, _number(Fraction, number, wanted) if colon else 0)
    raise BadInput(f"the rule must be one of {', '.join(RULES)}, got {text!r:.40}")


def _require_nested(settings: Settings, scheme: NestedScheme) -> None:
    """Raise `BadInput` unless a nested scheme can be trained with these settings."""
    from adversary.run.nested import require_tolerated

    optimal = settings.decoder == "optimal"
    require(optimal, f"nested schemes have optimal decoding, got {settings.decoder!r:.40}")
    plain = settings.probabilities is None
    require(plain, "probabilities go with two-track decoding of a code")
    if not settings.accept_fewer:
        require_tolerated(scheme, settings.stragglers)


def _require_scheme(settings: Settings, scheme: Messages) -> None:
    """Raise `BadInput` unless a scheme can be trained with these settings."""
    from adversary.run.schemes import require_schemes_tolerance

    optimal = settings.decoder == "optimal"
    require(optimal, f"schemes have optimal decoding, got {settings.decoder!r:.40}")
    plain = settings.probabilities is None
    require(plain, "probabilities go with two-track decoding of a code")
    if not settings.accept_fewer:
        attacked = settings.stragglers if settings.attack != "none" else 0
        given = settings.silence
        require_schemes_tolerance(scheme, attacked if given is None else len(given))


def _probabilities(
    given: Sequence[int | Fraction] | str | None, workers: int
) -> Sequence[int | Fraction] | None:
    """Probabilities from a text, one for all workers or one for each."""
    if not isinstance(given, str):
        return given
    wanted = "probabilities are like 1/4 or 1/4,1/3"
    values = [_number(Fraction, x, wanted, given) for x in given.split(",")]
    return values * workers if len(values) == 1 else values


def _number(kind: Callable[[str], Any], text: str, wanted: str, whole: str = "") -> Any:
    try:
        return kind(text)
    except (ValueError, ZeroDivisionError):
        raise BadInput(f"{wanted}, got {whole or text!r:.40}") from None


def _rule_name(rule: int | Rule | str) -> int | str:
    if isinstance(rule, int | str):
        return rule
    return str(getattr(rule, "__name__", type(rule).__name__))


def _one_of(what: str, given: str, known: tuple[str, ...]) -> None:
    require(given in known, f"the {what} must be one of {', '.join(known)}, got {given!r:.40}")
