"""Timetables of public transport: for now the stops of GTFS feeds."""

__all__: list[str] = []
