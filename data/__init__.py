"""Resources only: territories, profiles, themes and texts, read through `importlib.resources.files("data")`."""

__all__: list[str] = []
