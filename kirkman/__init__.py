"""Which gradient code should I use, and who proves it? The front door of the three rooms.

Verbs are functions, nouns are classes; each stands in a room and is imported when it is used.

>>> import kirkman as km
>>> plane = km.code("block-design", 13, 4, 1)
>>> km.certify(plane, 4).error
1
"""

from __future__ import annotations

from typing import TYPE_CHECKING as _TYPE_CHECKING

if _TYPE_CHECKING:
    from adversary import Certificate as Certificate
    from adversary import Curve as Curve
    from adversary import Decoding as Decoding
    from adversary import Settings as Settings
    from adversary import Task as Task
    from adversary import Trial as Trial
    from adversary import WorstCase as WorstCase
    from adversary import certified as certified
    from adversary import certify as certify
    from adversary import check as check
    from adversary import curve as curve
    from adversary import decode as decode
    from adversary import decoder as decoder
    from adversary import error as error
    from adversary import run as run
    from bounds import Comparison as Comparison
    from bounds import Mean as Mean
    from bounds import Threshold as Threshold
    from bounds import average as average
    from bounds import best as best
    from bounds import bound as bound
    from bounds import compare as compare
    from bounds import latency as latency
    from bounds import threshold as threshold
    from bounds import tolerate as tolerate
    from bounds import tour as tour
    from designs import Answer as Answer
    from designs import BadInput as BadInput
    from designs import CodeLike as CodeLike
    from designs import Design as Design
    from designs import Exists as Exists
    from designs import GradientCode as GradientCode
    from designs import Impossible as Impossible
    from designs import KirkmanError as KirkmanError
    from designs import Open as Open
    from designs import Parameters as Parameters
    from designs import Recipe as Recipe
    from designs import Scheme as Scheme
    from designs import Unavailable as Unavailable
    from designs import VerificationError as VerificationError
    from designs import as_code as as_code
    from designs import code as code
    from designs import design as design
    from designs import exists as exists
    from designs import families as families
    from designs import identify as identify
    from designs import read_code as read_code
    from designs import read_designs as read_designs
    from designs import scheme as scheme
    from designs import search as search
    from designs import table as table

    __version__: str

# What each room offers at the door.
_ROOMS = {
    "designs": (
        "Answer",
        "BadInput",
        "CodeLike",
        "Design",
        "Exists",
        "GradientCode",
        "Impossible",
        "KirkmanError",
        "Open",
        "Parameters",
        "Recipe",
        "Scheme",
        "Unavailable",
        "VerificationError",
        "as_code",
        "code",
        "design",
        "exists",
        "families",
        "identify",
        "read_code",
        "read_designs",
        "scheme",
        "search",
        "table",
    ),
    "adversary": (
        "Certificate",
        "Curve",
        "Decoding",
        "Settings",
        "Task",
        "Trial",
        "WorstCase",
        "certified",
        "certify",
        "check",
        "curve",
        "decode",
        "decoder",
        "error",
        "run",
    ),
    "bounds": (
        "Comparison",
        "Mean",
        "Threshold",
        "average",
        "best",
        "bound",
        "compare",
        "latency",
        "threshold",
        "tolerate",
        "tour",
    ),
}
_ROOM_OF = {name: room for room, names in _ROOMS.items() for name in names}


def __getattr__(name: str) -> object:
    """A name of the door, imported from its room the first time it is used."""
    from importlib import import_module, metadata
    from inspect import unwrap

    if name == "__version__":
        found: object = metadata.version("kirkman")
    elif name in _ROOM_OF:
        found = getattr(import_module(_ROOM_OF[name]), name)
        # Some verbs are modules that can be called: what is offered here is what they call.
        found = unwrap(found) if callable(found) else found
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted([*_ROOM_OF, "__version__"])
