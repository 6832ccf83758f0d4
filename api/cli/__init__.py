"""The command line: terrils build | plan | serve | check | demo | warm."""

from api.cli.entry import main

__all__ = ["main"]
