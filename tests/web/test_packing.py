"""A packed body is unpacked whole or not at all, in pieces that never exceed what is asked for."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refcheck.web.fault import Fault
from refcheck.web.packing import PIECE, unpacked


def cut(data: bytes, size: int) -> list[bytes]:
    return [data[start : start + size] for start in range(0, len(data), size)]


def bare(body: bytes) -> bytes:
    deflate = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return deflate.compress(body) + deflate.flush()


BODIES = st.one_of(st.binary(max_size=3000), st.integers(0, 200_000).map(bytes))
FORMS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "identity": bytes,
    "": bytes,
}


@given(BODIES, st.sampled_from(sorted(FORMS)), st.integers(1, 5000))
def test_every_packing_gives_back_the_body_however_it_is_cut(body: bytes, encoding: str, size: int) -> None:
    pieces = list(unpacked(cut(FORMS[encoding](body), size), encoding))
    assert b"".join(pieces) == body
    assert all(len(piece) <= PIECE for piece in pieces)


@given(BODIES, st.integers(1, 5000))
def test_bare_deflate_data_goes_by_the_same_name(body: bytes, size: int) -> None:
    assert b"".join(unpacked(cut(bare(body), size), "deflate")) == body


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=5), st.integers(1, 50), st.sampled_from([b"", b"\0\0x"]))
def test_a_file_of_several_members_is_read_whole(bodies: list[bytes], size: int, trailing: bytes) -> None:
    packed = b"".join(map(gzip.compress, bodies)) + trailing
    assert b"".join(unpacked(cut(packed, size), "gzip")) == b"".join(bodies)


@given(st.binary(max_size=2000), st.sampled_from(["gzip", "deflate"]), st.data(), st.integers(1, 500))
def test_what_breaks_off_is_broken(body: bytes, encoding: str, data: st.DataObject, size: int) -> None:
    packed = FORMS[encoding](body)
    end = data.draw(st.integers(1, len(packed) - 1))
    with pytest.raises(Fault, match="not whole"):
        list(unpacked(cut(packed[:end], size), encoding))


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "gzip,deflate", "compress", "x" * 5000])
def test_what_was_not_asked_for_is_refused(encoding: str) -> None:
    with pytest.raises(Fault, match="not asked for") as caught:
        list(unpacked([b"anything"], encoding))
    assert len(str(caught.value)) < 200


def test_an_empty_body_is_empty_whatever_its_packing() -> None:
    assert [list(unpacked([b""], name)) for name in ("gzip", "deflate")] == [[], []]
