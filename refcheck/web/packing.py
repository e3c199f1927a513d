"""The body of an answer unpacked as its Content-Encoding says, piece by piece, never more of it than is asked for."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

from refcheck.model import Unread
from refcheck.web.fault import Fault

ACCEPTED = "gzip, deflate"
"""What is asked for: what is unpacked here, whatever else is installed."""
PIECE = 1 << 16
GZIP, ZLIB, BARE = zlib.MAX_WBITS | 16, zlib.MAX_WBITS, -zlib.MAX_WBITS
MEMBER = b"\x1f\x8b"


def unpacked(pieces: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """The body without its packing, in pieces of at most 64 KiB where it was packed.

    `encoding` is the value of the Content-Encoding header. Raises a Fault for a packing that is unknown, twofold or
    broken, and for one that breaks off before its end: half a page is none.
    """
    named = [name for each in encoding.lower().split(",") if (name := each.strip()) not in ("", "identity")]
    if not named:
        yield from pieces
    elif named in (["gzip"], ["x-gzip"]):
        yield from _inflated(iter(pieces), GZIP)
    elif named == ["deflate"]:
        yield from _deflated(iter(pieces))
    else:
        raise Fault(Unread.BAD_RESPONSE, f"the body is packed as {', '.join(named)[:80]}, which was not asked for")


def _deflated(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """What is called deflate: zlib data (RFC 1950), or bare deflate data (RFC 1951), as some servers send it."""
    head = b""
    for piece in pieces:
        head += piece
        if len(head) >= 2:
            break
    is_zlib = head[:1] and head[0] & 0x0F == 8 and int.from_bytes(head[:2], "big") % 31 == 0
    yield from _inflated(_with(head, pieces), ZLIB if is_zlib else BARE)


def _with(head: bytes, pieces: Iterator[bytes]) -> Iterator[bytes]:
    yield head
    yield from pieces


def _inflated(pieces: Iterator[bytes], form: int) -> Iterator[bytes]:
    """The data in all members of a gzip file, or in the one stream of the other forms; what follows is no data."""
    inflate, waiting, fed = zlib.decompressobj(form), b"", False
    for piece in pieces:
        fed = fed or bool(piece)
        waiting += piece
        while waiting:
            if inflate.eof:
                if form != GZIP or not MEMBER.startswith(waiting[:2]):
                    return
                if len(waiting) < 2:
                    break
                inflate = zlib.decompressobj(form)
            out = _step(inflate, waiting)
            waiting = inflate.unused_data if inflate.eof else inflate.unconsumed_tail
            while out:  # what is left of the output when all input is taken
                yield out
                out = _step(inflate, b"") if not waiting and len(out) == PIECE and not inflate.eof else b""
    if fed and not inflate.eof:
        raise _broken()


def _step(inflate: zlib._Decompress, data: bytes) -> bytes:
    try:
        return inflate.decompress(data, PIECE)
    except zlib.error as error:
        raise _broken() from error


def _broken() -> Fault:
    return Fault(Unread.BAD_RESPONSE, "the body is not packed in the way that its headers name, or not whole")
