"""Lets `python -m api.cli` run the command line."""

import sys

from api.cli.entry import main

if __name__ == "__main__":
    sys.exit(main())
