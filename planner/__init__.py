"""The itinerary engine: requests, themes, sites, selection, circuits and rendering. Knows no HTTP."""

__all__: list[str] = []
