"""The version of refcheck: the one place where it is written; the package's metadata is made from it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

VERSION = "0.1.0"


@cache
def build(*, by_content: bool = False) -> str:
    """The version with a digest of the package's files: code, data and model.

    Files are told by name, size and time of change, which takes some milliseconds; `by_content` by their bytes, so that
    the same files on two machines are the same build.
    """
    import hashlib  # noqa: PLC0415 - a version that is only shown needs none of it

    root = Path(__file__).parent
    files = sorted(path for path in root.rglob("*") if path.suffix not in (".pyc", "") and path.is_file())
    digest = hashlib.sha256()
    for path in files:
        told = path.read_bytes() if by_content else f"{(stat := path.stat()).st_size} {stat.st_mtime_ns}".encode()
        digest.update(f"{path.relative_to(root).as_posix()} {len(told)}\n".encode() + told)
    return f"{VERSION}-{digest.hexdigest()[:16]}"
