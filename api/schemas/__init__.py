"""The wire: models of requests and answers, strict about what they take."""

from api.schemas.answers import ItinerariesAnswer, ItineraryDocument, Problem
from api.schemas.catalogue import FeatureCollection, LanguageQuery, SitesQuery, StopsQuery, VocabularyAnswer
from api.schemas.comparisons import ComparisonAnswer, ComparisonRequest
from api.schemas.edits import EditsRequest
from api.schemas.journeys import JourneysAnswer, JourneysRequest
from api.schemas.places import LatLon, Place, SiteRef, StopRef
from api.schemas.requests import IsochronesRequest, ItineraryRequest, MatrixRequest, RoutesRequest
from api.schemas.routing_answers import IsochronesAnswer, MatrixAnswer, RoutesAnswer

__all__ = [
    "ComparisonAnswer",
    "ComparisonRequest",
    "EditsRequest",
    "FeatureCollection",
    "IsochronesAnswer",
    "IsochronesRequest",
    "ItinerariesAnswer",
    "ItineraryDocument",
    "ItineraryRequest",
    "JourneysAnswer",
    "JourneysRequest",
    "LanguageQuery",
    "LatLon",
    "MatrixAnswer",
    "MatrixRequest",
    "Place",
    "Problem",
    "RoutesAnswer",
    "RoutesRequest",
    "SiteRef",
    "SitesQuery",
    "StopRef",
    "StopsQuery",
    "VocabularyAnswer",
]
