"""The HTTP service and the command line of Terrils."""

__all__: list[str] = []
