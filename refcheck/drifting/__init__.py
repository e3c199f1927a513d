"""Recordings beside the pages as they are now: what changed, claim by claim."""

from refcheck.drifting.comparing import ClaimDrift, Drift, Drifted, PageDrift, PageState, compare
from refcheck.drifting.places import Finder, Sighting, Standing

__all__ = [
    "ClaimDrift",
    "Drift",
    "Drifted",
    "Finder",
    "PageDrift",
    "PageState",
    "Sighting",
    "Standing",
    "compare",
]
