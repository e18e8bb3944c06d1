"""Options of a verb that are made from the fields of a dataclass."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, Field, fields
from inspect import Parameter, Signature, signature
from typing import Annotated, Any, get_type_hints

import typer


def with_options(verb: Callable[..., None], settings: type[Any]) -> Callable[..., None]:
    """The verb with an option for each field of the settings that has a help text.

    Its options stand behind the arguments of the verb, and reach it as keywords, by the names of
    the fields. A field's metadata has the ``help``, ``flags`` beside its name or in the place of
    it, the ``kind`` that Typer reads, and more for Typer.

    >>> from adversary.run.settings import Settings
    >>> def verb(code: str, plot: bool = False, **chosen: Any) -> None: ...
    >>> [*signature(with_options(verb, Settings)).parameters][:3]
    ['code', 'stragglers', 'attack']
    """
    hints = get_type_hints(verb, include_extras=True)
    own = [
        p.replace(annotation=hints[p.name], kind=Parameter.KEYWORD_ONLY)
        for p in signature(verb).parameters.values()
        if p.kind is not Parameter.VAR_KEYWORD
    ]
    made = [_option(f) for f in fields(settings) if "help" in f.metadata]
    arguments = [p for p in own if p.default is Parameter.empty]
    parameters = [*arguments, *made, *(p for p in own if p not in arguments)]

    def command(**given: Any) -> None:
        verb(**given)

    command.__dict__["__signature__"] = Signature(parameters)
    command.__annotations__ = {p.name: p.annotation for p in parameters}
    return command


def _option(field: Field[Any]) -> Parameter:
    """The option of a field."""
    told = field.metadata
    long = f"--{field.name.replace('_', '-')}"
    renamed = any(flag.startswith("--") for flag in told["flags"])
    flags = told["flags"] if renamed else (long, *told["flags"])
    option = typer.Option(*flags, help=told["help"], **told["typer"])
    default = Parameter.empty if field.default is MISSING else field.default
    kind = told["kind"]
    read = Annotated[kind, option]
    return Parameter(field.name, Parameter.KEYWORD_ONLY, default=default, annotation=read)
