"""Training runs under attack: settings, trials, rules, logs and reports."""

from designs.lazy import make_callable as _make_callable

_make_callable(__name__, "adversary.run.verb", "run")
