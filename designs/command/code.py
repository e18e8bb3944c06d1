"""The verb code: every family of gradient codes as a sub-command made from its constructor."""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from types import NoneType
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

import typer
from typer.core import TyperGroup

from designs.codes import GradientCode, Scheme
from designs.codes.family import Family, named, registered
from designs.codes.recipes import required
from designs.command.arguments import Json, Output
from designs.errors import BadInput

_POSITIONAL = {"v": "points", "k": "points in a block", "lam": "blocks through two points"}
_HIDDEN = {"design"}


class Families(TyperGroup):
    """The families as sub-commands; an unknown one is answered with the list."""

    def list_commands(self, ctx: Any) -> list[str]:
        """The names of all families and schemes."""
        del ctx
        return list(registered())

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The sub-command of a family, made when it is asked for."""
        del ctx
        known = registered().get(cmd_name)
        return None if known is None else _command(known)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """As Typer does it, but for names that are none."""
        if args and self.get_command(ctx, args[0]) is None:
            known = ", ".join(self.list_commands(ctx))
            raise BadInput(f"unknown family {args[0]!r}; the families are {known}")
        return super().resolve_command(ctx, args)


families = typer.Typer(cls=Families, help="Build a gradient code: kirkman code FAMILY ...")
app = typer.Typer()
app.add_typer(families, name="code")
Component = Annotated[
    str, typer.Option("--component", help="print or write this component alone, as a code")
]


@families.callback(invoke_without_command=True)
def code(
    context: typer.Context,
    listing: Annotated[bool, typer.Option("--list", help="list the families")] = False,
    json: Json = False,
) -> None:
    """Build a gradient code: kirkman code FAMILY [its parameters] [-o CODE.json]."""
    from designs.command.console import print_json

    if context.invoked_subcommand is not None:
        return
    known = {name: family.summary for name, family in registered().items()}
    if not listing:
        raise BadInput(f"name a family: {', '.join(known)}; or --list to describe them")
    taken = {name: " ".join(options(family)) for name, family in registered().items()}
    if json:
        print_json({"format": "kirkman-families/1", "families": known, "parameters": taken})
    else:
        lines = [f"{name:28}{text}\n{'':28}{taken[name]}" for name, text in known.items()]
        typer.echo("\n".join(lines))


def options(family: Family) -> list[str]:
    """The parameters of a family as one writes them; optional ones in brackets.

    >>> options(named("uncoded"))
    ['--workers']
    """
    found = []
    for name, parameter in _shown(family).items():
        flag = _metavar(name) if name in _POSITIONAL else f"--{name.replace('_', '-')}"
        found.append(flag if parameter.default is parameter.empty else f"[{flag}]")
    return found


def _shown(family: Family) -> dict[str, inspect.Parameter]:
    parameters = inspect.signature(family.build).parameters
    shown = {name: p for name, p in parameters.items() if name not in _HIDDEN}
    if "partitions" in shown:
        shown["partitions"] = shown["partitions"].replace(default=None)
    return shown


def _command(family: Family) -> Any:
    """The command of one family; its options are the parameters of the constructor."""
    hints, shown = get_type_hints(family.build), _shown(family)
    if "partitions" in shown:
        hints["partitions"] = int | None

    def verb(**given: Any) -> None:
        output, json = given.pop("output"), given.pop("json")
        component = given.pop("component", "")
        if "partitions" in given and given["partitions"] is None and "workers" in given:
            given["partitions"] = given["workers"]
        read = {name: _read(name, hints[name], value) for name, value in given.items()}
        built = family.build(**read)
        _finish(built[component] if component else built, output, json=json)

    signature = [
        inspect.Parameter(
            parameter, inspect.Parameter.KEYWORD_ONLY, default=p.default,
            annotation=_annotation(family, parameter, hints[parameter]),
        )
        for parameter, p in shown.items()
    ]  # fmt: skip
    extra: Mapping[str, tuple[Any, Any]] = {"output": (None, Output), "json": (False, Json)}
    if family.is_scheme:
        extra = {"component": ("", Component), **extra}
    signature += [
        inspect.Parameter(x, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kind)
        for x, (default, kind) in extra.items()
    ]
    verb.__dict__["__signature__"] = inspect.Signature(signature)
    verb.__annotations__ = {p.name: p.annotation for p in signature}
    app = typer.Typer(add_completion=False)
    app.command(family.name, help=family.summary, epilog=_example(family.name))(verb)
    return typer.main.get_command(app)


def example_words(name: str) -> list[str]:
    """The small example of a family as words after ``kirkman code``; a code is named CODE.json.

    >>> example_words("fractional-repetition")
    ['fractional-repetition', '--workers', '6', '--replication', '3']
    """
    words = [name]
    for parameter, value in named(name).example.items():
        flag = f"--{parameter.replace('_', '-')}"
        text = ",".join(map(str, value)) if isinstance(value, list) else str(value)
        if parameter in _POSITIONAL:
            words += [text]
        elif isinstance(value, bool):
            words += [flag if value else f"--no-{flag[2:]}"]
        else:
            words += [flag, "CODE.json" if isinstance(value, dict) else text]
    return words


def _example(name: str) -> str:
    return f"Example: kirkman code {' '.join(example_words(name))}"


def _metavar(name: str) -> str:
    return "LAMBDA" if name == "lam" else name.upper()


def _annotation(family: Family, name: str, hint: Any) -> Any:
    """How Typer reads a parameter: numbers and choices as such, rationals and lists as text."""
    inner, optional = required(hint), NoneType in get_args(hint)
    kind: Any = inner if inner in (int, bool) else str
    if name in _POSITIONAL:
        help_text = _POSITIONAL[name]
        return Annotated[kind, typer.Argument(metavar=_metavar(name), help=help_text)]
    letter, help_text = family.explained(name)
    flags = [f"--{name.replace('_', '-')}", *([f"-{letter}"] if letter else [])]
    if get_origin(inner) is Literal:
        help_text = f"{' or '.join(get_args(inner))}"
    wanted = kind | None if optional else kind
    return Annotated[wanted, typer.Option(*flags, help=help_text)]


def _read(name: str, hint: Any, value: Any) -> Any:
    """A parameter as its constructor takes it, from what was written."""
    inner = required(hint)
    if not isinstance(value, str):
        return value
    if get_origin(inner) is Literal:
        choices = ", ".join(get_args(inner))
        if value not in get_args(inner):
            raise BadInput(f"{name} must be one of {choices}, got {value!r:.40}")
        return value
    if inner is GradientCode:
        from designs.codes.files import read_code

        return read_code(value)
    if get_origin(inner) is Sequence:
        of = get_args(inner)[0]
        return [_number(name, part, whole=of is int) for part in value.split(",") if part.strip()]
    return _number(name, value, whole=False) if inner is Fraction else value


def _number(name: str, text: str, *, whole: bool) -> int | Fraction:
    """An integer or a rational like 1/3 or 0.25."""
    try:
        return int(text) if whole else Fraction(text.strip())
    except (ValueError, ZeroDivisionError):
        kind = "integers like 1,2,4" if whole else "rationals like 1/3 or 0.25"
        raise BadInput(f"{name} takes {kind}, got {text!r:.40}") from None


def _finish(built: GradientCode | Scheme, output: Path | None, *, json: bool) -> None:
    """Print or write a new code or scheme."""
    from designs.command.console import print_json
    from designs.files import as_json_text, write_file

    if output is not None:
        write_file(output, as_json_text(built.to_json(), None))
    if json:
        print_json(built.to_json(), None)
        return
    typer.echo(built.summary())
    typer.echo(f"  written to {output}" if output else "  (write it to a file with -o CODE.json)")
