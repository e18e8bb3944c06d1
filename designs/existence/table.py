"""The classical table: every admissible parameter set up to a replication, with its answer."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from designs.answers.answers import Answer, Exists, Impossible, Listed, Open
from designs.errors import require
from designs.existence.ask import exists
from designs.incidence.parameters import Parameters

STATUSES = ("exists", "impossible", "open")
COLUMNS = ("v", "b", "r", "k", "lambda", "status", "rule", "because", "source")
_GREATEST = 200
Key = TypeVar("Key", int, str)


def admissible(max_r: int = 41) -> list[Parameters]:
    """All parameters with ``3 <= k <= v/2``, ``r <= max_r``, integers r and b, and ``b >= v``.

    They are ordered by r, then k, then lambda.

    Raises:
        BadInput: max_r is not 3..200.

    Complexity: O(max_r^3).
    Source: the form of the tables of R. Mathon and A. Rosa, 2-(v, k, lambda) designs of small
    order, in Handbook of Combinatorial Designs (2nd edition, 2007), where r <= 41 (as remembered).

    >>> [str(p) for p in admissible(4)], len(admissible(41))
    (['2-(7,3,1)', '2-(9,3,1)', '2-(13,4,1)'], 1196)
    """
    require(3 <= max_r <= _GREATEST, f"the greatest r must be 3..{_GREATEST}, got {max_r}")
    return [
        Parameters(r * (k - 1) // lam + 1, k, lam)
        for r in range(3, max_r + 1)
        for k in range(3, r + 1)
        for lam in range(1, r)
        if _is_admissible(r, k, lam)
    ]


def _is_admissible(r: int, k: int, lam: int) -> bool:
    """Whether v and b are integers, ``k <= v/2``; then ``b >= v`` since ``r >= k``."""
    others, rest = divmod(r * (k - 1), lam)
    return rest == 0 and (others + 1) * r % k == 0 and 2 * k <= others + 1


def table(max_r: int = 41) -> Iterator[Answer]:
    """The answers for `admissible` parameters, one after the other.

    Complexity: that of `designs.existence.ask.exists`, for each.

    >>> [status(answer) for answer in table(4)]
    ['exists', 'exists', 'exists']
    """
    return (exists(p.v, p.k, p.lam) for p in admissible(max_r))


def status(answer: Answer) -> str:
    """One word for the answer: exists, impossible or open.

    >>> status(exists(43, 7, 1))
    'impossible'
    """
    return type(answer).__name__.lower()


def rule(answer: Answer) -> str:
    """The last rule of the recipe, the condition that fails, or what the literature lists.

    >>> rule(exists(7, 3, 1)), rule(exists(43, 7, 1))
    ('projective-geometry', 'bruck-ryser-chowla')
    """
    match answer:
        case Exists(recipe=recipe):
            return recipe.rule
        case Impossible(condition=condition):
            return condition
        case Open(listed=Listed(status=known)):
            return f"(listed: {known})"
        case _:
            return "(not listed)"


def row(answer: Answer) -> dict[str, Any]:
    """The answer as a row of the table, by column.

    >>> list(row(exists(7, 3, 1)).values())[:7]
    [7, 7, 3, 3, 1, 'exists', 'projective-geometry']
    """
    value = answer.to_json() | {"rule": rule(answer)}
    return {name: value[name] for name in COLUMNS}


def as_csv(answers: Iterable[Answer]) -> str:
    """The table as comma-separated values with a line of column names.

    >>> as_csv(table(3)).splitlines()[1][:36]
    '7,7,3,3,1,exists,projective-geometry'
    """
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(map(row, answers))
    return text.getvalue()


def counts(answers: Iterable[Answer], key: Callable[[Answer], Key]) -> dict[Key, dict[str, int]]:
    """The number of answers of each status, by a key of the answers, ascending.

    >>> counts(table(6), lambda answer: answer.parameters.k)[5]
    {'exists': 3, 'impossible': 0, 'open': 0}
    """
    found = Counter((key(answer), status(answer)) for answer in answers)
    keys = sorted({name for name, _ in found})
    return {name: {verdict: found[name, verdict] for verdict in STATUSES} for name in keys}


def to_json(answers: list[Answer], max_r: int) -> dict[str, Any]:
    """The JSON object of the table: its rows, and the counts by status, k and lambda.

    >>> to_json(list(table(3)), 3)["counts"]
    {'exists': 1, 'impossible': 0, 'open': 0}
    """
    total = Counter(map(status, answers))
    return {
        "format": "kirkman-table/1",
        "max_r": max_r,
        "counts": {name: total[name] for name in STATUSES},
        "by_k": counts(answers, lambda answer: answer.parameters.k),
        "by_lambda": counts(answers, lambda answer: answer.parameters.lam),
        "by_rule": counts(answers, rule),
        "rows": [row(answer) for answer in answers],
    }
