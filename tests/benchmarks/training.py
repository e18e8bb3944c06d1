"""Coded against ignoring stragglers, in final loss, on sorted digits and real workers.

Every scheme has 12 workers of which the same number straggle, takes the same number of steps of the
same size, and meets the same straggler sets: stopped for good, or drawn anew in every round by
delays that abandoning workers sleep through. Prints two tables; takes about a minute.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from adversary.run.baselines import baseline
from adversary.run.settings import Settings
from adversary.run.stragglers import RandomSet
from adversary.run.trial import Trial, trial
from adversary.tasks import digits
from designs import GradientCode, block_design, fractional_repetition, random_biregular, uncoded

WORKERS, STRAGGLERS, ROUNDS, SEED = 12, 2, 150, 1
SLEEP = 0.1


def schemes() -> dict[str, tuple[GradientCode, int, str]]:
    """Name to code, how many stragglers the server does not wait for, and decoder."""
    ignore, exact = (baseline(name, WORKERS, STRAGGLERS) for name in ("ignore", "exact"))
    return {
        "wait for all": (uncoded(WORKERS), 0, "optimal"),
        "ignore stragglers": (ignore.code, STRAGGLERS, ignore.decoder),
        "repetition, d = 2": (fractional_repetition(WORKERS, 2), STRAGGLERS, "optimal"),
        "biregular, d = 2": (
            random_biregular(WORKERS, WORKERS, 2, seed=SEED),
            STRAGGLERS,
            "optimal",
        ),
        "repetition, d = 3 (exact)": (exact.code, STRAGGLERS, "optimal"),
        "2-(9,3,1), 12 blocks, d = 4": (
            block_design(9, 3, 1, workers="blocks"),
            STRAGGLERS,
            "optimal",
        ),
    }


def table(title: str, options: Callable[[str], dict[str, Any]]) -> None:
    print(f"\n{title}: {WORKERS} workers, {STRAGGLERS} stragglers, {ROUNDS} rounds")
    print(f"{'':28} {'copies':>6} {'worst error':>11} {'mean error':>10} {'loss':>7} "
          f"{'accuracy':>8} {'wall s':>7}")  # fmt: skip
    for name, (code, s, decoder) in schemes().items():
        task = digits(code.partitions, "sorted")
        found = trial(
            code, task, Settings(s, decoder=decoder, rounds=ROUNDS, seed=SEED, **options(name))
        )
        print(row(name, code, found), flush=True)


def row(name: str, code: GradientCode, found: Trial) -> str:
    errors = [r.measured / code.partitions for r in found.rounds if r.measured is not None]
    text = f"{name:28} {float(code.redundancy()):6.2f}"
    if not errors:
        return f"{text} no round succeeded: {found.failures[0].failure}"
    return (
        f"{text} {max(errors):11.4f} {sum(errors) / len(errors):10.4f} {found.loss:7.4f} "
        f"{found.accuracy:8.1%} {found.wall_seconds:7.2f}"
    )


def stopped(name: str) -> dict[str, Any]:
    return {"attack": "none" if name == "wait for all" else "worst"}


def drawn(_name: str) -> dict[str, Any]:
    late = RandomSet(STRAGGLERS, SLEEP, seed=SEED)
    return {"attack": "none", "delays": late, "policy": "abandon"}


if __name__ == "__main__":
    table("The worst set of each code stopped for good (nobody, for wait for all)", stopped)
    table(f"A random set late by {1000 * SLEEP:.0f} ms in every round", drawn)
