"""What each verb does with each scheme, as a page shows it: made from the registry, by trying."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from adversary.run.settings import Settings
from adversary.run.verification import members
from adversary.worst_case.schemes import scheme_worst_case
from bounds.expectation.schemes import scheme_average
from designs.codes.family import SCHEMES, example
from designs.codes.recipes import build_scheme
from designs.codes.scheme import Scheme
from designs.errors import BadInput

HEADS = ("scheme", "messages of a worker in a round", "certify, error", "average",
         "run on processes", "run on mpi", "bytes counted", "verify", "bound, compare")  # fmt: skip
ONE_CODE = "no: `bound` is about one code, so give it a component; `compare` has families of codes"


def messages(scheme: Scheme) -> str:
    """What a worker sends in a round, in words."""
    sending, codes = scheme.sending, len(scheme.codes)
    if scheme.levels:
        return f"1, of the level decoded (a vector for each of {codes} levels is published)"
    if sending is None:
        return f"{codes}, of a gradient's length" if codes > 1 else "1, of a gradient's length"
    if sending.chosen:
        jobs = f", for {sending.models} jobs under way" if sending.models > 1 else ""
        return f"{sending.chosen}, as the server tells it{jobs}"
    if codes > 1:
        return f"{codes}, one for each block of coordinates"
    return f"1, of 1/{len(sending.shares)} of a gradient's length"


def tried(call: Callable[[], object]) -> str:
    """Yes if a call succeeds, else no and why."""
    try:
        call()
    except BadInput as error:
        return f"no: {error}"
    return "yes"


def row(name: str) -> list[str]:
    """The cells of a scheme, of whose example all is tried that takes no processes."""
    scheme = build_scheme(example(name))

    def trained(engine: str) -> str:
        chosen = Settings(1, attack="none", engine=engine)
        return tried(lambda: chosen.fitted(scheme).decoder_of(scheme))

    here, labels = trained("processes"), [label for label, _ in members([name])]
    if f"{name}, all messages" in labels:
        verified = "yes"
    else:
        jobs = "its components: a job takes several rounds"
        verified = "yes, level by level" if scheme.levels else jobs
    return [
        f"`{name}`", messages(scheme), tried(lambda: scheme_worst_case(scheme, 1)),
        tried(lambda: scheme_average(scheme, 1)), here, trained("mpi"), here, verified, ONE_CODE,
    ]  # fmt: skip


def table() -> Iterator[str]:
    """One row a scheme."""
    yield f"| {' | '.join(HEADS)} |"
    yield "|" + "---|" * len(HEADS)
    for name in SCHEMES:
        yield f"| {' | '.join(row(name))} |"


def write(folder: Path) -> None:
    """Write what the page includes."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "schemes.txt").write_text("\n".join([*table(), ""]), encoding="utf-8")
