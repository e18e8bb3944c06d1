"""``python -m bounds`` is the kirkman command."""

import sys

from bounds.cli import main

if __name__ == "__main__":
    sys.exit(main())
