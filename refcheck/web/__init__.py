"""Source to page: fetching, recording, replaying. Cheap to import: requests and vcrpy wait for the first page."""

from refcheck.web.fetcher import Fetcher, FetchSettings

__all__ = ["FetchSettings", "Fetcher"]
