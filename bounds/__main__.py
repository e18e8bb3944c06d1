"""The entry point: ``kirkman``, and ``python -m bounds``."""

import sys


def entry() -> int:
    """Run the command line; Ctrl-C is answered in one line even while modules are imported."""
    try:
        from bounds.cli import main

        return main()
    except KeyboardInterrupt:
        sys.stderr.write("kirkman: interrupted.\n")
        return 130


if __name__ == "__main__":
    sys.exit(entry())
