"""The id of a source that is named by its address alone: it names the recording, now and in later runs."""

from __future__ import annotations

import hashlib
import re

_READABLE = 48
_DIGITS = 24


def id_of(url: str) -> str:
    """The id of the page at an address: the beginning of the address, to be read, and 96 bits of its SHA-256.

    Two addresses do not share one, and the replay of a recording compares the address besides.
    """
    digest = hashlib.sha256(url.encode(errors="surrogatepass")).hexdigest()[:_DIGITS]
    words = re.sub(r"[^a-z0-9]+", "-", url.partition("://")[2][: 2 * _READABLE].lower())[:_READABLE].strip("-")
    return f"{words}-{digest}" if words else digest
