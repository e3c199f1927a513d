"""Recordings: one cassette per source in vcrpy's format, written by vcrpy and played as vcrpy plays them.

vcrpy's usual way patches http.client for the whole process, which is not safe across threads; nothing is patched here.
It is loaded to write only: with all that it patches it takes longer to load than a dozen pages to replay.
"""

from __future__ import annotations

import contextlib
import os
import re
import stat
import time
from collections import deque
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Self

from refcheck.errors import UsageError
from refcheck.model import Unread
from refcheck.redaction import without_secrets
from refcheck.web.exchange import Exchange
from refcheck.web.fault import Fault

SOURCE_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")
LEFT_ALONE = 3600.0
_BARE = re.compile(r"[^/?#]+://[^/?#]+(?=[?#]|\Z)")
"""An address without a path, up to where one would stand."""


def cassette_path(folder: Path, source_id: str) -> Path:
    """The file of a source's recording, always directly in `folder`; a Fault for an id that can name no file."""
    if not SOURCE_ID.fullmatch(source_id):
        detail = (
            f"the id {source_id[:80]!r} can not name a recording: use up to 80 of a-z, 0-9, '.', '_' and '-', "
            "beginning with a letter or a digit"
        )
        raise Fault(Unread.BAD_RECORDING, detail)
    return folder / f"{source_id}.yaml"


class Recording:
    """What a cassette holds; each answer to a GET plays once, in order, as vcrpy matches by method and address."""

    def __init__(self, interactions: Iterable[dict[str, Any]] = ()) -> None:
        exchanges = []
        self._to_play: dict[str, deque[Exchange]] = {}
        for interaction in interactions:
            exchange = _exchange(interaction["request"]["uri"], interaction["response"])
            exchanges.append(exchange)
            if interaction["request"]["method"] == "GET":
                self._to_play.setdefault(_with_path(exchange.uri), deque()).append(exchange)
        self.exchanges = tuple(exchanges)

    @classmethod
    def load(cls, path: Path, most_bytes: int) -> Self:
        """The recording in `path`, empty where there is no file; a Fault for one that can not be a recording."""
        content = content_of(path, most_bytes)
        return cls() if content is None else cls.of(content, path)

    @classmethod
    def of(cls, content: bytes, path: Path) -> Self:
        """The recording that `path` has as its content; a Fault for what can not be one."""
        from refcheck.web.readable import BadRecordingError, ReadableYaml  # noqa: PLC0415 - what is known is not read

        try:
            return cls(ReadableYaml.deserialize(content.decode("utf-8"))["interactions"])
        except UnicodeError as error:
            raise _bad(path, "is not UTF-8 text") from error
        except BadRecordingError as error:
            raise _bad(path, str(error)) from error

    def play(self, address: str) -> Exchange | None:
        """The next recorded answer of `address`, or None."""
        waiting = self._to_play.get(_with_path(address))
        return waiting.popleft() if waiting else None


def content_of(path: Path, most_bytes: int) -> bytes | None:
    """The bytes of the recording in `path` of a page of at most so many; None where there is no file.

    Raises a Fault for what can not be read, or can not be a recording.
    """
    # Base64 adds a third, indentation and escapes more: a file beyond this holds no page that would be accepted.
    most = 4 * most_bytes + 1_000_000
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise _bad(path, "is not a file")
        if status.st_size > most:
            raise _bad(path, f"is larger than {most} bytes")
        with path.open("rb", buffering=0) as file:
            return file.read()
    except (FileNotFoundError, NotADirectoryError) as error:
        if os.path.lexists(path):
            raise _bad(path, "is not a file") from error
        return None
    except OSError as error:
        raise _bad(path, f"can not be read: {error.strerror}") from error


def _bad(path: Path, what: str) -> Fault:
    return Fault(Unread.BAD_RECORDING, f"{path.parent.name}/{path.name} {what}")


def _with_path(address: str) -> str:
    """The address, with the path that one without any stands for."""
    bare = _BARE.match(address)
    return f"{bare[0]}/{address[bare.end() :]}" if bare else address


def leftovers(folder: Path) -> tuple[Path, ...]:
    """The drafts that writers left in the folder which were killed, or are just at it: harmless, and never replayed."""
    return tuple(sorted(folder.glob(".*.yaml.*.tmp")))


def clear_leftovers(folder: Path, older_than: float = LEFT_ALONE) -> None:
    """Removes the drafts of killed writers: those not touched for so many seconds that no writer is at them."""
    for draft in leftovers(folder):
        with contextlib.suppress(OSError):
            if time.time() - draft.stat().st_mtime > older_than:
                draft.unlink()


def save(path: Path, exchanges: Iterable[Exchange]) -> None:
    """Writes a cassette in one step: a reader, or a run killed meanwhile, sees the old file or the new one.

    Raises UsageError where the file can not be written.
    """
    from refcheck.web.writing import cassette_text  # noqa: PLC0415 - see above

    content = cassette_text(exchanges).encode("utf-8")
    try:
        _replace(path, content)
    except OSError as error:
        raise UsageError(
            f"{path}: the recording can not be written ({error.strerror}), and what was recorded stays; "
            "make room, or make the folder writable"
        ) from error


def _exchange(address: str, response: dict[str, Any]) -> Exchange:
    """A recorded answer; an older recording may have secrets in its address yet."""
    headers = tuple((name, value) for name, values in response["headers"].items() for value in values)
    status, body = response["status"], response["body"]["string"] or b""
    body = body.encode("utf-8") if isinstance(body, str) else body
    return Exchange(without_secrets(address), status["code"], status["message"] or "", headers, body)


def _replace(path: Path, content: bytes) -> None:
    """Writes to a temporary file in the same folder, then puts it in the place of `path`."""
    draft = path.with_name(f".{path.name}.{os.urandom(8).hex()}.tmp")
    try:
        try:
            _write(draft, content)
        except FileNotFoundError:
            path.parent.mkdir(parents=True, exist_ok=True)
            _write(draft, content)
        draft.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            draft.unlink()
        raise


def _write(path: Path, content: bytes) -> None:
    """Writes a new file to the disk, with no more calls to the system than it takes: other threads wait for each."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    try:
        left = memoryview(content)
        while left:
            left = left[os.write(descriptor, left) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    path.chmod(0o644)
