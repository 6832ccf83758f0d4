"""Sites: what they are, where they come from, whether one may go there, and how they join the streets."""

from planner.catalogue.link import SiteLink
from planner.catalogue.site import Access, AccessStatus, Protection, ProtectionKind, Site, SiteKind, WorldHeritage

__all__ = [
    "Access",
    "AccessStatus",
    "Protection",
    "ProtectionKind",
    "Site",
    "SiteKind",
    "SiteLink",
    "WorldHeritage",
]
