"""Where commands begin and errors end: one line on standard error and an exit status, never a traceback."""

from __future__ import annotations

import functools
import os
import sys
import traceback
from typing import TYPE_CHECKING

import click

from api.cli.bench import bench
from api.cli.build import build
from api.cli.check import check
from api.cli.compare import compare
from api.cli.demo import demo
from api.cli.plan import plan
from api.cli.serve import serve
from api.cli.warm import warm

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["main"]

_BAD_INPUT, _INTERNAL, _INTERRUPTED = 2, 1, 130


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="terrils", prog_name="terrils")
def terrils() -> None:
    """Plan walking and cycling circuits on OpenStreetMap streets."""


for _command in (build, plan, compare, serve, check, demo, warm, bench):
    terrils.add_command(_command)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and give its status: 0, 1 for a fault of the program, 2 for bad input, 130 when interrupted."""
    try:
        given = None if arguments is None else list(arguments)
        outcome = terrils.main(args=given, prog_name="terrils", standalone_mode=False)
    except (KeyboardInterrupt, click.Abort):
        _say("interrupted")
        return _INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has gone; keep the interpreter from trying again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except click.ClickException as error:
        # Help, given where nothing was asked for, keeps its lines.
        tell = (
            functools.partial(click.echo, err=True) if isinstance(error, click.exceptions.NoArgsIsHelpError) else _say
        )
        tell(error.format_message())
        return _BAD_INPUT
    except OSError as error:
        _say(_describe_os_error(error))
        return _BAD_INPUT
    except Exception as error:  # noqa: BLE001
        return _report(error)
    return outcome if isinstance(outcome, int) else 0


def _report(error: Exception) -> int:
    from api.errors import ApiError
    from graphs.errors import GraphsError
    from planner.errors import PlannerError

    if isinstance(error, ApiError | GraphsError | PlannerError):
        _say(f"{error.code}: {error.message}")
        return _BAD_INPUT
    if os.environ.get("TERRILS_LOG_LEVEL") == "debug":
        traceback.print_exception(error)
    _say(f"something went wrong inside ({type(error).__name__}: {error}); set TERRILS_LOG_LEVEL=debug to see where")
    return _INTERNAL


def _describe_os_error(error: OSError) -> str:
    what = error.strerror or str(error) or type(error).__name__
    return f"{what}: {error.filename}" if error.filename else what


def _say(text: str) -> None:
    click.echo(f"terrils: {' '.join(text.split())}", err=True)
