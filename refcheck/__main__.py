"""`python -m refcheck`, the same as the `refcheck` command."""

import sys

from refcheck.cli import main

if __name__ == "__main__":
    sys.exit(main())
