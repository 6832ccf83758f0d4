"""Baking the base map of a territory: vector tiles of its own OSM data in one archive."""

from graphs.basemap.baking import BasemapReport, bake_basemap

__all__ = ["BasemapReport", "bake_basemap"]
