"""What pages and verdicts are found again by: digests of all that they follow from, and of nothing else.

Where a claim or a source stands in its file, what the article says around it and what is expected of it are left out:
they change without a verdict changing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace

from refcheck.model import Claim, Page, Source, Verdict


def page_key(page: Page) -> str:
    """The key of what reading a page gives: when it was pulled, and from where it came, do not matter."""
    body = hashlib.sha256(page.body).digest()
    return _digest("page", _placeless(page.source), page.final_url, page.status, page.media_type, page.charset, body)


def recording_key(source: Source, content: bytes) -> str:
    """The key of what replaying the recording of a source gives: it is known by its bytes, not by its time or size."""
    return _digest("recording", _placeless(source), hashlib.sha256(content).digest())


def claim_key(claim: Claim, pages: Mapping[str, str], *rest: object) -> str:
    """The key of a claim's result: `pages` are the page keys by source id, `rest` what else judging depends on."""
    bare = replace(claim, quote="", expect=Verdict.SUPPORTED, waiver=None, line=0)
    return _digest("claim", bare, sorted(pages.items()), *rest)


def _placeless(source: Source) -> Source:
    return replace(source, line=0)


def _digest(*what: object) -> str:
    return hashlib.sha256(repr(what).encode(errors="backslashreplace")).hexdigest()
