"""Errors of the `graphs` package.

::

    GraphsError
    ├── BuildError                  a source file cannot be built into a network
    │   ├── SourceFileError         a file is missing, empty, truncated or of another type
    │   └── EmptyNetworkError       the sources hold no usable street
    ├── TerritoryFormatError        a territory folder of another version, incomplete or damaged
    ├── FetchError                  a download failed or was refused
    ├── UnknownProfileError         no profile of that name
    ├── PointNotOnNetworkError      no usable street near a point
    │   └── OutsideNetworkError     the point lies outside the bounding box of the network
    ├── NoPathError                 two points are not joined for this mode
    └── HaltedError                 a search was told to stop
"""

from __future__ import annotations

from typing import Any, ClassVar

__all__ = [
    "BuildError",
    "EmptyNetworkError",
    "FetchError",
    "GraphsError",
    "HaltedError",
    "NoPathError",
    "OutsideNetworkError",
    "PointNotOnNetworkError",
    "SourceFileError",
    "TerritoryFormatError",
    "UnknownProfileError",
]


class GraphsError(Exception):
    """Base class: a message for people, a stable `code` for programs and `details` for both.

    Parameters
    ----------
    message
        One sentence that names what is wrong and what would be right.
    details
        Machine-readable facts, such as the index of a bad point.
    """

    code: ClassVar[str] = "graphs_error"

    def __init__(self, message: str, **details: object) -> None:
        super().__init__(message)
        self.message = message
        self.details: dict[str, Any] = details


class BuildError(GraphsError):
    """A network cannot be built from the given sources."""

    code = "build_failed"


class SourceFileError(BuildError):
    """A source file is missing, empty, truncated or of another type than its name says."""

    code = "source_file"


class EmptyNetworkError(BuildError):
    """The sources hold no street that any mode may use."""

    code = "empty_network"


class TerritoryFormatError(GraphsError):
    """A territory folder is of another format version, incomplete or damaged: build it again."""

    code = "territory_format"


class FetchError(GraphsError):
    """A download failed, was refused or is not what was announced."""

    code = "fetch_failed"


class UnknownProfileError(GraphsError):
    """There is no profile of that name."""

    code = "unknown_profile"


class PointNotOnNetworkError(GraphsError):
    """No street that the mode may use lies near the point; `details["index"]` says which point."""

    code = "no_path"


class OutsideNetworkError(PointNotOnNetworkError):
    """The point lies outside the territory; `details["index"]` says which point."""

    code = "outside_territory"


class NoPathError(GraphsError):
    """The points are not joined by streets that the mode may use."""

    code = "no_path"


class HaltedError(GraphsError):
    """A search was told to stop, through the `halt` of its view, before it was done."""

    code = "halted"
