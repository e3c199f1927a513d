"""Text-fragment links: an address that makes a browser scroll to and mark the quoted words."""

from __future__ import annotations

from urllib.parse import quote, urldefrag

LONGEST_WHOLE = 12
EDGE_WORDS = 5


def text_fragment(url: str, words: str) -> str:
    """`url` with a `#:~:text=` directive for `words`.

    Long quotations are given by their first and last words. Source: WICG, "URL Fragment Text Directives".
    """
    tokens = words.split()
    if not tokens:
        return url
    if len(tokens) <= LONGEST_WHOLE:
        directive = _encode(tokens)
    else:
        directive = _encode(tokens[:EDGE_WORDS]) + "," + _encode(tokens[-EDGE_WORDS:])
    return f"{urldefrag(url).url}#:~:text={directive}"


def _encode(tokens: list[str]) -> str:
    return quote(" ".join(tokens), safe="").replace("-", "%2D")
