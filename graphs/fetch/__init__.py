"""Getting sources from the network: downloads, recipes, and places through osmnx."""

from graphs.fetch.downloads import Downloaded, download
from graphs.fetch.places import Fetched, Services, fetch_bbox, fetch_place
from graphs.fetch.recipes import FetchedRecipe, Recipe, RecipeSource, fetch_recipe, list_recipes, load_recipe

__all__ = [
    "Downloaded",
    "Fetched",
    "FetchedRecipe",
    "Recipe",
    "RecipeSource",
    "Services",
    "download",
    "fetch_bbox",
    "fetch_place",
    "fetch_recipe",
    "list_recipes",
    "load_recipe",
]
