"""The verbs of the command and where they stand; a verb is imported when it is asked for."""

from __future__ import annotations

from difflib import get_close_matches
from importlib import import_module
from typing import Any

from typer.core import TyperGroup
from typer.main import get_group

from designs.errors import BadInput

VERBS = {
    "exists": "designs",
    "design": "designs",
    "code": "designs",
    "table": "designs",
    "identify": "designs",
    "search": "designs",
    "error": "adversary",
    "certify": "adversary",
    "check": "adversary",
    "run": "adversary",
    "verify": "adversary",
    "report": "adversary",
    "export": "adversary",
    "average": "bounds",
    "best": "bounds",
    "bound": "bounds",
    "compare": "bounds",
    "latency": "bounds",
    "threshold": "bounds",
    "tour": "bounds",
}


class Verbs(TyperGroup):
    """The verbs as sub-commands: verb V of a room is the module ``room.command.V``."""

    def list_commands(self, ctx: Any) -> list[str]:
        """The names of all verbs, room by room."""
        del ctx
        return list(VERBS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The sub-command of a verb, imported now."""
        del ctx
        if cmd_name not in VERBS:
            return None
        module = import_module(f"{VERBS[cmd_name]}.command.{cmd_name}")
        return get_group(module.app).commands[cmd_name]

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """As Typer does it; a verb that there is none of is answered with the nearest ones."""
        if args and args[0] not in VERBS and not args[0].startswith("-"):
            near = get_close_matches(args[0], VERBS)
            more = f"; did you mean {' or '.join(near)}" if near else f": {', '.join(VERBS)}"
            raise BadInput(f"there is no verb {args[0]!r:.40}{more}")
        return super().resolve_command(ctx, args)
