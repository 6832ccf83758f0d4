"""The networks: OSM import, compiled street network, search kernels. Knows no theme, trip or HTTP."""

__all__: list[str] = []
