"""Messages of GTFS-Realtime, written for tests."""

from __future__ import annotations

from typing import Any

from google.transit.gtfs_realtime_pb2 import FeedMessage

__all__ = ["write_live"]


def write_live(*entities: dict[str, Any], made: int = 0) -> bytes:
    """Write a message; entities are members of FeedEntity by name, as nested dictionaries."""
    from google.protobuf.json_format import ParseDict

    header = {"gtfs_realtime_version": "2.0", "timestamp": made}
    rows = [{"id": str(number), **entity} for number, entity in enumerate(entities)]
    message: Any = ParseDict({"header": header, "entity": rows}, FeedMessage())
    return bytes(message.SerializeToString())
