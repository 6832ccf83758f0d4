"""Elevation rasters, and elevations of streets that do not follow the noise of the raster."""

from graphs.elevation.climbing import climb
from graphs.elevation.elevating import StreetElevations, elevate
from graphs.elevation.sampling import Elevation

__all__ = ["Elevation", "StreetElevations", "climb", "elevate"]
